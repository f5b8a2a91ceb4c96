import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import dataPipelinesModule from '.';

async function startWith(data: object) {
  const actions: TemplateAction[] = [];
  const logger = mockServices.logger.mock();
  logger.child.mockReturnValue(logger);
  await startTestBackend({
    extensionPoints: [
      [
        scaffolderActionsExtensionPoint,
        { addActions: (...added) => actions.push(...(added as any)) },
      ],
    ],
    features: [
      dataPipelinesModule,
      mockServices.rootConfig.factory({ data: data as any }),
      logger && mockServices.logger.mock({ error: logger.error }).factory,
    ],
  });
  return { ids: actions.map(action => action.id), errors: logger.error.mock.calls.flat() };
}

describe('the scaffolder module', () => {
  it('adds its actions, each of which can be tried without creating anything', async () => {
    const { ids } = await startWith({});
    expect(ids).toEqual(['data-pipelines:plan', 'data-pipelines:render']);
  });

  it('starts the portal even when no platform is described, and says so in the log', async () => {
    const { errors } = await startWith({});
    expect(errors).toEqual([
      expect.stringContaining('dataPipelines.platforms is empty in app-config'),
    ]);
  });
});
