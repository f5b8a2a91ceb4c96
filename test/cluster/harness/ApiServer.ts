import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import type { User } from './Identity.ts';
import { Program } from './Program.ts';
import { until } from './until.ts';

interface Options {
  bin: string;
  folder: string;
  etcd: string;
  port: number;
  tokens: string;
  signingKey: string;
  publicKey: string;
}

/** A real kube-apiserver on 127.0.0.1, with its own certificate, RBAC, and no nodes. */
export class ApiServer {
  readonly url: string;
  /** File of the certificates to trust it by. */
  readonly caFile: string;

  private readonly options: Options;
  private readonly program: Program;

  private constructor(options: Options, program: Program) {
    this.options = options;
    this.program = program;
    this.url = `https://127.0.0.1:${options.port}`;
    this.caFile = join(options.folder, 'api-server', 'apiserver.crt');
  }

  static start(options: Options): ApiServer {
    const program = Program.start('kube-apiserver', join(options.bin, 'kube-apiserver'), [
      `--etcd-servers=${options.etcd}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${options.port}`,
      `--cert-dir=${join(options.folder, 'api-server')}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${options.publicKey}`,
      `--service-account-signing-key-file=${options.signingKey}`,
      `--token-auth-file=${options.tokens}`,
      '--authorization-mode=RBAC',
      '--service-cluster-ip-range=10.0.0.0/24',
      '--disable-admission-plugins=ServiceAccount',
      '--endpoint-reconciler-type=none',
    ]);
    return new ApiServer(options, program);
  }

  /** @throws Error with its last words when it never answers. */
  async ready(): Promise<void> {
    await until('the API server is ready', async () => {
      this.program.assertRunning();
      return existsSync(this.caFile) && this.answers('/readyz');
    });
  }

  private answers(path: string): Promise<boolean> {
    const ca = readFileSync(this.caFile);
    return new Promise((resolve, reject) => {
      get(`${this.url}${path}`, { ca, agent: false }, response => {
        response.resume();
        resolve(response.statusCode === 200);
      }).on('error', reject);
    });
  }

  /** How a client reaches it as a user. */
  kubeConfig({ name, token }: User): KubeConfig {
    const config = new KubeConfig();
    config.loadFromOptions({
      clusters: [{ name: 'test', server: this.url, caData: readFileSync(this.caFile, 'base64') }],
      users: [{ name, token }],
      contexts: [{ name: 'test', cluster: 'test', user: name }],
      currentContext: 'test',
    });
    return config;
  }

  /** The same as a file, for programs. */
  kubeConfigFile(user: User): string {
    const file = join(this.options.folder, `${user.name.replaceAll(':', '-')}.kubeconfig`);
    writeFileSync(file, this.kubeConfig(user).exportConfig(), { mode: 0o600 });
    return file;
  }

  stop(): Promise<void> {
    return this.program.stop();
  }
}
