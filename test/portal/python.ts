import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { ROOT } from './portal.ts';

/**
 * Runs the project's Python (`SANDBOX_PYTHON`, set by bin/test) and gives its standard output back.
 * With an endpoint, the AWS CLI in it talks to the local AWS.
 */
export function python(args: string[], awsEndpoint?: string): string {
  return execFileSync(process.env.SANDBOX_PYTHON ?? 'python3', args, {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    env: {
      ...process.env,
      PYTHONPATH: path.join(ROOT, 'packages/sandbox/data'),
      ...(awsEndpoint && {
        AWS_ENDPOINT_URL: awsEndpoint,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_DEFAULT_REGION: 'eu-west-1',
      }),
    },
  });
}
