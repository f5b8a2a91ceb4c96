import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiServer } from './ApiServer.ts';
import { ControllerManager } from './ControllerManager.ts';
import { Etcd } from './Etcd.ts';
import { programs } from './folders.ts';
import { freePorts } from './freePorts.ts';
import { ADMIN, type User, writeIdentities } from './Identity.ts';
import { Kro, KRO } from './Kro.ts';
import { KubeClient } from './KubeClient.ts';

interface Stoppable {
  stop(): Promise<void>;
}

/** A real Kubernetes API on 127.0.0.1, without nodes, that lives as long as the test at most. */
export class Cluster {
  /** As administrator. */
  readonly client: KubeClient;
  /** Ended in this order, before the cluster itself. */
  private readonly more: Stoppable[] = [];

  private readonly bin: string;
  /** A folder of its own, gone when the cluster stops. */
  readonly folder: string;
  readonly apiServer: ApiServer;
  private readonly own: Stoppable[];

  private constructor(bin: string, folder: string, apiServer: ApiServer, own: Stoppable[]) {
    this.bin = bin;
    this.folder = folder;
    this.apiServer = apiServer;
    this.own = own;
    this.client = this.clientFor(ADMIN);
  }

  /** @param users whom the API server knows beside the administrator and kro; they get rights by RBAC objects. */
  static async start(users: User[] = []): Promise<Cluster> {
    const bin = programs();
    const folder = mkdtempSync(join(tmpdir(), 'cluster-'));
    const [client, peer, secure, manager] = await freePorts(4);
    const identities = writeIdentities(folder, [ADMIN, KRO, ...users]);
    const etcd = Etcd.start(bin, folder, [client, peer]);
    const apiServer = ApiServer.start({ bin, folder, etcd: etcd.url, port: secure, ...identities });
    try {
      await apiServer.ready();
    } catch (error) {
      await apiServer.stop();
      await etcd.stop();
      throw error;
    }
    const controllerManager = ControllerManager.start({
      bin,
      folder,
      kubeConfigFile: apiServer.kubeConfigFile(ADMIN),
      port: manager,
      signingKey: identities.signingKey,
    });
    return new Cluster(bin, folder, apiServer, [controllerManager, apiServer, etcd]);
  }

  clientFor(user: User): KubeClient {
    return new KubeClient(this.apiServer.kubeConfig(user));
  }

  /** kro with its kinds and rights. */
  async startKro(): Promise<Kro> {
    const [metrics, probe] = await freePorts(2);
    const kro = await Kro.start({
      bin: this.bin,
      client: this.client,
      kubeConfigFile: this.apiServer.kubeConfigFile(KRO),
      ports: [metrics, probe],
    });
    return this.also(kro);
  }

  /** Ends something together with the cluster, before it. */
  also<T extends Stoppable>(stoppable: T): T {
    this.more.unshift(stoppable);
    return stoppable;
  }

  /** Ends everything, the last that was started first. */
  async stop(): Promise<void> {
    for (const one of [...this.more, ...this.own]) await one.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
