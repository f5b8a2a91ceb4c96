/**
 * What the template generates, on a real API server with kro's real controller: kro has the rights that its chart and the team repo
 * give it, and nothing more; a stand-in plays the controllers of ACK.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AckStandIn } from './harness/AckStandIn.ts';
import { Cluster } from './harness/Cluster.ts';
import type { KubeClient } from './harness/KubeClient.ts';
import { condition, type KubeObject, titleOf } from './harness/KubeObject.ts';
import { Refused } from './harness/Transport.ts';
import { madeBy, withoutServersOwn } from './made.ts';
import { exampleForms, product, rendered, type Rendered } from './product.ts';
import { refusals } from './schema/refusals.ts';

const isReady = (instance: KubeObject) => condition(instance, 'Ready')?.status === 'True';
const isActive = (rgd: KubeObject) => rgd.status?.state === 'Active';

describe('a team repo on a real cluster', () => {
  const teams: Rendered[] = Object.entries(exampleForms()).map(([name, form]) =>
    rendered(name, form),
  );
  const [taxi] = teams.filter(({ name }) => name === 'taxi-daily');
  const [orders] = teams.filter(({ name }) => name === 'orders-by-script');
  let cluster: Cluster;
  let client: KubeClient;
  let ack: AckStandIn;

  before(async () => {
    cluster = await Cluster.start();
    client = cluster.client;
    ack = cluster.also(await AckStandIn.start(client));
    await cluster.startKro();
  });
  after(async () => {
    await cluster?.stop();
  });

  it('every definition becomes active', async () => {
    for (const { rbac, rgd, namespace } of teams) {
      for (const object of [rbac, rgd, namespace]) await client.apply(object);
    }
    for (const { rgd } of teams) await client.waitFor(rgd, 'is active', isActive);
  });

  it('every instance becomes ready, and says what it made', async () => {
    for (const { instance } of teams) await client.apply(instance);
    for (const { instance, rgd } of teams) {
      const { status } = await client.waitFor(instance, 'is ready', isReady);
      assert.equal(status.state, 'ACTIVE');
      const unsaid = Object.keys(rgd.spec.schema.status).filter(
        name => status[name] === undefined && !/virtualCluster/.test(name),
      );
      assert.deepEqual(unsaid, []);
    }
  });

  for (const { name, rgd, instance } of teams) {
    it(`kro makes of ${name} just what expand says`, async () => {
      const live = await madeBy(client, rgd, instance);
      const graph = product.compileGraph(rgd);
      const world = {
        instance: product.applyDefaults(graph, (await client.get(instance))!) as any,
        observed: live as any,
      };
      const expected = graph.order.flatMap(id => graph.resolve(id, world).objects);
      const made = graph.order.flatMap(id => [live[id] ?? []].flat());
      assert.deepEqual(
        made.map(object => withoutServersOwn(object)),
        expected.map(object => withoutServersOwn(object as KubeObject)),
      );
    });
  }

  it('a change of the instance reaches its objects, and what it no longer names goes', async () => {
    const before = await madeBy(client, taxi.rgd, taxi.instance);
    const changed = structuredClone(taxi.instance);
    changed.spec.logs = { ...changed.spec.logs, retentionDays: 90 };
    changed.spec.notifications = { emails: ['night@example.com'] };
    await client.apply(changed);
    const [logGroup] = [before.logGroup].flat();
    await client.waitFor(logGroup, 'is changed', ({ spec }) => spec.retentionDays === 90);
    const [subscription] = [before.subscriptions].flat();
    await client.waitUntilGone(subscription);
    await client.waitFor(
      changed,
      'names the new address only',
      ({ status }) => String(status?.pendingEmails) === 'night@example.com',
    );
    await client.apply(taxi.instance);
    await client.waitFor(subscription, 'is back', () => true);
    await client.waitFor(taxi.instance, 'is ready', isReady);
  });

  it('a bucket that AWS refuses keeps the pipeline from being ready, in words', async () => {
    const made = await madeBy(client, taxi.rgd, taxi.instance);
    const [bucket] = [made.inputBucket].flat();
    await ack.fail(bucket, { type: 'ACK.Terminal', message: 'BucketAlreadyExists: taken' });
    const refused = await client.waitFor(
      taxi.instance,
      'is not ready',
      instance => condition(instance, 'Ready')?.status === 'False',
    );
    assert.match(condition(refused, 'Ready')!.message!, /AWS refused/);
    assert.equal(condition(await client.get(bucket), 'ACK.Terminal')!.status, 'True');
    await ack.mend(bucket);
    await client.waitFor(taxi.instance, 'is ready again', isReady);
  });

  it('an address that is confirmed is no longer pending', async () => {
    const made = await madeBy(client, taxi.rgd, taxi.instance);
    for (const subscription of [made.subscriptions].flat()) await ack.confirm(subscription);
    await client.waitFor(
      taxi.instance,
      'has no address to confirm',
      instance => condition(instance, 'EmailConfirmed')?.status === 'True',
    );
  });

  it('the API server refuses every value that the schema does not allow, and names its field', async t => {
    const crd = await client.get({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: taxi.rgd.metadata.name },
    });
    const { spec } = crd!.spec.versions[0].schema.openAPIV3Schema.properties;
    const cases = refusals(spec, taxi.instance, ['spec']);
    assert.ok(cases.length > 100, `the schema gave only ${cases.length} cases`);
    for (const { title, field, bad } of cases) {
      await t.test(title, async () => {
        await assert.rejects(client.apply(bad, true), (error: Error) => {
          assert.ok(error instanceof Refused, String(error));
          assert.ok(error.message.includes(field), `${field} is not named: ${error.message}`);
          return true;
        });
      });
    }
  });

  it('a change that would break what is there is refused, and said; the pipeline goes on', async () => {
    const breaking = structuredClone(taxi.rgd);
    breaking.spec.schema.spec.budget = 'integer | required=true';
    await client.apply(breaking);
    const refused = await client.waitFor(
      breaking,
      'refuses its kind',
      rgd => condition(rgd, 'KindReady')?.status === 'False',
    );
    assert.match(condition(refused, 'KindReady')!.message!, /breaking.*budget/s);
    assert.ok(isReady((await client.get(taxi.instance))!));
    await client.apply(taxi.rgd);
    await client.waitFor(taxi.rgd, 'is active again', isActive);
  });

  it('two teams live side by side: one goes within a minute, data stays, and the other does not notice', async () => {
    const others = await madeBy(client, orders.rgd, orders.instance);
    const own = Object.values(await madeBy(client, taxi.rgd, taxi.instance)).flat();
    const versions = (all: Record<string, KubeObject | KubeObject[]>) =>
      Object.values(all)
        .flat()
        .map(object => [titleOf(object), object.metadata.uid, object.metadata.resourceVersion]);

    await client.delete(taxi.instance);
    await client.waitUntilGone(taxi.instance, 60_000);
    for (const object of own) assert.equal(await client.get(object), undefined, titleOf(object));
    await client.delete(taxi.namespace);
    await client.waitUntilGone(taxi.namespace, 60_000);
    await client.delete(taxi.rgd);
    await client.waitUntilGone(taxi.rgd, 60_000);

    const retained = own
      .filter(
        ({ metadata }) => metadata.annotations?.['services.k8s.aws/deletion-policy'] === 'retain',
      )
      .map(({ kind }) => kind);
    assert.deepEqual(
      [...new Set(retained)].filter(kind => !ack.has(kind, taxi.namespace)),
      [],
    );
    assert.deepEqual(versions(await madeBy(client, orders.rgd, orders.instance)), versions(others));
    assert.ok(isReady((await client.get(orders.instance))!));
  });

  it('an address that nobody ever confirmed does not hold up the end', async () => {
    await client.waitFor(
      orders.instance,
      'has addresses to confirm',
      ({ status }) => status.pendingEmails.length > 0,
    );
    await client.delete(orders.instance);
    await client.waitUntilGone(orders.instance, 60_000);
    assert.deepEqual(ack.faults, []);
  });
});
