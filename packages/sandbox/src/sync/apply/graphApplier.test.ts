import { KubeObject } from '../kube/kubeObject';
import { applyGraph, GraphWalk } from './graphApplier';
import { Graph } from './graphCompiler';

const instance: KubeObject = {
  apiVersion: 'orders.pipelines.example.org/v1alpha1',
  kind: 'DataPipeline',
  metadata: { name: 'daily', namespace: 'orders-daily' },
};
const object = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
});
const graphOf = (graph: Partial<Graph>): Graph => ({
  order: ['one'],
  resolve: id => ({ skipped: false, objects: [object(id)], pending: [] }),
  ready: () => true,
  status: () => ({}),
  ...graph,
});
const walk = (graph: Partial<Graph>, more: Partial<GraphWalk> = {}) => {
  const applied: string[] = [];
  const skipped: string[] = [];
  const done = applyGraph({
    graph: graphOf(graph),
    document: { spec: { resources: [{ id: 'one' }, { id: 'many', forEach: [{ a: '${x}' }] }] } },
    file: 'rgd/data-pipeline.yaml',
    instance,
    signal: new AbortController().signal,
    apply: async (id, desired) => {
      applied.push(`${id} ${desired.metadata.namespace}/${desired.metadata.name}`);
      return { object: desired, synced: true };
    },
    skip: id => skipped.push(id),
    read: () => [],
    ...more,
  });
  return { applied, skipped, done };
};

describe('applyGraph', () => {
  it('gives each expression what was made before, lists as lists', async () => {
    const seen: unknown[] = [];
    const { done, applied } = walk({
      order: ['many', 'one'],
      resolve: (id, { observed }) => {
        seen.push(Object.keys(observed));
        const objects = id === 'many' ? [object('a')] : [object('b')];
        return { skipped: false, objects, pending: [] };
      },
    });
    const observed = await done;
    expect(seen).toEqual([[], ['many']]);
    expect(applied).toEqual(['many[0] orders-daily/a', 'one orders-daily/b']);
    expect(observed).toMatchObject({
      many: [{ metadata: { name: 'a' } }],
      one: { metadata: { name: 'b' } },
    });
  });

  it('leaves out what is not wanted, and lists that are empty', async () => {
    const { done, skipped } = walk({
      order: ['one', 'many'],
      resolve: id => ({ skipped: id === 'one', objects: [], pending: [] }),
    });
    expect(await done).toEqual({ many: [] });
    expect(skipped).toEqual(['one', 'many']);
  });

  it('applies again until AWS is done with it', async () => {
    const answers = [false, false, true];
    const { done } = walk(
      {},
      { apply: async (_id, desired) => ({ object: desired, synced: answers.shift()! }) },
    );
    await done;
    expect(answers).toEqual([]);
  });

  it('says which expression asks for what never comes', async () => {
    const { done } = walk({
      resolve: () => ({ skipped: false, objects: [], pending: ['table.status.nothing'] }),
    });
    await expect(done).rejects.toThrow(
      'rgd/data-pipeline.yaml: resources.one: needs table.status.nothing, which no status has',
    );
  });

  it('stops between two objects when a newer push comes', async () => {
    const controller = new AbortController();
    const { done, applied } = walk(
      { order: ['one', 'two'] },
      {
        signal: controller.signal,
        apply: async (_id, desired) => {
          controller.abort();
          return { object: desired, synced: true };
        },
      },
    );
    await expect(done).rejects.toThrow('a newer push came');
    expect(applied).toEqual([]);
  });

  it('reads what the graph only refers to, and applies nothing for it', async () => {
    const external = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { selector: { matchLabels: { a: 'b' } } },
    };
    const { done, applied } = walk(
      { resolve: () => ({ skipped: false, objects: [], pending: [], external }) },
      { read: wanted => (wanted === external ? [object('theirs')] : []) },
    );
    expect(await done).toEqual({ one: [object('theirs')] });
    expect(applied).toEqual([]);
  });
});
