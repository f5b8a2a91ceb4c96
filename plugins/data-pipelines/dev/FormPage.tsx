import { useEffect, useState } from 'react';
import { FieldExtensionOptions } from '@backstage/plugin-scaffolder-react';
import { FormField, Stepper } from '@backstage/plugin-scaffolder-react/alpha';
import { Container } from '@backstage/ui';
import { foldFormField, nameFormField, platformFormField, reviewFormField } from '../src/form';

const manifest = {
  title: 'Event-driven data pipeline',
  steps: [
    {
      title: 'Team and pipeline',
      schema: {
        type: 'object',
        required: ['team', 'name', 'platform'],
        properties: {
          team: { type: 'string', title: 'Team', description: 'Letters and digits, e.g. retail.' },
          name: {
            type: 'string',
            title: 'Name',
            description: 'What the pipeline does, e.g. taxi-daily.',
            'ui:field': 'DataPipelineName',
          },
          platform: { type: 'string', title: 'Platform', 'ui:field': 'DataPipelinePlatform' },
        },
      },
    },
    {
      title: 'Spark',
      schema: {
        type: 'object',
        properties: {
          spark: {
            type: 'object',
            title: 'Size',
            properties: {
              executor: {
                type: 'object',
                title: 'Executors',
                properties: {
                  min: { type: 'integer', title: 'At least', default: 1 },
                  max: { type: 'integer', title: 'At most', default: 4 },
                },
              },
              nodes: {
                type: 'object',
                title: 'Nodes',
                description: 'Where driver and executors run.',
                'ui:field': 'DataPipelineFold',
                properties: {
                  spot: { type: 'boolean', title: 'On spot nodes', default: false },
                  zone: { type: 'string', title: 'Zone', pattern: '^[a-z]+$' },
                },
              },
            },
          },
        },
      },
    },
    {
      title: 'Check',
      schema: {
        type: 'object',
        properties: {
          review: {
            type: 'string',
            title: 'Review',
            'ui:field': 'DataPipelineReview',
            'ui:backstage': { review: { show: false } },
          },
        },
      },
    },
  ],
};

/** The form's fields in the scaffolder's own stepper; `?mui` shows them in its older theme. */
export function FormPage() {
  const [created, setCreated] = useState<object>();
  const theme = window.location.search.includes('mui') ? 'mui' : 'bui';
  useEffect(() => {
    document.title = 'Form';
  }, []);
  return (
    <Container>
      <Stepper
        manifest={manifest as never}
        extensions={[nameFormField, platformFormField, reviewFormField, foldFormField].map(
          asExtension,
        )}
        formProps={{ EXPERIMENTAL_theme: theme }}
        onCreate={async values => setCreated(values)}
      />
      {created && <pre>{JSON.stringify(created, null, 2)}</pre>}
    </Container>
  );
}

/** What the scaffolder itself does with a form field. */
function asExtension(field: FormField): FieldExtensionOptions<any, any> {
  return field as unknown as FieldExtensionOptions<any, any>;
}
