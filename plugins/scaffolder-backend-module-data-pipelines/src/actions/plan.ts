import { UrlReaderService } from '@backstage/backend-plugin-api';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { Plan, plan, Settings } from 'backstage-plugin-data-pipelines-node';
import { refuseExistingRepository } from './existingRepository';
import { examples } from './plan.examples';

/** How the first run comes about, in Markdown. */
function firstRun({ buckets, instance, platform, job }: Plan): string {
  const aws = platform.endpoint ? `aws --endpoint-url ${platform.endpoint}` : 'aws';
  const input = `s3://${buckets.input.name}/${instance.trigger.prefix}`;
  if (instance.trigger.on === 'script') {
    const scripts = `s3://${buckets.scripts.name}/${instance.scripts.prefix}`;
    const button = platform.endpoint
      ? ', or press "Upload its script again" on its page in the sandbox'
      : '';
    return `Put data under ${input} and upload the script to start the first run${button}:\n\n    ${aws} s3 cp ${job.file} ${scripts}\n\nFrom then on each change of the script in the repository starts one.`;
  }
  const button = platform.endpoint
    ? ', or press "Drop a sample file" on its page in the sandbox'
    : '';
  return `Drop a file to start the first run${button}:\n\n    ${aws} s3 cp FILE ${input}`;
}

/** What the later steps of a template need to know of a plan. */
function outputsOf(decided: Plan) {
  const { team, name, names, repository, platform } = decided;
  const entityRef = `component:default/${names.component}`;
  const page = `/catalog/default/component/${names.component}`;
  return {
    title: `${team} / ${name}`,
    description: decided.description || `Data pipelines of team ${team}`,
    owner: decided.owner,
    version: decided.version,
    platform: platform.title,
    entityRef,
    systemRef: `system:default/${names.system}`,
    entityUrl: page,
    runsUrl: `${page}/runs`,
    hostType: repository.type,
    repoUrl: repository.repoUrl,
    repositoryUrl: repository.url,
    catalogInfoUrl: repository.catalogInfoUrl,
    defaultBranch: repository.defaultBranch,
    inputUrl: `s3://${decided.buckets.input.name}/${decided.instance.trigger.prefix}`,
    firstRun: firstRun(decided),
    names: names as Record<string, string>,
  };
}

/** `data-pipelines:plan`: checks a form as a whole and decides names, before anything is created. */
export function createPlanAction(options: { settings: () => Settings; reader: UrlReaderService }) {
  return createTemplateAction({
    id: 'data-pipelines:plan',
    description:
      'Checks the form of a data pipeline, says all that is wrong with it at once, makes sure that its repository is not there yet, and gives the names that the later steps need. Creates nothing.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        form: z =>
          z.record(z.unknown()).describe('The form; its fields are listed in docs/template.md.'),
      },
      output: {
        form: z => z.record(z.unknown()).describe('The form, found right'),
        title: z => z.string().describe('`<team> / <name>`'),
        description: z => z.string().describe("The form's description, or one for the repository"),
        owner: z => z.string().describe('Full reference of the owner'),
        version: z => z.string().describe('Version of the skeleton'),
        platform: z => z.string().describe('Title of the platform'),
        entityRef: z => z.string().describe('Reference of the pipeline in the catalog'),
        systemRef: z => z.string().describe("Reference of the team's system in the catalog"),
        entityUrl: z => z.string().describe("Path of the pipeline's page in the portal"),
        runsUrl: z => z.string().describe("Path of the pipeline's runs in the portal"),
        hostType: z =>
          z
            .enum(['github', 'gitlab', 'gitea', 'bitbucketCloud', 'azure'])
            .describe('Kind of the Git host: which publish action to take'),
        repoUrl: z => z.string().describe('The repository as publish actions take it'),
        repositoryUrl: z => z.string().describe('Page of the repository'),
        catalogInfoUrl: z => z.string().describe('The catalog-info.yaml to register'),
        defaultBranch: z => z.string().describe('Branch that is published to'),
        inputUrl: z => z.string().describe('Where a file starts a run, as s3://bucket/prefix'),
        firstRun: z => z.string().describe('How the first run comes about, in Markdown'),
        names: z => z.record(z.string()).describe('All derived names, by what bears them'),
      },
    },
    async handler(ctx) {
      const decided = plan(ctx.input.form, options.settings());
      await refuseExistingRepository(decided.repository, options.reader);
      ctx.output('form', ctx.input.form);
      for (const [key, value] of Object.entries(outputsOf(decided)))
        ctx.output(key as 'title', value as string);
      ctx.logger.info(
        `${decided.team} / ${decided.name} on ${decided.platform.title}: ${decided.names.namespace}`,
      );
    },
  });
}
