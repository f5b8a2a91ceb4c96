import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import { mockServices } from '@backstage/backend-test-utils';
import { Forge, startForge } from '../__testUtils__/forge';
import { run } from '../__testUtils__/run';
import { readSettings } from '../settings';
import { createPlanAction } from './plan';

describe('data-pipelines:plan', () => {
  let forge: Forge;
  let action: ReturnType<typeof createPlanAction>;
  beforeAll(async () => {
    forge = await startForge();
    const config = mockServices.rootConfig({ data: forge.config as any });
    const reader = UrlReaders.default({ config, logger: mockServices.logger.mock() });
    action = createPlanAction({ settings: () => readSettings(config), reader });
  });
  afterEach(() => {
    forge.repositories.clear();
    forge.failing = undefined;
  });
  afterAll(() => forge.close());

  const form = (changes: object = {}) => ({
    team: 'retail',
    name: 'taxi-daily',
    owner: 'retail',
    platform: 'sandbox',
    repoUrl: `${forge.host}?owner=retail&repo=retail-pipelines`,
    ...changes,
  });

  it('gives the names and addresses that the later steps need', async () => {
    expect(await run(action, form())).toMatchObject({
      title: 'retail / taxi-daily',
      description: 'Data pipelines of team retail',
      owner: 'group:default/retail',
      entityRef: 'component:default/retail-taxi-daily',
      systemRef: 'system:default/retail-pipelines',
      entityUrl: '/catalog/default/component/retail-taxi-daily',
      runsUrl: '/catalog/default/component/retail-taxi-daily/runs',
      hostType: 'gitea',
      defaultBranch: 'main',
      catalogInfoUrl: `http://${forge.host}/retail/retail-pipelines/src/branch/main/catalog-info.yaml`,
      inputUrl: 's3://retail-taxi-daily-input-123456789012-eu-west-1/input/',
      names: { namespace: 'retail-taxi-daily' },
    });
  });

  it('says how the first run comes about', async () => {
    expect((await run(action, form())).firstRun).toContain(
      'aws s3 cp FILE s3://retail-taxi-daily-input-123456789012-eu-west-1/input/',
    );
    const byScript = await run(action, form({ trigger: { on: 'script' } }));
    expect(byScript.firstRun).toContain(
      's3 cp taxi_summary.py s3://retail-taxi-daily-scripts-123456789012-eu-west-1/scripts/',
    );
  });

  it('ends with all problems of the form in one error', async () => {
    await expect(
      run(action, form({ team: 'Retail', job: 'none', platform: 'moon' })),
    ).rejects.toThrow(
      /3 things are wrong in the form:\n- team "Retail": .*\n- job "none": .*\n- platform "moon": /,
    );
  });

  it('says that the repository exists, and what to do, before anything is created', async () => {
    forge.repositories.add('retail/retail-pipelines');
    await expect(run(action, form())).rejects.toThrow(
      `repoUrl: the repository retail/retail-pipelines on ${forge.host} exists already; name another one, or add the pipeline to it by a pull request`,
    );
  });

  it('does not take a host that fails for one without the repository', async () => {
    forge.failing = 500;
    await expect(run(action, form())).rejects.toThrow(
      'could not be found out; check that host and its credentials',
    );
  });

  it('says which setting is wrong when app-config is', async () => {
    const config = mockServices.rootConfig({
      data: { dataPipelines: { platforms: { sandbox: { region: 'x' } } } },
    });
    const broken = createPlanAction({
      settings: () => readSettings(config),
      reader: mockServices.urlReader.mock(),
    });
    await expect(run(broken, form())).rejects.toThrow('dataPipelines.platforms.sandbox.region');
  });
});
