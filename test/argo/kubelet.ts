import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { KubeClient } from '../cluster/harness/KubeClient.ts';
import type { KubeObject } from '../cluster/harness/KubeObject.ts';
import { type ContainerRun, runPod } from './runPod.ts';

/** How the processes of a Pod find AWS, and their programs. */
export interface KubeletOptions {
  client: KubeClient;
  /** For the files of Pods. */
  directory: string;
  /** Added to what each container names, and stronger. */
  env: Record<string, string>;
}

/** Plays the kubelet: runs each Pod's scripts as processes of this machine and says in its status how they ended. */
export class Kubelet {
  /** What ran, by `namespace/job`, in order. */
  readonly runs = new Map<string, ContainerRun[][]>();
  /** Errors of its own; a test that ends with one is wrong. */
  readonly faults: unknown[] = [];
  /** Namespaces whose Pods stay Pending. */
  readonly held = new Set<string>();
  readonly #options: KubeletOptions;
  readonly #seen = new Set<string>();
  readonly #loop: Promise<void>;
  #stopped = false;

  constructor(options: KubeletOptions) {
    this.#options = options;
    mkdirSync(options.directory, { recursive: true });
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const pods = await this.#options.client.list('v1', 'Pod').catch(() => []);
      for (const pod of pods) {
        if (this.#isNew(pod)) await this.#start(pod).catch(error => this.faults.push(error));
      }
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  }

  #isNew({ metadata }: KubeObject): boolean {
    const { uid, namespace, deletionTimestamp } = metadata;
    return !this.#seen.has(uid!) && !deletionTimestamp && !this.held.has(namespace!);
  }

  async #start(pod: KubeObject): Promise<void> {
    const { client, directory, env } = this.#options;
    const { uid, name, namespace, labels } = pod.metadata;
    this.#seen.add(uid!);
    // One that is restarted in place is never Failed: its Job deletes it with the last try, and its log.
    const { restartPolicy } = pod.spec;
    if (restartPolicy !== 'Never')
      throw new Error(
        `Pod ${namespace}/${name} has restartPolicy ${restartPolicy}, which is not played`,
      );
    const runs = await runPod(pod, {
      directory: path.join(directory, uid!),
      env,
      configMap: async map => {
        const ref = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: map, namespace } };
        const found = await client.get(ref);
        if (!found)
          throw new Error(`Pod ${namespace}/${name} mounts ConfigMap ${map}, which is not there`);
        return found.data ?? {};
      },
    });
    const job = `${namespace}/${labels?.['batch.kubernetes.io/job-name']}`;
    this.runs.set(job, [...(this.runs.get(job) ?? []), runs]);
    await client.patchStatus(pod, podStatus(runs));
  }
}

/** Status of a Pod whose containers have ended so. */
function podStatus(runs: ContainerRun[]) {
  const failed = runs.some(({ exitCode }) => exitCode !== 0);
  return {
    phase: failed ? 'Failed' : 'Succeeded',
    conditions: [{ type: 'Ready', status: 'False', reason: 'PodCompleted' }],
    startTime: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  };
}
