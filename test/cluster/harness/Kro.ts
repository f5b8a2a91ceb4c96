import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { user } from './Identity.ts';
import type { KubeClient } from './KubeClient.ts';
import { condition, type KubeObject } from './KubeObject.ts';
import { Program } from './Program.ts';

/** kro has no more rights than its chart gives it, and those that a team repo adds. */
export const KRO = user('kro');

/** kro's real controller, its alpha features off. */
export class Kro {
  private readonly program: Program;

  private constructor(program: Program) {
    this.program = program;
  }

  /** Makes kro's own kinds and rights, then starts it as the user `KRO`. */
  static async start(options: {
    bin: string;
    client: KubeClient;
    kubeConfigFile: string;
    ports: [metrics: number, probe: number];
  }): Promise<Kro> {
    const { bin, client, kubeConfigFile, ports } = options;
    for (const file of readdirSync(join(bin, 'crds'))) {
      const [crd] = await client.applyYaml(readFileSync(join(bin, 'crds', file), 'utf8'));
      await client.waitFor(crd, 'is established', isEstablished);
    }
    await client.applyYaml(readFileSync(join(import.meta.dirname, 'kro-controller.yaml'), 'utf8'));
    const program = Program.start(
      'kro',
      join(bin, 'kro'),
      [
        `--metrics-bind-address=127.0.0.1:${ports[0]}`,
        `--health-probe-bind-address=127.0.0.1:${ports[1]}`,
      ],
      { KUBECONFIG: kubeConfigFile },
    );
    return new Kro(program);
  }

  stop(): Promise<void> {
    return this.program.stop();
  }
}

/** Whether objects of a CustomResourceDefinition can be made. */
export function isEstablished(crd: KubeObject): boolean {
  return condition(crd, 'Established')?.status === 'True';
}
