import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { KubeObject } from '../cluster/harness/KubeObject.ts';

/** One container of a Pod that ran as a process of this machine. */
export interface ContainerRun {
  name: string;
  exitCode: number | null;
  output: string;
}

/** What a process of a Pod finds around it. */
export interface Machine {
  /** Of its own; what is there is deleted. */
  directory: string;
  /** Added to what each container names, and stronger: PATH, and the way to the local AWS. */
  env: Record<string, string>;
  /** The files of a ConfigMap in the Pod's namespace. */
  configMap(name: string): Promise<Record<string, string>>;
}

/**
 * Runs a Pod whose containers are scripts: lays its volumes out, runs its init containers one after another and then its
 * containers, each with its own command and environment. Stops at the first that fails, as a kubelet does.
 */
export async function runPod(pod: KubeObject, machine: Machine): Promise<ContainerRun[]> {
  rmSync(machine.directory, { recursive: true, force: true });
  const volumes = new Map<string, string>();
  for (const volume of pod.spec.volumes ?? []) {
    volumes.set(volume.name, await layOut(volume, machine));
  }
  const runs: ContainerRun[] = [];
  for (const container of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
    const run = await runContainer(container, volumes, machine);
    runs.push(run);
    if (run.exitCode !== 0) break;
  }
  return runs;
}

async function layOut(volume: any, machine: Machine): Promise<string> {
  const folder = path.join(machine.directory, volume.name);
  mkdirSync(folder, { recursive: true });
  if (volume.configMap) {
    for (const [name, text] of Object.entries(await machine.configMap(volume.configMap.name))) {
      writeFileSync(path.join(folder, name), text);
    }
  } else if (!volume.emptyDir) {
    throw new Error(`volume ${volume.name} is neither a ConfigMap nor an empty folder`);
  }
  return folder;
}

function runContainer(
  container: any,
  volumes: ReadonlyMap<string, string>,
  machine: Machine,
): Promise<ContainerRun> {
  const mounts: [string, string][] = (container.volumeMounts ?? []).map((mount: any) => {
    const folder = volumes.get(mount.name);
    if (!folder) throw new Error(`${container.name} mounts ${mount.name}, which the Pod lacks`);
    return [mount.mountPath, folder];
  });
  const here = (text: string) => {
    const mount = mounts.find(([at]) => text === at || text.startsWith(`${at}/`));
    return mount ? mount[1] + text.slice(mount[0].length) : text;
  };
  const [command, ...args] = [...container.command, ...(container.args ?? [])].map(here);
  const env = {
    // A script that looks for a volume at its usual place is told where it is instead.
    ...Object.fromEntries(mounts.map(([at, folder]) => [variableOf(at), folder])),
    ...Object.fromEntries((container.env ?? []).map((e: any) => [e.name, here(e.value)])),
    ...machine.env,
  };
  const cwd = machine.directory;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', chunk => (output += chunk));
    child.stderr.on('data', chunk => (output += chunk));
    child.once('error', reject);
    child.once('close', exitCode => resolve({ name: container.name, exitCode, output }));
  });
}

/** `/pod-templates` -> `POD_TEMPLATES_DIR` */
function variableOf(mountPath: string): string {
  return `${path.basename(mountPath).toUpperCase().replaceAll('-', '_')}_DIR`;
}
