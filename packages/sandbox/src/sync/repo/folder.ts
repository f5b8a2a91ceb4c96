import { posix } from 'node:path';
import { ManifestError, shown } from '../kube/manifestError';

/** The files below one folder of a repository, by their path inside it. Nothing outside can be reached through it. */
export class Folder {
  readonly #files: Map<string, Buffer>;

  constructor(
    readonly path: string,
    tree: ReadonlyMap<string, Buffer>,
  ) {
    const prefix = `${path}/`;
    this.#files = new Map(
      [...tree]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, content]) => [name.slice(prefix.length), content]),
    );
  }

  /** Paths inside the folder, in order. */
  list(): string[] {
    return [...this.#files.keys()].sort();
  }

  /** Where a file lies in the repository, for messages. */
  locate(file: string): string {
    return `${this.path}/${file}`;
  }

  has(file: string): boolean {
    return this.#files.has(file);
  }

  /**
   * A file that another file names.
   *
   * @throws ManifestError when the path leaves the folder or there is no such file.
   */
  read(file: unknown, namedBy: string, field: string): Buffer {
    const where = this.locate(namedBy);
    if (typeof file !== 'string' || file === '') {
      throw new ManifestError(where, field, `is ${shown(file)}, and must be the path of a file`);
    }
    const path = posix.normalize(file);
    if (file.includes('://') || posix.isAbsolute(path) || path.split('/').includes('..')) {
      throw new ManifestError(
        where,
        field,
        `is ${shown(file)}, which lies outside of ${this.path}; name a file inside it`,
      );
    }
    const content = this.#files.get(path);
    if (!content) {
      throw new ManifestError(
        where,
        field,
        `is ${shown(file)}, and there is no such file in ${this.path}; add it or remove the entry`,
      );
    }
    return content;
  }
}
