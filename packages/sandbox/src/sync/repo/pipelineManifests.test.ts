import { smallTeamRepo } from '../__testUtils__/smallTeamRepo';
import { readPipeline } from './pipelineManifests';
import { TeamRepo } from './teamRepo';

const repoOf = (changes: Record<string, string | undefined> = {}) =>
  new TeamRepo(
    'orders',
    'orders-pipelines',
    'c0ffee',
    new Map(
      Object.entries(smallTeamRepo(changes)).map(([path, text]) => [path, Buffer.from(text)]),
    ),
  );
const read = (changes: Record<string, string | undefined>) =>
  readPipeline(repoOf(changes), 'daily');
const withObject = (object: string) => ({
  'pipelines/daily/namespace.yaml': `{apiVersion: v1, kind: Namespace, metadata: {name: orders-daily}}\n---\n${object}`,
});

describe('readPipeline', () => {
  it('finds the instance and its graph, and puts the namespace first', () => {
    const { namespace, instance, graph, objects } = read({});
    expect(namespace).toBe('orders-daily');
    expect(instance.metadata.name).toBe('daily');
    expect(graph.file).toBe('rgd/data-pipeline.yaml');
    expect(objects.map(({ kind }) => kind)).toEqual([
      'Namespace',
      'Job',
      'CronJob',
      'ConfigMap',
      'ConfigMap',
    ]);
  });

  it.each<[string, Record<string, string | undefined>, string]>([
    [
      'a kind that it does not know',
      withObject(
        '{apiVersion: rds.services.k8s.aws/v1alpha1, kind: DBInstance, metadata: {name: a}}',
      ),
      'DBInstance a: kind: the sandbox has nothing that applies rds.services.k8s.aws/v1alpha1 DBInstance; it knows AccessEntry, Bucket',
    ],
    [
      'a field that the controller does not know, with the right spelling',
      withObject(
        '{apiVersion: s3.services.k8s.aws/v1alpha1, kind: Bucket, metadata: {name: a}, spec: {Name: a, versioning: {status: 1}}}',
      ),
      'Bucket a: spec.name: is missing; set it; spec.Name: there is no such field; it is written name; spec.versioning.status: is 1, and must be of type string',
    ],
    [
      'an object in the namespace of another',
      {
        'pipelines/daily/namespace.yaml': '{apiVersion: v1, kind: Namespace, metadata: {name: x}}',
      },
      'pipelines/daily/namespace.yaml (Namespace x): metadata.name: is "x", and must be the pipeline\'s own namespace "orders-daily"',
    ],
    [
      'an object that is there twice',
      withObject('{apiVersion: v1, kind: ConfigMap, metadata: {name: steps}}'),
      'ConfigMap steps is there twice',
    ],
    [
      'a folder without instance',
      { 'pipelines/daily/instance.yaml': '' },
      'pipelines/daily: has no instance of orders.pipelines.example.org/v1alpha1 DataPipeline',
    ],
    [
      'a repository without graph',
      { 'rgd/data-pipeline.yaml': undefined },
      'there is no ResourceGraphDefinition below rgd/',
    ],
    [
      'two graphs of one kind',
      { 'rgd/z.yaml': smallTeamRepo()['rgd/data-pipeline.yaml'] },
      'rgd/z.yaml: spec.schema: defines orders.pipelines.example.org/v1alpha1 DataPipeline, as rgd/data-pipeline.yaml does',
    ],
    [
      'a folder without kustomization',
      { 'pipelines/daily/kustomization.yaml': undefined },
      'pipelines/daily/kustomization.yaml: is missing',
    ],
  ])('refuses %s', (_what, changes, message) => {
    expect(() => read(changes)).toThrow(message);
  });

  it('has a digest that changes with the graph and the folder, and with nothing else', () => {
    const digest = repoOf().digest('daily');
    expect(repoOf({ 'README.md': 'other', 'pipelines/weekly/a.yaml': 'a' }).digest('daily')).toBe(
      digest,
    );
    expect(repoOf({ 'rgd/kro-rbac.yaml': '' }).digest('daily')).not.toBe(digest);
    expect(repoOf({ 'pipelines/daily/docs/index.md': '' }).digest('daily')).not.toBe(digest);
  });
});
