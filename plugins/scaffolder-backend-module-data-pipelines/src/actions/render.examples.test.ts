import { createMockDirectory, mockServices } from '@backstage/backend-test-utils';
import { formOfExample } from '../__testUtils__/examples';
import { Forge, startForge } from '../__testUtils__/forge';
import { run } from '../__testUtils__/run';
import { readSettings } from '../settings';
import { createRenderAction } from './render';
import { examples } from './render.examples';

describe('data-pipelines:render, as documented', () => {
  const workspace = createMockDirectory();
  let forge: Forge;
  beforeAll(async () => {
    forge = await startForge();
  });
  afterAll(() => forge.close());

  it.each(examples)('$description', async example => {
    const config = mockServices.rootConfig({ data: forge.config as any });
    const action = createRenderAction({ settings: () => readSettings(config) });
    const { action: id, form } = formOfExample(example, forge.host);
    await run(action, form, workspace.path);
    expect(id).toBe(action.id);
    expect(workspace.content()).toMatchObject({
      pipelines: { [form.name]: { 'instance.yaml': expect.any(String) } },
    });
  });
});
