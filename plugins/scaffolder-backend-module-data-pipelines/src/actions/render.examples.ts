import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description:
      'Write the team repo of a pipeline. In a template, hand over what the person typed with form: ${{ parameters }}.',
    example: stringify({
      steps: [
        {
          id: 'render',
          name: 'Write the files',
          action: 'data-pipelines:render',
          input: {
            form: {
              team: 'retail',
              name: 'taxi-daily',
              owner: 'group:default/retail',
              platform: 'sandbox',
              repoUrl: 'localhost:7007?owner=retail&repo=retail-pipelines',
            },
          },
        },
      ],
    }),
  },
];
