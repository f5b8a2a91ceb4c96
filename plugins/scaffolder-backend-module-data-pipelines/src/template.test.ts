import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import request from 'supertest';
import { mockServices, startTestBackend, TestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import giteaModule from '@backstage/plugin-scaffolder-backend-module-gitea';
import { parse } from 'yaml';
import dataPipelinesModule from '.';
import { Forge, startForge } from './__testUtils__/forge';

const template = parse(
  readFileSync(join(__dirname, '../../../templates/data-pipeline/template.yaml'), 'utf8'),
);

/** The template in the real scaffolder, which has of all publish actions only the one for Gitea. */
describe('the template "data-pipeline"', () => {
  let forge: Forge;
  let backend: TestBackend;
  beforeAll(async () => {
    forge = await startForge();
    backend = await startTestBackend({
      features: [
        mockServices.rootConfig.factory({ data: forge.config as any }),
        catalogServiceMock.factory(),
        scaffolderPlugin,
        giteaModule,
        dataPipelinesModule,
      ],
    });
  });
  afterAll(async () => {
    await backend.stop();
    await forge.close();
  });

  const values = () => ({
    team: 'retail',
    name: 'taxi-daily',
    description: '',
    owner: 'group:default/retail',
    platform: 'sandbox',
    trigger: { on: 'data', prefix: 'input/', suffix: '.parquet' },
    job: 'taxi-summary',
    buckets: { scripts: 'input', lake: 'input' },
    notifications: ['oncall@example.com'],
    repoUrl: `${forge.host}?owner=retail&repo=retail-pipelines`,
    review: 'seen',
  });
  const dryRun = (changes: object = {}) =>
    request(backend.server)
      .post('/api/scaffolder/v2/dry-run')
      .send({ template, values: { ...values(), ...changes }, directoryContents: [] });

  it('goes from the form to files, and to links to repository, pipeline and runs', async () => {
    const { status, body } = await dryRun();
    expect(body.error ?? status).toBe(200);
    const paths = body.directoryContents.map((file: any) => file.path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'catalog-info.yaml',
        'pipelines/taxi-daily/instance.yaml',
        '.gitea/workflows/validate.yaml',
      ]),
    );
    expect(body.output.links).toEqual([
      {
        title: 'Repository',
        url: `http://${forge.host}/retail/retail-pipelines`,
      },
      {
        title: 'Pipeline in the catalog',
        icon: 'catalog',
        entityRef: 'component:default/retail-taxi-daily',
      },
      {
        title: 'Runs',
        icon: 'dashboard',
        url: '/catalog/default/component/retail-taxi-daily/runs',
      },
    ]);
    expect(body.output.text[0].content).toContain(
      'aws s3 cp FILE s3://retail-taxi-daily-input-123456789012-eu-west-1/input/',
    );
  });

  it('does without the publish actions that the portal does not have', async () => {
    const { status, body } = await dryRun();
    expect(status).toBe(200);
    const said = body.log.map((entry: any) => entry.body);
    const steps = (outcome: string) =>
      said.filter((entry: any) => entry.status === outcome).map((entry: any) => entry.stepId);
    expect(steps('completed')).toEqual(['plan', 'render']);
    // A dry run leaves out what would create something; only that action is installed here.
    expect(steps('skipped')).toEqual([
      'publish-gitea',
      'publish-github',
      'publish-gitlab',
      'publish-bitbucket',
      'publish-azure',
      'register',
    ]);
  });

  it('takes what was left empty for its default', async () => {
    const { team, name, owner, platform, repoUrl } = values();
    const { status, body } = await request(backend.server)
      .post('/api/scaffolder/v2/dry-run')
      .send({ template, values: { team, name, owner, platform, repoUrl }, directoryContents: [] });
    expect(body.error ?? status).toBe(200);
    expect(body.directoryContents.length).toBeGreaterThan(10);
  });

  it('refuses a value that is against its pattern before any step runs', async () => {
    const { status } = await dryRun({ team: 'Retail Team' });
    expect(status).toBe(400);
  });

  it('ends red, with every problem, when the fields do not go together', async () => {
    const { status, body } = await dryRun({ name: 'x'.repeat(40), platform: 'moon' });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body.error.message).toContain(
      'platform "moon": There is no such platform; choose one of sandbox.',
    );
  });

  it('ends red before anything is created when the repository exists', async () => {
    forge.repositories.add('retail/retail-pipelines');
    const { status, body } = await dryRun();
    forge.repositories.clear();
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body.error.message).toContain('exists already; name another one');
  });
});
