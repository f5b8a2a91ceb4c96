import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { plan, render, Settings, writeTree } from 'backstage-plugin-data-pipelines-node';
import { examples } from './render.examples';

/** `data-pipelines:render`: writes the files of the team repo to the workspace. */
export function createRenderAction(options: { settings: () => Settings }) {
  return createTemplateAction({
    id: 'data-pipelines:render',
    description:
      'Writes the team repo of a data pipeline to the workspace: the graph, the pipeline with its Spark job, what Argo CD applies, and the catalog entities. The same form gives the same bytes.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        form: z =>
          z.record(z.unknown()).describe('The form, as it was given to data-pipelines:plan.'),
      },
      output: {
        files: z => z.array(z.string()).describe('Paths of the files, in their order'),
      },
    },
    async handler(ctx) {
      const tree = render(plan(ctx.input.form, options.settings()));
      // By force: a task that is recovered after a restart finds what it wrote before, and writes the same again.
      await writeTree(ctx.workspacePath, tree, { force: true });
      ctx.output('files', [...tree.keys()]);
      ctx.logger.info(`Wrote ${tree.size} files`);
    },
  });
}
