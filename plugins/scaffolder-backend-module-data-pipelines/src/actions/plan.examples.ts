import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Check the fields that must be there; everything else has a default.',
    example: stringify({
      steps: [
        {
          id: 'plan',
          name: 'Check the form',
          action: 'data-pipelines:plan',
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
  {
    description:
      'Check a pipeline that keeps everything in one bucket that exists, and starts with a new script.',
    example: stringify({
      steps: [
        {
          id: 'plan',
          name: 'Check the form',
          action: 'data-pipelines:plan',
          input: {
            form: {
              team: 'retail',
              name: 'orders',
              owner: 'group:default/retail',
              platform: 'sandbox',
              trigger: { on: 'script', prefix: 'orders/' },
              buckets: { input: 'acme-retail-data', scripts: 'input', lake: 'input' },
              notifications: ['oncall@example.com'],
              repoUrl: 'localhost:7007?owner=retail&repo=orders-pipelines',
            },
          },
        },
      ],
    }),
  },
];
