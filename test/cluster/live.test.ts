/**
 * What the template generates, on a real API server with kro's real controller: kro has the rights that its chart and the team repo
 * give it, and nothing more; a stand-in plays the controllers of ACK.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { AckStandIn } from './harness/AckStandIn.ts';
import { Cluster } from './harness/Cluster.ts';
import type { KubeClient } from './harness/KubeClient.ts';
import { condition, type KubeObject, titleOf } from './harness/KubeObject.ts';
import { Refused } from './harness/Transport.ts';
import { madeBy, withoutServersOwn } from './made.ts';
import { exampleForms, product, rendered, type Rendered } from './product.ts';
import { type Refusal, refusals } from './schema/refusals.ts';
import { changes, ruleBreakers } from './schema/rules.ts';

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
    for (const { instance } of teams) {
      const { status } = await client.waitFor(instance, 'is ready', isReady);
      assert.equal(status.state, 'ACTIVE');
      assert.ok(status.stateMachineArn);
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
      const written = await Promise.all(expected.map(one => client.wouldBe(one as KubeObject)));
      const made = graph.order.flatMap(id => [live[id] ?? []].flat());
      assert.deepEqual(made.map(withoutServersOwn), written.map(withoutServersOwn));

      const own = ({ conditions: _, ...status }: any) => status;
      const { status } = (await client.get(instance))!;
      assert.deepEqual(own(status), own(graph.status(world)));
      assert.deepEqual(
        status.conditions.map(({ type, message }: any) => [type, message]),
        (graph.status(world) as any).conditions.map(({ type, message }: any) => [type, message]),
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

  it('a bucket that AWS refuses keeps the pipeline from being ready, which says so and names it', async () => {
    const made = await madeBy(client, taxi.rgd, taxi.instance);
    const [bucket] = [made.inputBucket].flat();
    await ack.fail(bucket, { type: 'ACK.Terminal', message: 'BucketAlreadyExists: taken' });
    await client.waitFor(taxi.instance, 'is not ready, and names the bucket', instance => {
      const { status, message = '' } = condition(instance, 'Ready') ?? {};
      return (
        status === 'False' && /^AWS does not have yet, or refused: inputBucket\. /.test(message)
      );
    });
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

  it('the newest check of the bucket’s notifications is told as a condition', async () => {
    const { externalRef } = taxi.rgd.spec.resources.find((one: any) => one.externalRef);
    assert.equal(externalRef.kind, 'Job');
    const told = (status: string) =>
      client.waitFor(
        taxi.instance,
        `says NotificationsOn=${status}`,
        instance => condition(instance, 'NotificationsOn')?.status === status,
      );
    await told('Unknown');
    await client.apply(check('first', externalRef, taxi));
    await client.patchStatus(check('first', externalRef, taxi), { succeeded: 1 });
    const { message } = condition(await told('True'), 'NotificationsOn')!;
    assert.match(message!, /at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\./);
    // Kubernetes tells the age of an object to the second.
    await sleep(1100);
    await client.apply(check('second', externalRef, taxi));
    await client.patchStatus(check('second', externalRef, taxi), {
      failed: 1,
      startTime: '2026-01-01T00:00:00Z',
      conditions: ['FailureTarget', 'Failed'].map(type => ({ type, status: 'True' })),
    });
    const failed = await told('False');
    assert.match(condition(failed, 'NotificationsOn')!.message!, /kubectl logs/);
    assert.ok(isReady(failed));
  });

  describe('the API server refuses', () => {
    let spec: any;
    let now: KubeObject;
    before(async () => {
      const crd = await client.get({
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: taxi.rgd.metadata.name },
      });
      spec = crd!.spec.versions[0].schema.openAPIV3Schema.properties.spec;
      now = { ...taxi.instance, spec: (await client.get(taxi.instance))!.spec };
    });

    /** The API server's sentence, or nothing when it takes the object. */
    const refusal = async (object: KubeObject) => {
      try {
        await client.apply(object, true);
        return undefined;
      } catch (error) {
        assert.ok(error instanceof Refused, String(error));
        return error.message.replaceAll('[0]', '');
      }
    };
    const refusesEach = async (cases: Refusal[], t: TestContext) => {
      for (const { title, field, bad } of cases) {
        await t.test(title, async () => {
          const said = await refusal(bad);
          assert.ok(said?.includes(field), `${field} is not named: ${said}`);
        });
      }
    };

    it('every value that the schema does not allow, and names its field', async t => {
      const cases = refusals(spec, taxi.instance, ['spec']);
      assert.ok(cases.length > 100, `the schema gave only ${cases.length} cases`);
      await refusesEach(cases, t);
    });

    it('another value in each field that may not change', async t => {
      const cases = changes(spec, now, ['spec']);
      assert.ok(cases.length > 10, `only ${cases.length} fields are immutable`);
      await refusesEach(cases, t);
    });

    it('what breaks a rule between fields or of one', async t => {
      const rules = ruleBreakers(spec, taxi.instance, ['spec']);
      assert.ok(rules.length > 0);
      for (const { title, field, attempts } of rules) {
        await t.test(title, async () => {
          for (const attempt of attempts) {
            const said = await refusal(attempt);
            if (
              said?.includes(`${field}: Invalid value`) &&
              /failed rule|validation failed/.test(said)
            )
              return;
          }
          assert.fail(`none of ${attempts.length} values broke the rule of ${field}`);
        });
      }
    });
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

/** A Job such as a definition reads, without pods: what it came to is written into its status. */
function check(name: string, { apiVersion, kind, metadata }: any, { namespace }: Rendered) {
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace: namespace.metadata.name,
      labels: metadata.selector.matchLabels,
    },
    spec: {
      suspend: true,
      template: {
        spec: { restartPolicy: 'Never', containers: [{ name: 'check', image: 'none' }] },
      },
    },
  };
}
