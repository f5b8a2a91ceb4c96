import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createMockDirectory, mockServices } from '@backstage/backend-test-utils';
import { Forge, startForge } from '../__testUtils__/forge';
import { run } from '../__testUtils__/run';
import { readSettings } from '../settings';
import { createRenderAction } from './render';

describe('data-pipelines:render', () => {
  const workspace = createMockDirectory();
  let forge: Forge;
  let action: ReturnType<typeof createRenderAction>;
  beforeAll(async () => {
    forge = await startForge();
    const config = mockServices.rootConfig({ data: forge.config as any });
    action = createRenderAction({ settings: () => readSettings(config) });
  });
  beforeEach(() => workspace.clear());
  afterAll(() => forge.close());

  const form = () => ({
    team: 'retail',
    name: 'taxi-daily',
    owner: 'retail',
    platform: 'sandbox',
    repoUrl: `${forge.host}?owner=retail&repo=retail-pipelines`,
  });

  it('writes the team repo to the workspace', async () => {
    const { files } = await run(action, form(), workspace.path);
    expect(files).toEqual(
      expect.arrayContaining(['catalog-info.yaml', 'pipelines/taxi-daily/instance.yaml']),
    );
    expect(readFileSync(join(workspace.path, 'catalog-info.yaml'), 'utf8')).toContain(
      'kind: Location',
    );
  });

  it('writes the same again when the task is recovered', async () => {
    await run(action, form(), workspace.path);
    const before = workspace.content();
    await run(action, form(), workspace.path);
    expect(workspace.content()).toEqual(before);
  });

  it('writes nothing for a form that is wrong', async () => {
    await expect(run(action, { ...form(), name: '../evil' }, workspace.path)).rejects.toThrow(
      '- name "../evil": A name is 2 to 40',
    );
    expect(workspace.content()).toEqual({});
  });

  it('follows no link in the workspace', async () => {
    workspace.setContent({ elsewhere: {} });
    symlinkSync(join(workspace.path, 'elsewhere'), join(workspace.path, 'pipelines'));
    await expect(run(action, form(), workspace.path)).rejects.toThrow('is a symbolic link');
  });
});
