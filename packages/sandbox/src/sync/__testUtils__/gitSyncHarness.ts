import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { PipelineStatus } from '../status/pipelineStatus';
import { ACCOUNT, createTestSandbox, REGION, TestSandbox } from './sandbox';
import { smallTeamRepo } from './smallTeamRepo';
import { startTestAws, TestAws } from './testAws';

/** One local AWS for a suite, and a new sandbox on it for each test. */
export class GitSyncHarness {
  server!: TestAws;
  sandbox!: TestSandbox;

  /** Registers what starts and stops it; to be called inside `describe`. */
  register(): this {
    beforeAll(async () => {
      this.server = await startTestAws();
    });
    afterAll(async () => {
      await this.server?.stop();
    });
    beforeEach(async () => {
      await this.server.reset();
      this.sandbox = await createTestSandbox(this.server);
    });
    afterEach(async () => {
      await this.sandbox.cleanUp();
    });
    return this;
  }

  get aws() {
    return this.sandbox.clients.region(REGION);
  }

  /** Starts the sync with a repository of the team `orders`, and waits until it is synced. */
  async start(files = smallTeamRepo()): Promise<void> {
    this.sandbox.forge.push('orders', 'orders-pipelines', files);
    await this.sandbox.sync.start();
    await this.sandbox.sync.idle();
    this.sandbox.calls.length = 0;
  }

  /** Pushes a tree and waits until it is synced; answers the commit. */
  async push(files: Record<string, string>, repository = 'orders-pipelines'): Promise<string> {
    const commit = this.sandbox.forge.push('orders', repository, files);
    await this.sandbox.sync.idle();
    return commit;
  }

  status(namespace = 'orders-daily'): PipelineStatus {
    const record = this.sandbox.store.byNamespace(namespace);
    if (!record) {
      throw new Error(`there is no pipeline ${namespace}`);
    }
    return record.status as PipelineStatus;
  }

  stateOf(id: string, namespace?: string): string | undefined {
    return this.status(namespace).resources.find(resource => resource.id === id)?.state;
  }

  /** The state machine of the pipeline `daily`, as AWS has it. */
  machine() {
    const stateMachineArn = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:orders-daily`;
    return this.aws.states.send(new DescribeStateMachineCommand({ stateMachineArn }));
  }
}

/** Waits for something that happens by itself, 20 s at most. */
export async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries === 1000) {
      throw new Error('it did not happen within 20 s');
    }
    await new Promise(done => setTimeout(done, 20));
  }
}
