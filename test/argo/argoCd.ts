import { mkdirSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import type { Cluster } from '../cluster/harness/Cluster.ts';
import { freePorts } from '../cluster/harness/freePorts.ts';
import { ADMIN } from '../cluster/harness/Identity.ts';
import { Program } from '../cluster/harness/Program.ts';
import { until } from '../cluster/harness/until.ts';

/** Argo CD without its server and user interface: what reads Git and what acts on the cluster. Its log is under test-results/. */
export class ArgoCd {
  readonly #programs: Program[];

  private constructor(programs: Program[]) {
    this.#programs = programs;
  }

  /**
   * Starts it as the cluster's administrator, which it is by its own manifests.
   *
   * @param installation - folder that bin/lib/argocd prints; what it needs in the cluster is there already
   * @param options - syncTimeout: its setting controller.sync.timeout.seconds; by default a sync may take for ever
   */
  static async start(
    cluster: Cluster,
    installation: string,
    { syncTimeout }: { syncTimeout: number } = { syncTimeout: 0 },
  ): Promise<ArgoCd> {
    const [redis, repoServer, metrics, more, webhook] = await freePorts(5);
    const kubeconfig = cluster.apiServer.kubeConfigFile(ADMIN);
    const env = environment(installation, path.join(cluster.folder, 'argocd'), kubeconfig);
    const run = (name: string, ...args: string[]) =>
      Program.start(name, path.join(installation, 'bin', name), args, env);
    const log = ['--logformat', 'text'];
    const controller = [...log, '--kubeconfig', kubeconfig, '--namespace', 'argocd'];

    const cache = run('redis-server', '--address', `127.0.0.1:${redis}`);
    await listens(cache, redis);
    const argoCd = new ArgoCd([
      run(
        'argocd-repo-server',
        ...log,
        ...['--address', '127.0.0.1', '--port', `${repoServer}`, '--disable-tls'],
        ...['--metrics-address', '127.0.0.1', '--metrics-port', `${metrics}`],
        ...['--redis', `127.0.0.1:${redis}`],
      ),
      run(
        'argocd-application-controller',
        ...controller,
        ...['--repo-server', `127.0.0.1:${repoServer}`, '--repo-server-plaintext'],
        ...['--redis', `127.0.0.1:${redis}`, '--metrics-port', `${more}`],
        // Each resource's health in the Application, where the tests read it; by default only its user interface has it.
        ...['--persist-resource-health', '--sync-timeout', `${syncTimeout}`],
      ),
      run(
        'argocd-applicationset-controller',
        ...controller,
        ...['--argocd-repo-server', `127.0.0.1:${repoServer}`, '--repo-server-plaintext'],
        ...['--metrics-addr', '0', '--probe-addr', '0', '--webhook-addr', `127.0.0.1:${webhook}`],
      ),
      cache,
    ]);
    await listens(argoCd.#programs[0], repoServer);
    await listens(argoCd.#programs[1], more);
    return argoCd;
  }

  /** @throws Error with the last words of a part that has ended by itself. */
  assertRunning(): void {
    for (const program of this.#programs) program.assertRunning();
  }

  async stop(): Promise<void> {
    for (const program of this.#programs) await program.stop();
  }
}

function environment(installation: string, folder: string, kubeconfig: string) {
  mkdirSync(path.join(folder, 'home'), { recursive: true });
  return {
    // The repo-server calls kustomize and git by name.
    PATH: `${path.join(installation, 'bin')}:${process.env.PATH}`,
    HOME: path.join(folder, 'home'),
    TMPDIR: folder,
    KUBECONFIG: kubeconfig,
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_TLS_DATA_PATH: path.join(folder, 'tls'),
    ARGOCD_SSH_DATA_PATH: path.join(folder, 'ssh'),
    ARGOCD_PLUGINSOCKFILEPATH: path.join(folder, 'plugins'),
    GIT_CONFIG_SYSTEM: '/dev/null',
  };
}

async function listens(program: Program, port: number): Promise<void> {
  await until(`${program.name} listens on port ${port}`, () => {
    program.assertRunning();
    return new Promise<boolean>(resolve => {
      const socket = createConnection({ port, host: '127.0.0.1' });
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
  });
}
