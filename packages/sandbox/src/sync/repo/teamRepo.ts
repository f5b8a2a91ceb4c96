import { createHash } from 'node:crypto';
import { isRecord } from '../kube/asKubeObject';
import { ManifestError, shown } from '../kube/manifestError';
import { Folder } from './folder';
import { parseYaml } from './yaml';

/** A ResourceGraphDefinition of the repository. */
export interface GraphFile {
  file: string;
  /** `group/version Kind` of the instances that it defines. */
  defines: string;
  document: unknown;
}

const RGD_FILE = /^rgd\/[^/]+\.ya?ml$/;
const PIPELINE_FILE = /^pipelines\/([^/]+)\/./;
// Bytes of one repository; the scripts of a hundred pipelines fit many times.
const REPO_BYTES = 64 * 1024 * 1024;

/** What one commit of a team repo holds: its graphs and one folder for each pipeline. */
export class TeamRepo {
  readonly #tree: ReadonlyMap<string, Buffer>;

  constructor(
    readonly owner: string,
    readonly name: string,
    readonly commit: string,
    tree: ReadonlyMap<string, Buffer>,
  ) {
    this.#tree = tree;
  }

  /** Names of the folders below pipelines/, each one pipeline. */
  pipelines(): string[] {
    const names = [...this.#tree.keys()].flatMap(path => PIPELINE_FILE.exec(path)?.[1] ?? []);
    return [...new Set(names)].sort();
  }

  folder(pipeline: string): Folder {
    return new Folder(`pipelines/${pipeline}`, this.#tree);
  }

  /**
   * The ResourceGraphDefinitions below rgd/; what else lies there is for the cluster.
   *
   * @throws ManifestError when one cannot be read, or two define the same kind.
   */
  graphs(): GraphFile[] {
    this.#checkSize();
    const graphs = this.#files(RGD_FILE).flatMap(([file, content]) =>
      parseYaml(file, content)
        .filter(isRecord)
        .filter(document => document.kind === 'ResourceGraphDefinition')
        .map(document => ({ file, document, defines: definedKind(file, document) })),
    );
    for (const [index, { file, defines }] of graphs.entries()) {
      const other = graphs.slice(0, index).find(graph => graph.defines === defines);
      if (other) {
        throw new ManifestError(file, 'spec.schema', `defines ${defines}, as ${other.file} does`);
      }
    }
    return graphs;
  }

  /** Changes with anything that the outcome of syncing this pipeline depends on. */
  digest(pipeline: string): string {
    const hash = createHash('sha256');
    const folder = `pipelines/${pipeline}/`;
    for (const [path, content] of this.#files(/^(rgd|pipelines)\//)) {
      if (path.startsWith('rgd/') || path.startsWith(folder)) {
        hash.update(`${path}\0${content.length}\0`).update(content);
      }
    }
    return hash.digest('hex');
  }

  #files(pattern: RegExp): [string, Buffer][] {
    return [...this.#tree]
      .filter(([path]) => pattern.test(path))
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  #checkSize() {
    const bytes = [...this.#tree.values()].reduce((sum, { length }) => sum + length, 0);
    if (bytes > REPO_BYTES) {
      throw new ManifestError(
        `${this.owner}/${this.name}`,
        '',
        `has ${bytes} bytes, more than the ${REPO_BYTES} that are synced; remove large files`,
      );
    }
  }
}

function definedKind(file: string, document: Record<string, unknown>): string {
  const schema = isRecord(document.spec) ? document.spec.schema : undefined;
  if (!isRecord(schema)) {
    throw new ManifestError(file, 'spec.schema', `is ${shown(schema)}; describe the instances`);
  }
  const { group = 'kro.run', apiVersion, kind } = schema;
  for (const [field, value] of Object.entries({ group, apiVersion, kind })) {
    if (typeof value !== 'string' || value === '') {
      throw new ManifestError(file, `spec.schema.${field}`, `is ${shown(value)}; give its name`);
    }
  }
  return `${group}/${apiVersion} ${kind}`;
}
