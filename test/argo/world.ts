import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { AckStandIn } from '../cluster/harness/AckStandIn.ts';
import { Cluster } from '../cluster/harness/Cluster.ts';
import { ROOT } from '../cluster/harness/folders.ts';
import { freePorts } from '../cluster/harness/freePorts.ts';
import type { Ref } from '../cluster/harness/KubeObject.ts';
import { Applications } from './applications.ts';
import { ArgoCd } from './argoCd.ts';
import { installArgoCd } from './install.ts';
import { Kubelet } from './kubelet.ts';
import { startLocalAws } from './localAws.ts';
import { TeamRepo } from './teamRepo.ts';

/** All that the tests share: a cluster with kro and Argo CD, the local AWS, and the repository of team retail. */
export class World {
  readonly cluster: Cluster;
  readonly ack: AckStandIn;
  readonly kubelet: Kubelet;
  readonly applications: Applications;
  readonly repo: TeamRepo;
  readonly s3: S3Client;
  readonly #installation: string;
  #argoCd?: ArgoCd;

  private constructor(
    cluster: Cluster,
    ack: AckStandIn,
    kubelet: Kubelet,
    s3: S3Client,
    installation: string,
  ) {
    this.cluster = cluster;
    this.ack = ack;
    this.kubelet = kubelet;
    this.s3 = s3;
    this.#installation = installation;
    this.applications = new Applications(cluster.client);
    this.repo = new TeamRepo(path.join(cluster.folder, 'retail'), cluster.apiServer.url);
  }

  static async start(): Promise<World> {
    const installation =
      process.env.ARGOCD ??
      execFileSync(path.join(ROOT, 'bin/lib/argocd'), { encoding: 'utf8' }).trim();
    const cluster = await Cluster.start();
    try {
      const { client, folder } = cluster;
      const [port] = await freePorts(1);
      const aws = cluster.also(await startLocalAws(path.join(folder, 'aws'), port));
      const [ack] = await Promise.all([
        AckStandIn.start(client),
        cluster.startKro(),
        installArgoCd(cluster, installation),
      ]);
      cluster.also(ack);
      const directory = path.join(folder, 'pods');
      const kubelet = cluster.also(new Kubelet({ client, directory, env: aws.env }));
      const s3 = new S3Client({
        endpoint: aws.endpoint,
        region: 'eu-west-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        forcePathStyle: true,
      });
      const world = new World(cluster, ack, kubelet, s3, installation);
      cluster.also({ stop: () => world.#stop() });
      await world.startArgoCd();
      return world;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** Starts Argo CD, or another one in its place. */
  async startArgoCd(options?: { syncTimeout: number }): Promise<void> {
    await this.#argoCd?.stop();
    this.#argoCd = await ArgoCd.start(this.cluster, this.#installation, options);
  }

  /** Commits what has changed in the team repo, and has Argo CD look; the commit's id. */
  async push(message: string): Promise<string> {
    const revision = this.repo.push(message);
    await this.applications.refresh();
    return revision;
  }

  /** Makes the bucket of a pipeline in the local AWS, as ACK would have by the time that its object is synced. */
  async makeBucket(name: string): Promise<void> {
    const where = { LocationConstraint: 'eu-west-1' } as const;
    await this.s3.send(new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: where }));
  }

  assertRunning(): void {
    this.#argoCd!.assertRunning();
  }

  async #stop(): Promise<void> {
    this.s3.destroy();
    await this.#argoCd?.stop();
  }
}

export function ref(apiVersion: string, kind: string, name: string, namespace?: string): Ref {
  return { apiVersion, kind, metadata: { name, ...(namespace && { namespace }) } };
}
