import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import { mockServices } from '@backstage/backend-test-utils';
import { formOfExample } from '../__testUtils__/examples';
import { Forge, startForge } from '../__testUtils__/forge';
import { run } from '../__testUtils__/run';
import { readSettings } from '../settings';
import { createPlanAction } from './plan';
import { examples } from './plan.examples';

describe('data-pipelines:plan, as documented', () => {
  let forge: Forge;
  beforeAll(async () => {
    forge = await startForge();
  });
  afterAll(() => forge.close());

  it.each(examples)('$description', async example => {
    const config = mockServices.rootConfig({ data: forge.config as any });
    const reader = UrlReaders.default({ config, logger: mockServices.logger.mock() });
    const action = createPlanAction({ settings: () => readSettings(config), reader });
    const { action: id, form } = formOfExample(example, forge.host);
    expect(id).toBe(action.id);
    expect((await run(action, form)).entityRef).toBe(`component:default/${form.team}-${form.name}`);
  });
});
