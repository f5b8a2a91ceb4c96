import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KubeObject, titleOf } from '../kube/kubeObject';
import { checkpoint, pause } from '../apply/errors';
import { StepStatus } from '../status/pipelineStatus';
import { ContainerSpec, JobSpec, readJob } from './jobSpec';
import { containerEnv, expandVariables, layOut, mapPath, REGIONS } from './podFiles';
import { CommandResult, runCommand } from './runCommand';

// Milliseconds before a job is tried again; a cluster starts with ten seconds.
const RETRY_PAUSE = 3_000;

/** Runs the Jobs of a pipeline as they would run in the cluster: their own scripts, on this machine, against the local AWS. */
export class JobRunner {
  /**
   * @param directory - for the files of the containers; what is left there of a killed process may be deleted
   * @param awsEnv - variables that lead a script to the local AWS, and the PATH with the `aws` command
   */
  constructor(
    private readonly directory: string,
    private readonly awsEnv: Record<string, string>,
  ) {}

  /**
   * Runs a job until it succeeds or its tries are used up.
   *
   * @throws Error that names the step, its exit code and its last words.
   */
  async run(
    job: KubeObject,
    configMaps: ReadonlyMap<string, KubeObject>,
    onStep: (step: StepStatus) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const spec = readJob(job, configMaps);
    const deadline = Date.now() + spec.limit * 1000;
    for (let attempt = 1; ; attempt++) {
      const failed = await this.#once(spec, deadline, onStep, signal);
      if (!failed) {
        return;
      }
      if (attempt >= spec.attempts || Date.now() > deadline) {
        throw new Error(`${titleOf(job)}: ${failed}`);
      }
      await pause(RETRY_PAUSE, signal);
    }
  }

  /** Runs the containers one after another; returns why the first of them that failed did. */
  async #once(
    { name, containers }: JobSpec,
    deadline: number,
    onStep: (step: StepStatus) => void,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    await mkdir(this.directory, { recursive: true });
    const root = await mkdtemp(join(this.directory, 'pod-'));
    try {
      for (const container of containers) {
        checkpoint(signal);
        const limit = Math.max(1, (deadline - Date.now()) / 1000);
        const result = await this.#container(root, container, limit, signal);
        checkpoint(signal);
        onStep({ name: `${name}/${container.name}`, ...result });
        if (result.exitCode !== 0) {
          const how = result.exitCode === null ? 'was ended' : `ended with ${result.exitCode}`;
          return `step ${container.name} ${how}: ${lastLine(result.output)}`;
        }
      }
      return undefined;
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }

  async #container(
    root: string,
    container: ContainerSpec,
    limit: number,
    signal: AbortSignal,
  ): Promise<CommandResult> {
    const folders = await layOut(join(root, 'volumes'), container.mounts);
    const home = join(root, 'home');
    await mkdir(home, { recursive: true });
    const env = containerEnv(container, folders);
    const command = container.command.map(part => expandVariables(mapPath(part, folders), env));
    // A folder of the image is not there.
    const cwd = mapPath(container.workingDir ?? '', folders);
    return runCommand(command, {
      cwd: [...folders.values()].some(folder => cwd.startsWith(folder)) ? cwd : home,
      env: {
        // The pipelines' scripts wait so long for a bucket; here it is there by now, or nobody makes it.
        WAIT_SECONDS: '15',
        ...Object.fromEntries(env),
        HOME: home,
        TMPDIR: home,
        // Not the person's own profiles and credentials, and no asking for those of the machine.
        AWS_CONFIG_FILE: join(home, 'config'),
        AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'),
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_PAGER: '',
        ...this.awsEnv,
        ...Object.fromEntries([...env].filter(([name]) => REGIONS.includes(name))),
      },
      limit,
      signal,
    });
  }
}

function lastLine(output: string): string {
  return output.trim().split('\n').pop()?.slice(0, 300) || 'it printed nothing';
}
