import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { isEstablished } from '../cluster/harness/Kro.ts';
import type { KubeObject, Ref } from '../cluster/harness/KubeObject.ts';
import { healthOf } from './applications.ts';
import { GitRepo } from './gitRepo.ts';
import { printSettings, SHIPPED } from './healthChecks.ts';
import { ref, type World } from './world.ts';

const NAMESPACE = 'health';
/** A kind that the check of DataPipelines is for as well, and that no kro writes the status of. */
const KIND = 'any.example.org/v1alpha1';
const pipeline = (name: string): Ref => ref(KIND, 'DataPipeline', name, NAMESPACE);
const bucket = (name: string): Ref =>
  ref('s3.services.k8s.aws/v1alpha1', 'Bucket', name, NAMESPACE);

/** The status of each DataPipeline, and what Argo CD must say of it. */
const PIPELINES: Record<string, { status?: any; health: string; message: RegExp }> = {
  untouched: { health: 'Progressing', message: /^Waiting for kro$/ },
  waiting: {
    status: { state: 'IN_PROGRESS', conditions: [ready('False', 1, 'Some are not there yet')] },
    health: 'Progressing',
    message: /^Some are not there yet$/,
  },
  outdated: {
    status: { state: 'ACTIVE', conditions: [ready('True', 0, 'All are there')] },
    health: 'Progressing',
    message: /^Waiting for kro to see the last change$/,
  },
  ready: {
    status: { state: 'ACTIVE', conditions: [ready('True', 1, 'All are there')] },
    health: 'Healthy',
    message: /^All are there$/,
  },
  // What only a person can do keeps no pipeline waiting.
  unconfirmed: {
    status: {
      state: 'ACTIVE',
      conditions: [
        { type: 'EmailConfirmed', status: 'False', observedGeneration: 1 },
        ready('True', 1, 'All are there'),
      ],
    },
    health: 'Healthy',
    message: /^All are there$/,
  },
  refused: {
    status: { state: 'ERROR', conditions: [ready('False', 1, 'The Role is invalid')] },
    health: 'Degraded',
    message: /^The Role is invalid$/,
  },
};

function ready(status: string, observedGeneration: number, message: string) {
  return { type: 'Ready', status, observedGeneration, message };
}

/** The health checks of argocd/, through the real controller of Argo CD. */
export function healthChecks(world: () => World): void {
  it('ships health checks as argocd/health has them (UPDATE_GOLDEN=1 writes argocd/argocd-cm.yaml anew)', () => {
    if (process.env.UPDATE_GOLDEN) writeFileSync(SHIPPED, printSettings());
    assert.equal(readFileSync(SHIPPED, 'utf8'), printSettings());
  });

  it('knows from them how pipelines, graphs and AWS resources are', async () => {
    const { cluster, ack, applications } = world();
    const { client } = cluster;
    const [crd] = await client.applyYaml(CRD);
    await client.waitFor(crd, 'is established', isEstablished);
    await ack.fail(bucket('terminal'), { type: 'ACK.Terminal', message: 'BucketAlreadyExists' });
    await ack.fail(bucket('recoverable'), { type: 'ACK.Recoverable', message: 'AccessDenied' });

    const repo = new GitRepo(path.join(cluster.folder, 'health'));
    const buckets = ['synced', 'terminal', 'recoverable'].map(name => ({
      ...bucket(name),
      spec: { name },
    }));
    const objects = [
      ...Object.keys(PIPELINES).map(pipeline),
      ...buckets,
      graph('bad', 'NoSuchKind'),
    ];
    repo.write('objects.yaml', objects.map(object => JSON.stringify(object)).join('\n---\n'));
    repo.push('Objects of all kinds');
    for (const object of project(repo.url, cluster.apiServer.url)) await client.apply(object);
    await client.waitFor(pipeline('untouched'), 'is there', () => true);
    for (const [name, { status }] of Object.entries(PIPELINES)) {
      if (!status) continue;
      await client.waitFor(pipeline(name), 'is there', () => true);
      await client.patchStatus(pipeline(name), status);
    }

    const expected: [kind: string, name: string, health: string, message: RegExp][] = [
      ...Object.entries(PIPELINES).map(
        ([name, { health, message }]): [string, string, string, RegExp] => [
          'DataPipeline',
          name,
          health,
          message,
        ],
      ),
      ['Bucket', 'synced', 'Healthy', /^$/],
      ['Bucket', 'terminal', 'Degraded', /^BucketAlreadyExists$/],
      ['Bucket', 'recoverable', 'Progressing', /^AccessDenied$/],
      ['ResourceGraphDefinition', 'bad', 'Degraded', /^GraphAccepted: .*NoSuchKind/s],
    ];
    for (const [kind, name, health, message] of expected) {
      await applications.waitFor(NAMESPACE, `says ${health} of ${kind} ${name}`, application => {
        const found = healthOf(application, kind, name);
        return found?.status === health && message.test(found.message ?? '');
      });
    }
  });
}

/** A graph of one object of a kind. */
function graph(name: string, kind: string): KubeObject {
  return {
    ...ref('kro.run/v1alpha1', 'ResourceGraphDefinition', name),
    spec: {
      schema: { apiVersion: 'v1alpha1', kind: 'One', group: 'any.example.org', spec: {} },
      resources: [
        {
          id: 'one',
          template: { apiVersion: 'v1', kind, metadata: { name: '${schema.metadata.name}' } },
        },
      ],
    },
  };
}

/** An Application of everything in a repository, and its project. */
function project(repoURL: string, server: string): KubeObject[] {
  const any = [{ group: '*', kind: '*' }];
  const destination = { server, namespace: NAMESPACE };
  const metadata = { name: NAMESPACE, namespace: 'argocd' };
  const apiVersion = 'argoproj.io/v1alpha1';
  return [
    ref('v1', 'Namespace', NAMESPACE),
    {
      apiVersion,
      kind: 'AppProject',
      metadata,
      spec: { sourceRepos: [repoURL], destinations: [destination], clusterResourceWhitelist: any },
    },
    {
      apiVersion,
      kind: 'Application',
      metadata,
      spec: {
        project: NAMESPACE,
        source: { repoURL, targetRevision: 'main', path: '.' },
        destination,
        syncPolicy: { automated: {} },
      },
    },
  ];
}

const CRD = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: datapipelines.any.example.org
spec:
  group: any.example.org
  scope: Namespaced
  names: {kind: DataPipeline, plural: datapipelines, singular: datapipeline, listKind: DataPipelineList}
  versions:
    - name: v1alpha1
      served: true
      storage: true
      subresources: {status: {}}
      schema:
        openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
`;
