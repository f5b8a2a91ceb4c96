import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  FormInput,
  parseHosts,
  parsePlatforms,
  plan,
  Plan,
  render,
} from 'backstage-plugin-data-pipelines-node';
import { AwsClients } from '../../sync/applier/awsClients';
import { createTestSandbox, REGION, TestSandbox } from '../../sync/__testUtils__/sandbox';
import { startTestAws, TestAws } from '../../sync/__testUtils__/testAws';
import { TestPipeline } from './TestPipeline';

const HOST = 'localhost:7007';
/** Its text; see there what it does. */
export const PLAIN_JOB = readFileSync(join(__dirname, 'plain_job.py'), 'utf8');

type Files = Record<string, string>;

/** A form with all that it needs; a test adds what it is about. */
export type TestForm = Partial<FormInput> & { name: string };

/**
 * The whole way for the tests of a file: forms become repositories, the sync makes them run on one local AWS, and jobs run
 * there as Spark's submit runs them.
 */
export class TestRuns {
  server!: TestAws;
  sandbox!: TestSandbox;
  readonly #files: Files = {};

  /** Registers what starts and stops it; to be called inside `describe`. */
  register(): this {
    beforeAll(async () => {
      this.server = await startTestAws(undefined, { spark: true });
      this.sandbox = await createTestSandbox(this.server);
      await this.sandbox.sync.start();
    });
    afterAll(async () => {
      await this.sandbox?.cleanUp();
      await this.server?.stop();
    });
    return this;
  }

  get aws(): AwsClients {
    return this.sandbox.clients.region(REGION);
  }

  planOf(form: TestForm): Plan {
    const platforms = parsePlatforms({
      sandbox: {
        accountId: '123456789012',
        region: REGION,
        clusterName: 'sandbox',
        oidcProvider: 'oidc.eks.eu-west-1.amazonaws.com/id/SANDBOX',
        apiGroup: 'pipelines.example.org',
        owner: 'group:default/platform',
        endpoint: this.server.endpoint,
      },
    });
    const hosts = parseHosts({ gitea: [{ host: HOST, baseUrl: `http://${HOST}` }] });
    const rest = {
      team: 'runs',
      owner: 'group:default/runs',
      platform: 'sandbox',
      repoUrl: `${HOST}?owner=runs&repo=runs-pipelines`,
    };
    return plan({ ...rest, ...form }, { platforms, hosts });
  }

  /**
   * Makes a pipeline of a form and waits until it is synced.
   *
   * @param job - text of the job instead of the starter's own; the starter's when null
   */
  async make(form: TestForm, job: string | null = PLAIN_JOB): Promise<TestPipeline> {
    const decided = this.planOf(form);
    Object.assign(this.#files, Object.fromEntries(render(decided)));
    if (job !== null) {
      this.#files[`pipelines/${form.name}/scripts/${decided.job.file}`] = job;
    }
    await this.push();
    const pipeline = new TestPipeline(this.aws, decided);
    const { state, message } = this.status(form.name) ?? {};
    if (state !== 'synced') {
      throw new Error(`the pipeline ${form.name} is ${state}: ${message}`);
    }
    await pipeline.subscribe();
    return pipeline;
  }

  /** Changes one file of a pipeline's folder and waits until that is synced. */
  async change(name: string, file: string, edit: (text: string) => string): Promise<void> {
    const path = `pipelines/${name}/${file}`;
    this.#files[path] = edit(this.#files[path]);
    await this.push();
  }

  /** Removes the folder of a pipeline, as a person would to retire it. */
  async retire(name: string): Promise<void> {
    for (const path of Object.keys(this.#files)) {
      if (path.startsWith(`pipelines/${name}/`)) {
        delete this.#files[path];
      }
    }
    await this.push();
  }

  async push(): Promise<void> {
    this.sandbox.forge.push('runs', 'runs-pipelines', { ...this.#files });
    await this.sandbox.sync.idle();
  }

  /** What the sync says of a pipeline; undefined when it knows none of that name. */
  status(name: string) {
    return this.sandbox.store.byNamespace(`runs-${name}`)?.status;
  }
}
