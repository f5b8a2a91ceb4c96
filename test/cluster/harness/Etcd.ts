import { join } from 'node:path';
import { Program } from './Program.ts';

/** The API server's database, in a folder that goes with the test. */
export class Etcd {
  readonly url: string;
  private readonly program: Program;

  private constructor(url: string, program: Program) {
    this.url = url;
    this.program = program;
  }

  static start(bin: string, folder: string, ports: [client: number, peer: number]): Etcd {
    const [url, peer] = ports.map(port => `http://127.0.0.1:${port}`);
    const program = Program.start('etcd', join(bin, 'etcd'), [
      `--data-dir=${join(folder, 'etcd')}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      '--unsafe-no-fsync',
      '--log-level=warn',
    ]);
    return new Etcd(url, program);
  }

  stop(): Promise<void> {
    return this.program.stop();
  }
}
