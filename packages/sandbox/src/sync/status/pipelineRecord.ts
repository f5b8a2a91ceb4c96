import { KubeObject, keyOf } from '../kube/kubeObject';
import { PipelineState, PipelineStatus, ResourceStatus, StepStatus } from './pipelineStatus';

const LOG_LINES = 200;

/** Which folder of which repository a pipeline is. */
export interface PipelineSource {
  owner: string;
  repository: string;
  folder: string;
}

/** An object that was applied and is still there, as the cluster would hold it. */
export interface InventoryEntry {
  id: string;
  object: KubeObject;
  /** Of what the manifest said, to tell a change of what is only recorded. */
  digest: string;
}

/** What is kept on disk of one pipeline. */
export interface StoredPipeline {
  version: 1;
  source: PipelineSource;
  status: PipelineStatus;
  inventory: InventoryEntry[];
}

/** Tells pipelines apart, over all repositories. */
export function sourceKey({ owner, repository, folder }: PipelineSource): string {
  return `${owner}/${repository}/${folder}`;
}

/** What is known of a pipeline of which only the folder was seen. */
export function emptyPipeline(source: PipelineSource): StoredPipeline {
  return {
    version: 1,
    source,
    inventory: [],
    status: {
      // What it is called is known for sure once its manifest was read.
      namespace: `${source.owner}-${source.folder}`,
      team: source.owner,
      name: source.folder,
      repository: `${source.owner}/${source.repository}`,
      commit: '',
      state: 'waiting',
      message: '',
      resources: [],
      steps: [],
      log: [],
      instance: {},
      updatedAt: new Date().toISOString(),
    },
  };
}

/** The status of one pipeline while it is being synced; says so whenever something changes. */
export class PipelineRecord {
  readonly #onChange: () => void;
  readonly #stored: StoredPipeline;

  constructor(stored: StoredPipeline, onChange: () => void) {
    this.#stored = stored;
    this.#onChange = onChange;
  }

  get source(): PipelineSource {
    return this.#stored.source;
  }

  get key(): string {
    return sourceKey(this.source);
  }

  get status(): Readonly<PipelineStatus> {
    return this.#stored.status;
  }

  get inventory(): readonly InventoryEntry[] {
    return this.#stored.inventory;
  }

  /** What goes to disk. */
  toStored(): StoredPipeline {
    return this.#stored;
  }

  update(change: Partial<PipelineStatus>): void {
    Object.assign(this.#stored.status, change, { updatedAt: new Date().toISOString() });
    this.#onChange();
  }

  /** Sets the state and writes its sentence to the log. */
  enter(state: PipelineState, message: string): void {
    this.update({ state, message });
    if (message) {
      this.log(message);
    }
  }

  log(text: string): void {
    const line = { time: new Date().toISOString(), text };
    this.update({ log: [...this.status.log, line].slice(-LOG_LINES) });
  }

  /** Starts the list of resources anew with those that a sync will come by. */
  expect(resources: readonly ResourceStatus[]): void {
    const names = new Map(this.status.resources.map(({ id, name }) => [id, name]));
    this.update({
      resources: resources.map(entry => ({
        ...entry,
        name: entry.name || names.get(entry.id) || '',
      })),
    });
  }

  /** Adds the resource, or replaces what was said of the one with the same id. */
  resource(resource: ResourceStatus): void {
    const resources = [...this.status.resources];
    // The first of a list takes the place that was kept for the list.
    const ids = [resource.id, resource.id.replace(/\[0\]$/, '')];
    const at = resources.findIndex(({ id }) => ids.includes(id));
    resources.splice(at < 0 ? resources.length : at, at < 0 ? 0 : 1, resource);
    this.update({ resources });
  }

  step(step: StepStatus): void {
    const steps = this.status.steps.filter(({ name }) => name !== step.name);
    this.update({ steps: [...steps, step] });
  }

  /** The object as it was left by an earlier sync. */
  applied(object: KubeObject): InventoryEntry | undefined {
    return this.inventory.find(entry => keyOf(entry.object) === keyOf(object));
  }

  /** Remembers an object that is there now; the order is that in which they were first made. */
  remember(entry: InventoryEntry): void {
    const { inventory } = this.#stored;
    const at = inventory.findIndex(({ object }) => keyOf(object) === keyOf(entry.object));
    if (at < 0) {
      inventory.push(entry);
    } else {
      inventory[at] = entry;
    }
    this.#onChange();
  }

  forget(object: KubeObject): void {
    this.#stored.inventory = this.inventory.filter(entry => keyOf(entry.object) !== keyOf(object));
    this.#onChange();
  }
}
