import { join } from 'node:path';
import { Program } from './Program.ts';

const CONTROLLERS = [
  'namespace-controller',
  'garbage-collector-controller',
  'serviceaccount-controller',
  'job-controller',
  'cronjob-controller',
  'ttl-after-finished-controller',
  'clusterrole-aggregation-controller',
];

interface Options {
  bin: string;
  folder: string;
  kubeConfigFile: string;
  port: number;
  signingKey: string;
}

/** Kubernetes' own controllers: end of namespaces, garbage collection, Job to Pod, aggregated roles. */
export class ControllerManager {
  private readonly program: Program;

  private constructor(program: Program) {
    this.program = program;
  }

  static start(options: Options): ControllerManager {
    return new ControllerManager(
      Program.start('kube-controller-manager', join(options.bin, 'kube-controller-manager'), [
        `--kubeconfig=${options.kubeConfigFile}`,
        '--bind-address=127.0.0.1',
        `--secure-port=${options.port}`,
        `--cert-dir=${join(options.folder, 'controller-manager')}`,
        '--leader-elect=false',
        '--use-service-account-credentials=false',
        `--service-account-private-key-file=${options.signingKey}`,
        `--controllers=${CONTROLLERS.join(',')}`,
      ]),
    );
  }

  stop(): Promise<void> {
    return this.program.stop();
  }
}
