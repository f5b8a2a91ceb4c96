/**
 * A generated team repo, synced by the real Argo CD onto a real API server with the real kro. ACK and the kubelet are played:
 * the one by statuses, the other by running the Pods' scripts against the local AWS.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetBucketNotificationConfigurationCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import { condition, type KubeObject, type Ref } from '../cluster/harness/KubeObject.ts';
import { until } from '../cluster/harness/until.ts';
import { healthOf } from './applications.ts';
import { healthChecks } from './health.ts';
import { ref, World } from './world.ts';

const TAXI = 'retail-taxi-daily';
const ORDERS = 'retail-orders';
const bucketOf = (namespace: string) => `${namespace}-input-123456789012-eu-west-1`;

const form = (name: string) => ({
  team: 'retail',
  name,
  owner: 'group:default/retail',
  trigger: { on: 'data', prefix: 'input/' },
  job: 'taxi-summary',
  // One bucket for all purposes.
  buckets: { scripts: 'input', lake: 'input' },
  notifications: ['oncall@example.org'],
});
const instance = (name: string): Ref =>
  ref('retail.pipelines.example.org/v1alpha1', 'DataPipeline', name, `retail-${name}`);
const bucket = (name: string): Ref =>
  ref('s3.services.k8s.aws/v1alpha1', 'Bucket', `${name}-input`, `retail-${name}`);
const afterSync = (namespace: string): Ref => ref('batch/v1', 'Job', 'after-sync', namespace);

describe('Argo CD', () => {
  let world: World;
  before(async () => {
    world = await World.start();
  });
  after(() => world?.cluster.stop());

  healthChecks(() => world);

  it('makes the graph of a team, and says when kro serves its kind', async () => {
    const { cluster, ack, repo, applications } = world;
    // The pipeline comes along with its graph, and waits for this bucket.
    await ack.fail(bucket('taxi-daily'), { type: 'ACK.Recoverable', message: 'AccessDenied' });
    repo.render(form('taxi-daily'));
    const revision = repo.push('A first pipeline');
    for (const file of ['project', 'namespaces', 'applications']) {
      await cluster.client.applyYaml(repo.read(`argocd/${file}.yaml`));
    }
    const application = await applications.done('retail-rgd', revision);
    const name = 'datapipelines.retail.pipelines.example.org';
    assert.equal(healthOf(application, 'ResourceGraphDefinition', name).status, 'Healthy');
  });

  it('makes an Application of a folder, and keeps the steps after the sync waiting until AWS has everything', async () => {
    const { client } = world.cluster;
    const application = await world.applications.waitFor(TAXI, 'waits for kro', application => {
      const health = healthOf(application, 'DataPipeline', 'taxi-daily');
      const { message } = application.status?.operationState ?? {};
      return (
        health?.status === 'Progressing' &&
        health.message !== 'Waiting for kro' &&
        /^waiting for healthy state of .*DataPipeline\/taxi-daily/.test(message)
      );
    });
    assert.equal(application.spec.project, 'retail-pipelines');
    assert.equal(application.spec.destination.namespace, TAXI);
    assert.equal(await client.get(afterSync(TAXI)), undefined);
  });

  it('then runs the steps: the script is in the bucket, and the bucket sends its events', async () => {
    const { cluster, ack, kubelet, repo, s3, applications } = world;
    await world.makeBucket(bucketOf(TAXI));
    await ack.mend(bucket('taxi-daily'));
    await cluster.client.waitFor(
      afterSync(TAXI),
      'is complete',
      job => condition(job, 'Complete')?.status === 'True',
    );
    const [steps] = kubelet.runs.get(`${TAXI}/after-sync`)!;
    assert.deepEqual(
      steps.map(({ name, exitCode }) => [name, exitCode]),
      [
        ['upload-scripts', 0],
        ['enable-bucket-notifications', 0],
      ],
      JSON.stringify(steps),
    );
    const Bucket = bucketOf(TAXI);
    const uploaded = await s3.send(
      new GetObjectCommand({ Bucket, Key: 'scripts/taxi_summary.py' }),
    );
    assert.equal(
      await uploaded.Body!.transformToString(),
      repo.read('pipelines/taxi-daily/scripts/taxi_summary.py'),
    );
    const notifications = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    assert.ok(notifications.EventBridgeConfiguration);
    await applications.waitFor(
      TAXI,
      'is done',
      ({ status }) =>
        status.operationState.phase === 'Succeeded' && status.health.status === 'Healthy',
    );
  });

  it('makes an Application of each further folder', async () => {
    await world.makeBucket(bucketOf(ORDERS));
    world.repo.render(form('orders'));
    const revision = await world.push('A second pipeline');
    await world.applications.done(ORDERS, revision);
    await world.applications.done(TAXI, revision);
    assert.equal(world.kubelet.runs.get(`${ORDERS}/after-sync`)?.length, 1);
  });

  it('applies a commit that changes an instance, and runs the steps again', async () => {
    const { cluster, kubelet, repo, applications } = world;
    const runs = () => kubelet.runs.get(`${TAXI}/after-sync`)!;
    const before = runs().length;
    repo.editYaml('pipelines/taxi-daily/instance.yaml', ({ spec }) => {
      spec.notifications.emails.push('second@example.org');
    });
    await applications.done(TAXI, await world.push('A second address'));
    await until('kro has made the second subscription', async () => {
      const sns = 'sns.services.k8s.aws/v1alpha1';
      const subscriptions = await cluster.client.list(sns, 'Subscription', TAXI);
      return subscriptions.some(({ spec }) => spec.endpoint === 'second@example.org');
    });
    assert.equal(runs().length, before + 1);
    assert.match(runs().at(-1)![0].output, /is up to date/);
  });

  it('says why the API server refuses an instance, and takes the commit that mends it', async () => {
    const { cluster, repo, applications } = world;
    const limit = (timeoutMinutes: number) =>
      repo.editYaml('pipelines/taxi-daily/instance.yaml', ({ spec }) => {
        spec.limits = { timeoutMinutes };
      });
    limit(1);
    await world.push('Too short');
    await applications.refused(TAXI, /spec\.limits\.timeoutMinutes.*greater than or equal to 5/);
    limit(30);
    await applications.done(TAXI, await world.push('Long enough'));
    const { spec } = (await cluster.client.get(instance('taxi-daily')))!;
    assert.equal(spec.limits.timeoutMinutes, 30);
  });

  it("applies nothing that is not the pipeline's: other kinds, others' namespaces, what another pipeline brings", async () => {
    const { repo, applications } = world;
    const { client } = world.cluster;
    const folder = (name: string, ...objects: KubeObject[]) => {
      const text = objects.map(object => JSON.stringify(object)).join('\n---\n');
      repo.write(`pipelines/${name}/objects.yaml`, text);
    };
    const binding = ref('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'greedy');
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'admin' };
    const stray = ref('v1', 'ConfigMap', 'stray', 'fleet-trips');
    const fleet = ref('v1', 'Namespace', 'fleet-trips');
    await client.apply(fleet);
    folder('greedy', { ...binding, roleRef }, ref('v1', 'Secret', 'greedy'), {
      ...bucket('greedy'),
      spec: { name: 'greedy' },
    });
    folder('stray', stray);
    folder('grab', fleet);
    repo.copy('pipelines/taxi-daily', 'pipelines/copy');
    // Its Application would be called like the graph's.
    folder('rgd', ref('v1', 'ConfigMap', 'rgd'));
    const { uid } = (await client.get(instance('taxi-daily')))!.metadata;
    await world.push('What a pipeline must not do');

    const kinds = ['rbac.authorization.k8s.io:ClusterRoleBinding', ':Secret', ':Bucket'];
    for (const kind of kinds) {
      const refused = new RegExp(`${kind} is not permitted in project retail-pipelines`);
      await applications.refused('retail-greedy', refused);
    }
    await applications.refused('retail-stray', /namespace fleet-trips is not permitted in project/);
    await applications.refused('retail-grab', /only bring the namespace retail-grab, not fleet-/);
    await applications.refused(
      'retail-copy',
      /^Shared resource found: .* is part of applications argocd\/retail-copy and retail-taxi-daily/,
    );

    for (const one of [binding, stray]) assert.equal(await client.get(one), undefined);
    assert.equal((await client.get(fleet))!.metadata.annotations, undefined);
    assert.equal((await client.get(instance('taxi-daily')))!.metadata.uid, uid);
    const graph = (await client.get(applications.ref('retail-rgd')))!;
    assert.equal(graph.spec.source.path, 'rgd');
  });

  it('removes a pipeline with its folder: all in the cluster, in AWS what is not to be kept, nothing of others', async () => {
    const { ack, repo, applications } = world;
    const { client } = world.cluster;
    const { uid } = (await client.get(instance('taxi-daily')))!.metadata;
    const inAws = () => [...ack.resources.keys()].filter(name => /\borders\b/.test(name)).sort();
    const before = inAws();
    // Something in AWS that takes its time to go: the namespace stays until kro is done.
    const machine = ref('sfn.services.k8s.aws/v1alpha1', 'StateMachine', 'orders', ORDERS);
    const namespace = ref('v1', 'Namespace', ORDERS);
    await ack.fail(machine, { type: 'ACK.Recoverable', message: 'StateMachineDeleting' });
    repo.remove('pipelines/orders');
    await world.push('Retire orders');
    await client.waitFor(machine, 'is to go', ({ metadata }) => metadata.deletionTimestamp);
    assert.equal((await client.get(namespace))!.metadata.deletionTimestamp, undefined);
    await ack.mend(machine);
    await applications.waitUntilGone(ORDERS);
    await client.waitUntilGone(namespace);
    assert.ok(before.includes(`StateMachine ${ORDERS}`), before.join());
    assert.deepEqual(
      inAws().map(name => name.split(' ')[0]),
      ['Bucket', 'Subscription', 'Table'],
    );
    assert.equal((await client.get(instance('taxi-daily')))!.metadata.uid, uid);
  });

  it('with a sync timeout does not wait for ever with the removal of a pipeline whose steps never end', async () => {
    const { kubelet, repo, applications } = world;
    const { client } = world.cluster;
    kubelet.held.add(TAXI);
    repo.edit('pipelines/taxi-daily/scripts/taxi_summary.py', text => `${text}# changed\n`);
    const revision = await world.push('A changed script');
    await applications.waitFor(
      TAXI,
      'waits for its steps',
      ({ status: { operationState: operation } }) =>
        /waiting for completion of hook/.test(operation?.message) &&
        operation.syncResult?.revision === revision,
    );
    // By now it has waited for longer than that.
    await world.startArgoCd({ syncTimeout: 5 });
    repo.remove('pipelines/taxi-daily');
    await world.push('Retire taxi-daily');
    const removed = (application?: KubeObject) => !application?.metadata.finalizers?.length;
    await until('the pipeline is removed', async () => {
      // Argo CD looks at its clock only when it has something to do.
      await applications.refresh();
      await sleep(1000);
      return removed(await client.get(applications.ref(TAXI)));
    });
    await client.waitUntilGone(ref('v1', 'Namespace', TAXI));
  });

  it('needed no luck for this', () => {
    world.assertRunning();
    assert.deepEqual(world.ack.faults, []);
    assert.deepEqual(world.kubelet.faults, []);
  });
});
