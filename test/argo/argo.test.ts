/**
 * A generated team repo, synced by the real Argo CD onto a real API server with the real kro. ACK and the kubelet are played:
 * the one by statuses, the other by running the Pods' scripts against the local AWS.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  CreateBucketCommand,
  GetBucketNotificationConfigurationCommand,
  GetObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AckStandIn } from '../cluster/harness/AckStandIn.ts';
import { Cluster } from '../cluster/harness/Cluster.ts';
import { ROOT } from '../cluster/harness/folders.ts';
import { freePorts } from '../cluster/harness/freePorts.ts';
import { condition, type KubeObject, type Ref } from '../cluster/harness/KubeObject.ts';
import { until } from '../cluster/harness/until.ts';
import { Applications, healthOf } from './applications.ts';
import { ArgoCd } from './argoCd.ts';
import { GitRepo } from './gitRepo.ts';
import { printSettings, SHIPPED } from './healthChecks.ts';
import { installArgoCd } from './install.ts';
import { Kubelet } from './kubelet.ts';
import { startLocalAws } from './localAws.ts';
import { TeamRepo } from './teamRepo.ts';

const GROUP = 'retail.pipelines.example.org/v1alpha1';
const TAXI = 'retail-taxi-daily';
const ORDERS = 'retail-orders';
const BUCKET = `${TAXI}-input-123456789012-eu-west-1`;

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
const instance = (name: string): Ref => ref(GROUP, 'DataPipeline', name, `retail-${name}`);
const bucket = (name: string): Ref => ref(S3, 'Bucket', `${name}-input`, `retail-${name}`);
const afterSync = (namespace: string): Ref => ref('batch/v1', 'Job', 'after-sync', namespace);
const S3 = 's3.services.k8s.aws/v1alpha1';

function ref(apiVersion: string, kind: string, name: string, namespace?: string): Ref {
  return { apiVersion, kind, metadata: { name, namespace } };
}

describe('the health checks that come with the template', () => {
  it('are in argocd/argocd-cm.yaml as argocd/health has them (UPDATE_GOLDEN=1 writes it anew)', () => {
    if (process.env.UPDATE_GOLDEN) writeFileSync(SHIPPED, printSettings());
    assert.equal(readFileSync(SHIPPED, 'utf8'), printSettings());
  });
});

describe('Argo CD syncs a team repo', () => {
  let cluster: Cluster;
  let ack: AckStandIn;
  let argoCd: ArgoCd;
  let kubelet: Kubelet;
  let applications: Applications;
  let repo: TeamRepo;
  let s3: S3Client;

  /** Commits, and has Argo CD look. */
  async function push(message: string): Promise<string> {
    const revision = repo.push(message);
    await applications.refresh();
    return revision;
  }

  before(async () => {
    const installation =
      process.env.ARGOCD ??
      execFileSync(path.join(ROOT, 'bin/lib/argocd'), { encoding: 'utf8' }).trim();
    cluster = await Cluster.start();
    const { client, folder } = cluster;
    const [port] = await freePorts(1);
    const [aws, standIn] = await Promise.all([
      startLocalAws(path.join(folder, 'aws'), port),
      AckStandIn.start(client),
      cluster.startKro(),
      installArgoCd(cluster, installation),
    ]);
    cluster.also(aws);
    ack = cluster.also(standIn);
    kubelet = cluster.also(
      new Kubelet({ client, directory: path.join(folder, 'pods'), env: aws.env }),
    );
    s3 = new S3Client({
      endpoint: aws.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      forcePathStyle: true,
    });
    argoCd = cluster.also(await ArgoCd.start(cluster, installation));
    applications = new Applications(client);
    repo = new TeamRepo(path.join(folder, 'retail'), cluster.apiServer.url);
    // Somebody else's.
    await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'fleet-trips' } });
  });
  after(async () => {
    s3?.destroy();
    await cluster?.stop();
  });

  it('makes the graph of the team, and says when kro serves its kind', async () => {
    // What comes next waits for this bucket.
    await ack.fail(bucket('taxi-daily'), { type: 'ACK.Recoverable', message: 'AccessDenied' });
    repo.render(form('taxi-daily'));

    const revision = repo.push('A first pipeline');
    for (const file of ['project', 'namespaces', 'applications']) {
      await cluster.client.applyYaml(repo.read(`argocd/${file}.yaml`));
    }
    const application = await applications.done('retail-rgd', revision);
    const graph = healthOf(application, 'ResourceGraphDefinition', 'datapipelines.retail.pipelines.example.org');
    assert.equal(graph.status, 'Healthy');
  });

  it('makes an Application of the folder, and keeps the steps after the sync waiting until AWS has everything', async () => {
    const { client } = cluster;
    const application = await applications.waitFor(
      TAXI,
      'waits for the pipeline',
      ({ status }) =>
        /waiting for healthy state/.test(status?.operationState?.message) &&
        healthOf({ status } as KubeObject, 'DataPipeline', 'taxi-daily')?.message !== 'Waiting for kro',
    );
    assert.equal(application.spec.project, 'retail-pipelines');
    assert.equal(application.spec.destination.namespace, TAXI);
    assert.equal(healthOf(application, 'DataPipeline', 'taxi-daily').status, 'Progressing');
    assert.equal(await client.get(afterSync(TAXI)), undefined);

    // In the wave before everything else.
    const created = async (one: Ref) => Date.parse((await client.get(one))!.metadata.creationTimestamp as string);
    const namespace = await created(ref('v1', 'Namespace', TAXI));
    assert.ok(namespace < (await created(ref('v1', 'ConfigMap', 'steps', TAXI))));
  });

  it('then runs the steps for real: the script is in the bucket, and the bucket sends its events', async () => {
    const { client } = cluster;
    // What ACK would have made by then.
    await s3.send(
      new CreateBucketCommand({
        Bucket: BUCKET,
        CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
      }),
    );
    await ack.mend(bucket('taxi-daily'));
    await client.waitFor(afterSync(TAXI), 'is complete', job => condition(job, 'Complete')?.status === 'True');
    const [steps] = kubelet.runs.get(`${TAXI}/after-sync`)!;
    assert.deepEqual(
      steps.map(({ name, exitCode }) => [name, exitCode]),
      [
        ['upload-scripts', 0],
        ['enable-bucket-notifications', 0],
      ],
      JSON.stringify(steps),
    );
    const uploaded = await s3.send(
      new GetObjectCommand({ Bucket: BUCKET, Key: 'scripts/taxi_summary.py' }),
    );
    assert.equal(
      await uploaded.Body!.transformToString(),
      repo.read('pipelines/taxi-daily/scripts/taxi_summary.py'),
    );
    const { EventBridgeConfiguration } = await s3.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: BUCKET }),
    );
    assert.ok(EventBridgeConfiguration);
    const application = await applications.waitFor(
      TAXI,
      'is done',
      ({ status }) => status?.operationState?.phase === 'Succeeded' && status.sync.status === 'Synced',
    );
    assert.equal(application.status.health.status, 'Healthy');
  });

  it('makes an Application of each further folder', async () => {
    await s3.send(
      new CreateBucketCommand({
        Bucket: BUCKET.replace('taxi-daily', 'orders'),
        CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
      }),
    );
    repo.render(form('orders'));

    const revision = await push('A second pipeline');
    await applications.done(ORDERS, revision);
    await applications.done(TAXI, revision);
    assert.equal(kubelet.runs.get(`${ORDERS}/after-sync`)?.length, 1);
  });

  it('applies a commit that changes an instance, and runs the steps again', async () => {
    const { client } = cluster;
    const before = kubelet.runs.get(`${TAXI}/after-sync`)!.length;
    repo.editYaml('pipelines/taxi-daily/instance.yaml', ({ spec }) => {
      spec.notifications.emails.push('second@example.org');
    });
    const revision = await push('A second address');
    await applications.done(TAXI, revision);
    await until('kro has made the second subscription', async () => {
      const subscriptions = await client.list('sns.services.k8s.aws/v1alpha1', 'Subscription', TAXI);
      return subscriptions.some(({ spec }) => spec.endpoint === 'second@example.org');
    });
    assert.equal(kubelet.runs.get(`${TAXI}/after-sync`)!.length, before + 1);
    assert.match(kubelet.runs.get(`${TAXI}/after-sync`)!.at(-1)![0].output, /up to date/);
  });

  it('says why the API server refuses an instance, and takes the commit that mends it', async () => {
    const file = 'pipelines/taxi-daily/instance.yaml';
    repo.editYaml(file, ({ spec }) => (spec.limits = { timeoutMinutes: 1 }));
    await push('Too short');
    await applications.refused(TAXI, /spec\.limits\.timeoutMinutes.*greater than or equal to 5/);
    repo.editYaml(file, ({ spec }) => (spec.limits = { timeoutMinutes: 30 }));
    const revision = await push('Long enough');
    await applications.done(TAXI, revision);
    const { spec } = (await cluster.client.get(instance('taxi-daily')))!;
    assert.equal(spec.limits.timeoutMinutes, 30);
  });

  it('refuses what is not the pipeline\'s: other kinds, namespaces of others, and what another pipeline brings', async () => {
    const { client } = cluster;
    const folder = (name: string, ...objects: KubeObject[]) => {
      repo.write(`pipelines/${name}/objects.yaml`, objects.map(object => JSON.stringify(object)).join('\n---\n'));
    };
    const named = (apiVersion: string, kind: string, name: string, namespace?: string) => ({
      apiVersion, kind, metadata: { name, ...(namespace && { namespace }) },
    });
    folder(
      'greedy',
      { ...named('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'greedy'), roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' }, subjects: [] },
      { ...named('v1', 'Secret', 'greedy') },
      { ...named(S3, 'Bucket', 'greedy'), spec: { name: 'greedy' } },
      named('v1', 'Namespace', 'retail-greedy'),
    );
    folder('stray', named('v1', 'ConfigMap', 'stray', 'fleet-trips'));
    folder('grab', named('v1', 'Namespace', 'fleet-trips'));
    repo.copy('pipelines/taxi-daily', 'pipelines/copy');
    // Would be called like the Application of the graph.
    folder('rgd', named('v1', 'ConfigMap', 'rgd'));
    const uid = (await client.get(instance('taxi-daily')))!.metadata.uid;
    await push('What a pipeline must not do');

    const greedy = await applications.refused('retail-greedy', /ClusterRoleBinding is not permitted in project retail-pipelines/);
    console.log(JSON.stringify(greedy.status.operationState));
    await applications.refused('retail-stray', /namespace fleet-trips is not permitted in project 'retail-pipelines'/);
    await applications.refused('retail-grab', /may only bring the namespace retail-grab, not fleet-trips/);
    const copy = await applications.refused('retail-copy', /is part of applications argocd\/retail-copy and retail-taxi-daily/);
    console.log(JSON.stringify(copy.status.operationState), JSON.stringify(copy.status.conditions));

    assert.equal(await client.get(ref('v1', 'ConfigMap', 'stray', 'fleet-trips')), undefined);
    assert.equal(await client.get(ref('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'greedy')), undefined);
    assert.equal((await client.get(ref('v1', 'Namespace', 'fleet-trips')))!.metadata.annotations, undefined);
    assert.equal((await client.get(instance('taxi-daily')))!.metadata.uid, uid);
    assert.equal((await client.get(applications.ref('retail-rgd')))!.spec.source.path, 'rgd');
  });

  it('removes a pipeline with its folder: all of the cluster, of AWS what is not to be kept, and nothing of others', async () => {
    const { client } = cluster;
    const taxi = (await client.get(instance('taxi-daily')))!.metadata.uid;
    repo.remove('pipelines/orders');
    await push('Retire orders');
    await applications.waitUntilGone(ORDERS);
    assert.equal(await client.get(instance('orders')), undefined);
    await client.waitUntilGone(ref('v1', 'Namespace', ORDERS));
    console.log([...ack.resources.keys()].filter(n => n.includes('orders')));
    assert.equal((await client.get(instance('taxi-daily')))!.metadata.uid, taxi);
  });

  it('is not stuck by a pipeline that is removed while its steps still wait', async () => {
    kubelet.held.add(TAXI);
    repo.edit('pipelines/taxi-daily/scripts/taxi_summary.py', text => `${text}# changed\n`);
    const revision = await push('A changed script');
    await applications.waitFor(TAXI, 'waits for its steps', ({ status }) => /hook/.test(status?.operationState?.message) && status?.operationState?.syncResult?.revision === revision);
    repo.remove('pipelines/taxi-daily');
    await push('Retire taxi-daily');
    await applications.waitFor(TAXI, 'is to go', ({ metadata }) => metadata.deletionTimestamp);
    await new Promise(r => setTimeout(r, 8000));
    console.log(JSON.stringify((await client_(applications, cluster, TAXI))?.status?.operationState));
    await applications.terminate(TAXI);
    await applications.waitUntilGone(TAXI);
    await cluster.client.waitUntilGone(ref('v1', 'Namespace', TAXI));
  });

  it('needed no luck', () => {
    argoCd.assertRunning();
    assert.deepEqual(ack.faults, []);
    assert.deepEqual(kubelet.faults, []);
  });
});

const client_ = (a: Applications, c: Cluster, n: string) => c.client.get(a.ref(n));
