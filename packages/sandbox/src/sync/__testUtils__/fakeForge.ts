import { createHash } from 'node:crypto';
import { Forge } from '../../forge/service';

type Push = Parameters<Parameters<Forge['onPush']>[0]>[0];

/** A forge in memory: `push` is what a person's push would do. */
export class FakeForge implements Forge {
  readonly #trees = new Map<string, { commit: string; files: Map<string, Buffer> }>();
  readonly #commits = new Map<string, Map<string, Buffer>>();
  readonly #listeners = new Set<(push: Push) => void>();

  /** Replaces the whole tree of main. */
  push(owner: string, name: string, files: Record<string, string>): string {
    const commit = createHash('sha1').update(JSON.stringify(files)).digest('hex');
    const tree = new Map(
      Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]),
    );
    this.#trees.set(`${owner}/${name}`, { commit, files: tree });
    this.#commits.set(commit, tree);
    this.#listeners.forEach(listener => listener({ owner, name, branch: 'main', commit }));
    return commit;
  }

  onPush(listener: (push: Push) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async repositories() {
    return [...this.#trees.keys()].map(path => {
      const [owner, name] = path.split('/');
      return { owner, name };
    });
  }

  async readTree(owner: string, name: string, ref = 'main') {
    const tree =
      ref === 'main'
        ? this.#trees.get(`${owner}/${name}`)
        : { commit: ref, files: this.#commits.get(ref) ?? new Map() };
    if (!tree) {
      throw new Error(`${owner}/${name} is not there`);
    }
    return tree;
  }
}
