/** One branch that was made or moved, by a push or a merge. */
export interface Push {
  owner: string;
  name: string;
  branch: string;
  commit: string;
}

/** The Git server of the sandbox, as the sync sees it. */
export interface Forge {
  /** Calls the listener after each push or merge; the answer ends that. */
  onPush(listener: (push: Push) => void): () => void;
  repositories(): Promise<{ owner: string; name: string }[]>;
  /** The regular files of a branch or commit; `main` when none is named. */
  readTree(
    owner: string,
    name: string,
    ref?: string,
  ): Promise<{ commit: string; files: Map<string, Buffer> }>;
}
