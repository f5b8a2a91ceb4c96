import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { applyDefaults, compileGraph } from 'backstage-plugin-data-pipelines-node';
import { LocalAws } from '../../aws/service';
import { ClientPool } from '../apply/clientPool';
import { ObjectApplier } from '../apply/objectApplier';
import { PipelineSync } from '../apply/pipelineSync';
import { GitSync } from '../gitSync';
import { StatusStore } from '../status/statusStore';
import { JobRunner } from '../steps/jobRunner';
import { FakeForge } from './fakeForge';
import { recordChanges } from './recordCalls';
import { TestAws } from './testAws';

export const REGION = 'eu-west-1';
export const ACCOUNT = '123456789012';

/** The sync with everything real but the forge. */
export interface TestSandbox {
  forge: FakeForge;
  aws: LocalAws;
  clients: ClientPool;
  store: StatusStore;
  sync: GitSync;
  /** Names of the calls that changed something in AWS. */
  calls: string[];
  directory: string;
  /** Stops it; its folder stays. */
  stop(): Promise<void>;
  cleanUp(): Promise<void>;
}

/** @param directory - of an earlier one, to see what a restart finds */
export async function createTestSandbox(
  server: TestAws,
  forge = new FakeForge(),
  directory?: string,
): Promise<TestSandbox> {
  const folder = directory ?? (await mkdtemp(join(tmpdir(), 'sandbox-test-')));
  const store = new StatusStore(join(folder, 'pipelines'), () => {});
  const clients = new ClientPool({ endpoint: server.endpoint, accountId: ACCOUNT });
  const calls = recordChanges(clients.region(REGION));
  const aws: LocalAws = {
    endpoint: server.endpoint,
    ready: async () => {},
    status: () => ({ state: 'ready' }),
    onRestart: () => () => {},
    env: {
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_ACCESS_KEY_ID: 'sandbox',
      AWS_SECRET_ACCESS_KEY: 'sandbox',
      AWS_REGION: REGION,
      PATH: `${server.bin}:${process.env.PATH}`,
    },
  };
  const sync = new GitSync({
    forge,
    aws,
    store,
    logger: mockServices.logger.mock(),
    sync: new PipelineSync({
      store,
      applier: new ObjectApplier(clients),
      jobs: new JobRunner(join(folder, 'tmp'), aws.env),
      compiler: { compileGraph, applyDefaults },
      platform: { accountId: ACCOUNT, region: REGION },
    }),
  });
  const stop = async () => {
    await sync.stop();
    clients.close();
  };
  return {
    forge,
    aws,
    clients,
    store,
    sync,
    calls,
    directory: folder,
    stop,
    cleanUp: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
