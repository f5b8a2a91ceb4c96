import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';

/** Runs an action on a form and gives its outputs. */
export async function run(
  action: TemplateAction<any, any, any>,
  form: object,
  workspacePath?: string,
) {
  const context = createMockActionContext({
    input: { form: form as any },
    ...(workspacePath ? { workspacePath } : {}),
  });
  await action.handler(context as any);
  return Object.fromEntries(jest.mocked(context.output).mock.calls);
}
