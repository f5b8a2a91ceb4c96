import { KubeObject, titleOf } from '../kube/kubeObject';
import { ManifestError, shown } from '../kube/manifestError';
import { PipelineManifests, readPipeline } from '../repo/pipelineManifests';
import { TeamRepo } from '../repo/teamRepo';
import { InventoryEntry, PipelineRecord } from '../status/pipelineRecord';
import { ResourceStatus } from '../status/pipelineStatus';
import { StatusStore } from '../status/statusStore';
import { checkpoint, refusal } from './errors';
import { EndedJobs } from './endedJobs';
import { applyGraph } from './graphApplier';
import type { Graph, GraphCompiler, Observed } from './graphCompiler';
import { readInstance, triggerOf } from './instance';
import { isHook, runHooks } from './hooks';
import { AppliedObject, claimOf, digestOf, ObjectApplier } from './objectApplier';
import { withIdentity } from './objectStatus';
import { prune } from './pruner';
import { JobRunner } from '../steps/jobRunner';

/** Id of the graph's instance among the resources. */
const INSTANCE = 'instance';

/** What the sync of a pipeline works with. */
export interface PipelineSyncOptions {
  store: StatusStore;
  applier: ObjectApplier;
  jobs: JobRunner;
  compiler: GraphCompiler;
  /** The account that the local AWS plays, and the region where nothing else is said. */
  platform: { accountId: string; region: string };
}

/** Brings one pipeline to what a commit says, as Argo CD, kro and the ACK controllers do together. */
export class PipelineSync {
  /** Digest of what the hooks last ran for, by pipeline; in memory only, as is what they did. */
  readonly #hooked = new Map<string, string>();
  readonly #jobs = new Map<string, EndedJobs>();

  constructor(private readonly options: PipelineSyncOptions) {}

  /**
   * @param scheduled - whether the CronJobs are due
   * @throws ManifestError, or an Error with what AWS said; everything that went well before stays.
   */
  async sync(
    record: PipelineRecord,
    repo: TeamRepo,
    scheduled: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const { compiler, jobs, platform } = this.options;
    const { folder } = record.source;
    record.update({ commit: repo.commit });
    record.enter('syncing', `syncing commit ${repo.commit.slice(0, 7)}`);
    const manifests = readPipeline(repo, folder);
    const { graph, instance: wanted } = readInstance(compiler, manifests, platform.accountId);
    const before = record.applied(wanted);
    const instance = withIdentity(wanted, before?.object);
    const digest = digestOf(wanted);
    const changed = before?.digest === digest ? 'unchanged' : 'updated';
    this.#claimNamespace(record, manifests.namespace);
    const { trigger, team } = triggerOf(instance, platform.region);
    const name = instance.metadata.name;
    record.update({ namespace: manifests.namespace, team, name, trigger });
    record.expect(expected(manifests, graph));
    record.remember({ id: INSTANCE, object: instance, digest });
    record.resource({
      id: INSTANCE,
      kind: instance.kind,
      name,
      state: before ? changed : 'created',
    });

    const ended = this.#jobs.get(record.key) ?? new EndedJobs();
    this.#jobs.set(record.key, ended);
    const { changes, observed } = await this.#apply(
      record,
      manifests,
      graph,
      instance,
      ended,
      signal,
    );
    const content = repo.digest(folder);
    const due = {
      // Argo CD syncs, and runs the hooks, when there is something to sync; what AWS lost counts.
      hooks: this.#hooked.get(record.key) !== content || changes > 0,
      scheduled,
    };
    if (due.hooks) {
      this.#hooked.delete(record.key);
      record.update({ steps: [] });
    }
    try {
      await runHooks(jobs, record, manifests.objects, due, ended, signal);
    } finally {
      // What the graph reads of the Jobs, as a condition for one, may be otherwise now.
      const now = withExternal(graph, instance, observed, ended);
      record.update({
        instance: { state: 'ACTIVE', ...graph.status({ instance, observed: now }) },
      });
    }
    this.#hooked.set(record.key, content);
    record.update({ syncedCommit: repo.commit });
    record.enter('synced', summary(record, repo.commit));
  }

  /** Removes everything of a pipeline whose folder is gone, but for what its deletion policy keeps. */
  async remove(record: PipelineRecord, signal: AbortSignal): Promise<void> {
    this.#hooked.delete(record.key);
    this.#jobs.delete(record.key);
    const region = record.status.trigger?.region ?? this.options.platform.region;
    record.update({ syncedCommit: undefined });
    record.enter('syncing', 'removed from Git: deleting what it made');
    const retained = await prune(this.options.applier, record, [], region, signal);
    if (retained.length === 0) {
      this.options.store.delete(record.source);
      return;
    }
    const names = retained.map(titleOf).join(', ');
    record.enter('synced', `removed from Git; left in AWS by its deletion policy: ${names}`);
  }

  async #apply(
    record: PipelineRecord,
    manifests: PipelineManifests,
    graph: Graph,
    instance: KubeObject,
    ended: EndedJobs,
    signal: AbortSignal,
  ): Promise<{ changes: number; observed: Observed }> {
    const region = record.status.trigger?.region ?? this.options.platform.region;
    const applied: KubeObject[] = [instance];
    let changes = 0;
    const apply = async (id: string, desired: KubeObject) => {
      const result = await this.#applyOne(record, id, desired, region, applied);
      applied.push(result.object);
      changes += result.change === 'unchanged' ? 0 : 1;
      return result;
    };
    for (const object of manifests.objects.filter(entry => !isHook(entry))) {
      checkpoint(signal);
      await apply(idOf(object), object);
    }
    const observed = await applyGraph({
      graph,
      document: manifests.graph.document,
      file: manifests.graph.file,
      instance,
      signal,
      apply,
      read: wanted => ended.select(wanted),
      skip: id => record.resource({ id, kind: kindIn(manifests, id), name: '', state: 'skipped' }),
    });
    await prune(this.options.applier, record, applied, region, signal);
    const status = graph.status({ instance, observed });
    record.update({ instance: { state: 'ACTIVE', ...status } });
    return { changes, observed };
  }

  async #applyOne(
    record: PipelineRecord,
    id: string,
    desired: KubeObject,
    region: string,
    others: readonly KubeObject[],
  ): Promise<AppliedObject> {
    const shownAs = { id, kind: desired.kind, name: desired.metadata.name };
    try {
      const result = await this.options.applier.apply(desired, record.applied(desired), {
        region,
        others,
        claimedBy: claim => this.#claimedBy(record, claim),
      });
      record.remember({ id, object: withoutContent(result.object), digest: result.digest });
      const message = result.notes.join('; ') || undefined;
      record.resource({ ...shownAs, state: result.change, message });
      if (result.change !== 'unchanged') {
        record.log(`${titleOf(desired)} ${result.change}${message ? `: ${message}` : ''}`);
      }
      return result;
    } catch (error) {
      const problem = refusal(desired, error);
      record.resource({ ...shownAs, state: 'failed', message: problem.message });
      throw problem;
    }
  }

  #claimedBy(record: PipelineRecord, claim: string): string | undefined {
    const has = ({ object }: InventoryEntry) => claim !== '' && claimOf(object) === claim;
    const other = this.options.store
      .list()
      .find(entry => entry.key !== record.key && entry.inventory.some(has));
    return other?.status.namespace;
  }

  #claimNamespace(record: PipelineRecord, namespace: string) {
    const other = this.options.store.byNamespace(namespace);
    if (other && other.key !== record.key && other.inventory.length > 0) {
      throw new ManifestError(
        `pipelines/${record.source.folder}`,
        'metadata.namespace',
        `is ${shown(namespace)}, which the pipeline ${other.key} has; choose another name`,
      );
    }
  }
}

/** What is there, with the newest of what the graph only reads. */
function withExternal(
  graph: Graph,
  instance: KubeObject,
  observed: Observed,
  ended: EndedJobs,
): Observed {
  const now = { ...observed };
  for (const id of graph.order) {
    const { external } = graph.resolve(id, { instance, observed });
    if (external) {
      now[id] = ended.select(external);
    }
  }
  return now;
}

/** Scripts are in Git; the inventory needs to know only that they are there. */
function withoutContent(object: KubeObject): KubeObject {
  if (object.kind !== 'ConfigMap') {
    return object;
  }
  const { data: _data, binaryData: _binaryData, ...rest } = object;
  return rest as KubeObject;
}

/** Everything that a sync will come by, in its order, so that progress can be seen. */
function expected(manifests: PipelineManifests, graph: Graph): ResourceStatus[] {
  const { kind, metadata } = manifests.instance;
  const objects = manifests.objects.filter(object => !isHook(object));
  const waiting = { state: 'waiting' as const };
  return [
    { id: INSTANCE, kind, name: metadata.name, ...waiting },
    ...objects.map(object => ({
      id: idOf(object),
      kind: object.kind,
      name: object.metadata.name,
      ...waiting,
    })),
    ...graph.order.map(id => ({ id, kind: kindIn(manifests, id), name: '', ...waiting })),
  ];
}

function idOf({ kind, metadata }: KubeObject): string {
  return `${kind}/${metadata.name}`;
}

interface Kind {
  kind?: string;
}

function kindIn(manifests: PipelineManifests, id: string): string {
  const document = manifests.graph.document as {
    spec: { resources?: { id?: string; template?: Kind; externalRef?: Kind }[] };
  };
  const found = document.spec.resources?.find(entry => entry.id === id);
  return (found?.template ?? found?.externalRef)?.kind ?? '';
}

function summary(record: PipelineRecord, commit: string): string {
  const counts = new Map<string, number>();
  for (const { state } of record.status.resources) {
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  const text = [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
  return `synced commit ${commit.slice(0, 7)}: ${text}`;
}
