import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  emptyPipeline,
  PipelineRecord,
  PipelineSource,
  sourceKey,
  StoredPipeline,
} from './pipelineRecord';

// Milliseconds; a sync changes its status a hundred times in a second.
const WRITE_DELAY = 250;

/** The status of all pipelines: in memory, and on disk so that it can be shown after a restart. */
export class StatusStore {
  readonly #records = new Map<string, PipelineRecord>();
  readonly #dirty = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** @param directory - is made when missing; holds one file for each pipeline */
  constructor(
    private readonly directory: string,
    private readonly onError: (error: Error) => void,
  ) {}

  /** Reads what an earlier process left. A file that cannot be read is deleted: all of it comes again with the first sync. */
  async load(): Promise<void> {
    await mkdir(this.directory, { recursive: true });
    for (const name of await readdir(this.directory)) {
      const path = join(this.directory, name);
      if (name.endsWith('.json')) {
        try {
          const stored = JSON.parse(await readFile(path, 'utf8')) as StoredPipeline;
          if (stored.version !== 1 || fileOf(sourceKey(stored.source)) !== name) {
            throw new Error(`${path} is of another version`);
          }
          this.#add(stored);
        } catch (error) {
          this.onError(error as Error);
          await rm(path, { force: true });
        }
      }
    }
  }

  list(): PipelineRecord[] {
    return [...this.#records.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** The pipeline that owns a namespace; where two say they do, the one that had it first. */
  byNamespace(namespace: string): PipelineRecord | undefined {
    const claims = [...this.#records.values()].filter(
      ({ status }) => status.namespace === namespace,
    );
    return claims.find(({ inventory }) => inventory.length > 0) ?? claims[0];
  }

  get(source: PipelineSource): PipelineRecord | undefined {
    return this.#records.get(sourceKey(source));
  }

  getOrCreate(source: PipelineSource): PipelineRecord {
    return this.get(source) ?? this.#add(emptyPipeline(source));
  }

  delete(source: PipelineSource): void {
    this.#records.delete(sourceKey(source));
    this.#changed(sourceKey(source));
  }

  /** Resolves once everything is on disk. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    await this.#writing;
  }

  #add(stored: StoredPipeline): PipelineRecord {
    const key = sourceKey(stored.source);
    const record = new PipelineRecord(stored, () => this.#changed(key));
    this.#records.set(key, record);
    return record;
  }

  #changed(key: string) {
    this.#dirty.add(key);
    this.#timer ??= setTimeout(() => void this.flush(), WRITE_DELAY);
  }

  async #write() {
    for (const key of [...this.#dirty]) {
      this.#dirty.delete(key);
      const path = join(this.directory, fileOf(key));
      const record = this.#records.get(key);
      try {
        if (record) {
          // Renaming is what makes a crash leave the old file or the new one, never half of one.
          await writeFile(`${path}.tmp`, JSON.stringify(record.toStored()));
          await rename(`${path}.tmp`, path);
        } else {
          await rm(path, { force: true });
        }
      } catch (error) {
        this.onError(error as Error);
      }
    }
  }
}

function fileOf(key: string): string {
  return `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`;
}
