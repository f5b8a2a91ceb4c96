import { ChildProcess, spawn } from 'node:child_process';
import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import type { LocalAws, LocalAwsStatus } from './LocalAws';
import type { LocalAwsSettings } from './settings';

/** An end within this time after the start counts as a failed start. */
const SETTLED_MS = 10_000;
const FAILED_STARTS_ALLOWED = 3;
const HEALTH_EVERY_MS = 100;
/** It has nothing to save, so it is not waited for longer. */
const STOP_MS = 5_000;

/**
 * Starts the local AWS and starts it anew when it ends by itself. It ends with this process however this one ends, for
 * it watches its standard input, whose other end is held here.
 */
export class LocalAwsProcess implements LocalAws {
  readonly endpoint: string;
  readonly env: Record<string, string>;

  #child?: ChildProcess;
  #status: LocalAwsStatus = { state: 'starting' };
  #stopping = false;
  #failedStarts = 0;
  #wasReady = false;
  #lastWords = '';
  readonly #waiting = new Set<{ resolve: () => void; reject: (error: Error) => void }>();
  readonly #restartListeners = new Set<() => void>();

  constructor(
    private readonly settings: LocalAwsSettings,
    private readonly logger: LoggerService,
  ) {
    this.endpoint = `http://127.0.0.1:${settings.port}`;
    this.env = {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: 'sandbox',
      AWS_SECRET_ACCESS_KEY: 'sandbox',
      AWS_REGION: settings.region,
      AWS_DEFAULT_REGION: settings.region,
      AWS_EC2_METADATA_DISABLED: 'true',
      PATH: `${settings.binDirectory}:${process.env.PATH ?? ''}`,
    };
  }

  status(): LocalAwsStatus {
    return this.#status;
  }

  ready(): Promise<void> {
    if (this.#status.state === 'ready') return Promise.resolve();
    if (this.#status.state === 'failed') return Promise.reject(this.#failure());
    return new Promise((resolve, reject) => this.#waiting.add({ resolve, reject }));
  }

  onRestart(listener: () => void): () => void {
    this.#restartListeners.add(listener);
    return () => this.#restartListeners.delete(listener);
  }

  start(): void {
    this.#enter({ state: 'starting' });
    this.#lastWords = '';
    const { command, args, cwd, env } = this.settings;
    const child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    const startedAt = Date.now();
    this.#child = child;
    child.stdout.on('data', (chunk: Buffer) => this.#tell(chunk));
    child.stderr.on('data', (chunk: Buffer) => this.#tell(chunk));
    child.once('error', error => this.#ended(startedAt, error.message));
    child.once('exit', (code, signal) => this.#ended(startedAt, `it ended with ${signal ?? code}`));
    void this.#watchForHealth(child);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.kill('SIGTERM');
    const killed = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(killed);
  }

  async #watchForHealth(child: ChildProcess): Promise<void> {
    while (child === this.#child && child.exitCode === null && !this.#stopping) {
      const answer = await fetch(`${this.endpoint}/_sandbox/health`).catch(() => undefined);
      // Another program on the port would answer, too; only ours is alive as our child.
      if (answer?.ok && child.exitCode === null) {
        this.#isReady();
        return;
      }
      await new Promise(resolve => setTimeout(resolve, HEALTH_EVERY_MS));
    }
  }

  #isReady(): void {
    const again = this.#wasReady;
    this.#wasReady = true;
    this.#enter({ state: 'ready' });
    for (const { resolve } of this.#waiting) resolve();
    this.#waiting.clear();
    if (again) for (const listener of this.#restartListeners) listener();
  }

  #ended(startedAt: number, how: string): void {
    if (this.#stopping || this.#child === undefined) return;
    this.#child = undefined;
    this.#failedStarts = Date.now() - startedAt < SETTLED_MS ? this.#failedStarts + 1 : 0;
    const why = this.#lastWords.trim().split('\n').pop() || how;
    if (this.#failedStarts >= FAILED_STARTS_ALLOWED) {
      this.#enter({
        state: 'failed',
        message: `The local AWS does not start: ${why}. Mend that, then start the portal again.`,
      });
      this.logger.error(this.#status.message!);
      for (const { reject } of this.#waiting) reject(this.#failure());
      this.#waiting.clear();
      return;
    }
    this.logger.warn(`The local AWS ended (${why}); it is started again, empty`);
    this.#enter({ state: 'starting', message: `It ended (${why}) and is started again.` });
    setTimeout(() => this.#stopping || this.start(), 1000 * (this.#failedStarts + 1)).unref();
  }

  #enter(status: LocalAwsStatus): void {
    this.#status = status;
  }

  #failure(): Error {
    return new ServiceUnavailableError(this.#status.message ?? 'The local AWS does not answer');
  }

  #tell(chunk: Buffer): void {
    const text = chunk.toString('utf8');
    this.#lastWords = (this.#lastWords + text).slice(-4000);
    for (const line of text.split('\n')) if (line.trim()) this.logger.info(line.trim());
  }
}
