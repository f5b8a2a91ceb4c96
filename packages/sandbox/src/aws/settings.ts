import path from 'node:path';
import { resolvePackagePath, RootConfigService } from '@backstage/backend-plugin-api';

/** How the local AWS is started. */
export interface LocalAwsSettings {
  port: number;
  command: string;
  args: string[];
  cwd: string;
  /** Environment of the process, whole. */
  env: NodeJS.ProcessEnv;
  /** Folder of the `aws` command. */
  binDirectory: string;
  region: string;
}

/** Reads `dataPipelines.sandbox`; a missing key fails with Backstage's own sentence, which names it. */
export function readLocalAwsSettings(config: RootConfigService): LocalAwsSettings {
  const sandbox = config.getConfig('dataPipelines.sandbox');
  const python = sandbox.getString('python');
  const port = sandbox.getOptionalNumber('awsPort') ?? 4566;
  const packageRoot = resolvePackagePath('sandbox', 'aws');
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PYTHONPATH: packageRoot,
    JAVA_HOME: sandbox.getString('javaHome'),
    LOCAL_AWS_JARS: sandbox.getString('jars'),
  };
  // A machine's own certificate bundle must not be used for plain http on the loopback interface.
  delete env.AWS_CA_BUNDLE;
  return {
    port,
    command: python,
    args: [
      '-m',
      'local_aws',
      '--port',
      String(port),
      '--state',
      path.resolve(sandbox.getString('directory'), 'aws'),
    ],
    cwd: packageRoot,
    env,
    binDirectory: path.dirname(python),
    region: 'eu-west-1',
  };
}
