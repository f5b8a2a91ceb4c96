/** Whether the local AWS answers. */
export interface LocalAwsStatus {
  state: 'starting' | 'ready' | 'failed';
  /** One sentence when there is something to say: why it failed, what to do. */
  message?: string;
}

/** The local AWS: one process of this machine that plays the services that a pipeline uses. */
export interface LocalAws {
  /** Its address, on the loopback interface. */
  endpoint: string;
  /** Resolves once it answers; rejects with a sentence when it cannot be started. */
  ready(): Promise<void>;
  /** Variables that lead a script to it: endpoint, credentials, region, and a PATH with the `aws` command. */
  env: Record<string, string>;
  status(): LocalAwsStatus;
  /** Calls the listener when it answers again after it had ended: all that it held is gone then. */
  onRestart(listener: () => void): () => void;
}
