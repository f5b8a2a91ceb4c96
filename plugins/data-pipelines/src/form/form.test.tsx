import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createFrontendModule, PageBlueprint } from '@backstage/frontend-plugin-api';
import { mockApis, renderTestApp } from '@backstage/frontend-test-utils';
import { FieldExtensionOptions } from '@backstage/plugin-scaffolder-react';
import { FormField, Stepper } from '@backstage/plugin-scaffolder-react/alpha';
import { Preview } from 'backstage-plugin-data-pipelines-common';
import plugin from '../plugin';
import { FakeBackend } from '../__testUtils__/FakeBackend';
import { foldFormField, nameFormField, platformFormField, reviewFormField } from '.';

const manifest = {
  title: 'Event-driven data pipeline',
  steps: [
    {
      title: 'Pipeline',
      schema: {
        type: 'object',
        properties: {
          team: { type: 'string', title: 'Team' },
          name: { type: 'string', title: 'Name', 'ui:field': 'DataPipelineName' },
          platform: { type: 'string', title: 'Platform', 'ui:field': 'DataPipelinePlatform' },
        },
      },
    },
    {
      title: 'Check',
      schema: {
        type: 'object',
        properties: { review: { type: 'string', 'ui:field': 'DataPipelineReview' } },
      },
    },
  ],
};

const ready: Preview = {
  problems: [],
  names: { namespace: 'retail-taxi', table: 'retail-taxi', inputBucket: 'retail-taxi-input-1' },
  resources: [
    {
      id: 'inputBucket',
      kind: 'Bucket',
      group: 's3.services.k8s.aws',
      service: 'Amazon S3',
      name: 'retail-taxi-input-1',
      onDelete: 'retain',
    },
    {
      id: 'topic',
      kind: 'Topic',
      group: 'sns.services.k8s.aws',
      service: 'Amazon SNS',
      name: 'retail-taxi',
      onDelete: 'delete',
    },
  ],
  files: [
    { path: 'README.md', size: 12, content: '# Pipelines\n' },
    { path: 'pipelines/taxi/instance.yaml', size: 20, content: 'kind: DataPipeline\n' },
  ],
};

/** The scaffolder's own stepper over the real fields, as the scaffolder takes them. */
function renderForm(backend: FakeBackend, initialState = {}, shown: object = manifest) {
  const extensions = [nameFormField, platformFormField, reviewFormField, foldFormField].map(
    field => field as FormField as unknown as FieldExtensionOptions<any, any>,
  );
  const page = PageBlueprint.make({
    params: {
      path: '/form',
      loader: async () => (
        <Stepper
          manifest={shown as never}
          extensions={extensions}
          initialState={initialState}
          formProps={{ EXPERIMENTAL_theme: 'bui' }}
          onCreate={async () => {}}
        />
      ),
    },
  });
  return renderTestApp({
    features: [plugin, createFrontendModule({ pluginId: 'app', extensions: [page] })],
    initialRouteEntries: ['/form'],
    apis: [mockApis.fetch({ baseImplementation: backend.fetch })],
  });
}

jest.setTimeout(40_000);
// The stepper scrolls up, which jsdom cannot.
window.scrollTo = () => {};

const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

describe('form fields', () => {
  it('show live what will be called after the name, asking only when the typing stops', async () => {
    const backend = new FakeBackend();
    backend.preview = () => ready;
    renderForm(backend, { team: 'retail' });
    await userEvent.type(await screen.findByRole('textbox', { name: 'Name' }), 'taxi');
    expect(await screen.findByText('namespace, table')).toBeVisible();
    expect(screen.getByText('retail-taxi-input-1')).toBeVisible();
    const whole = { team: 'retail', name: 'taxi', platform: 'sandbox' };
    await waitFor(() => expect(backend.bodies.at(-1)).toEqual(whole));
    expect(backend.bodies.length).toBeLessThanOrEqual(3);
  });

  it('say at the name what is wrong with it, and do not go on', async () => {
    const backend = new FakeBackend();
    const message = '"Taxi" has a capital; write taxi.';
    backend.preview = () => ({ ...ready, problems: [{ path: 'name', message }] });
    renderForm(backend, { team: 'retail', name: 'Taxi' });
    expect(await screen.findByText(message)).toBeVisible();
    await press('Next');
    expect(await screen.findByText(`'Name' ${message}`)).toBeVisible();
    expect(screen.getByRole('textbox', { name: 'Name' })).toBeInvalid();
  });

  it('choose the only platform there is, and say where it is', async () => {
    renderForm(new FakeBackend());
    expect(await screen.findByText('Account 123456789012, region eu-west-1')).toBeVisible();
  });

  it('say what to do when there is no platform', async () => {
    const backend = new FakeBackend();
    backend.platforms = () => ({ items: [] });
    renderForm(backend);
    expect(await screen.findByText(/dataPipelines\.platforms/)).toBeVisible();
  });
});

describe('folded settings', () => {
  const folded = {
    title: 'Sizes',
    steps: [
      {
        title: 'Sizes',
        schema: {
          type: 'object',
          properties: {
            limits: {
              type: 'object',
              title: 'Limits',
              description: 'What a run may take.',
              'ui:field': 'DataPipelineFold',
              properties: {
                tries: { type: 'integer', title: 'Tries', default: 2 },
                zone: { type: 'string', title: 'Zone', pattern: '^[a-z]+$' },
              },
            },
          },
        },
      },
    ],
  };

  it('are out of the way until somebody asks for them, and say how many are changed', async () => {
    renderForm(new FakeBackend(), {}, folded);
    const fold = await screen.findByRole('button', { name: /Limits/ });
    expect(fold).toHaveAccessibleName(/Limits *Defaults/);
    expect(fold).toHaveAttribute('aria-expanded', 'false');
    expect(screen.queryByRole('textbox', { name: 'Zone' })).not.toBeInTheDocument();
    await userEvent.click(fold);
    expect(screen.getByText('What a run may take.')).toBeVisible();
    await userEvent.type(screen.getByRole('textbox', { name: 'Zone' }), 'a');
    expect(fold).toHaveAccessibleName(/Limits *1 setting changed/);
  });

  it('are shown when something in them is wrong, however often they are closed', async () => {
    renderForm(new FakeBackend(), { limits: { zone: 'A1' } }, folded);
    expect(await screen.findByRole('button', { name: /Limits/ })).toBeVisible();
    await press('Review');
    expect(await screen.findByRole('textbox', { name: 'Zone' })).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: /Limits/ }));
    expect(screen.getByRole('textbox', { name: 'Zone' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Create' })).not.toBeInTheDocument();
  });
});

describe('review', () => {
  it('lists resources by service, what becomes of them, and the files with their content', async () => {
    const backend = new FakeBackend();
    backend.preview = () => ready;
    renderForm(backend, { team: 'retail', name: 'taxi', platform: 'sandbox' });
    await waitFor(() => press('Next'));
    expect(await screen.findByText('2 resources')).toBeVisible();
    const s3 = screen.getByRole('heading', { name: 'Amazon S3' }).parentElement!;
    expect(within(s3).getByText('kept')).toBeVisible();
    await press('instance.yaml');
    expect(screen.getByText('kind: DataPipeline')).toBeVisible();
    const whole = { team: 'retail', name: 'taxi', platform: 'sandbox' };
    await waitFor(() => expect(backend.bodies.at(-1)).toEqual(whole));
    await press('Review');
    expect(await screen.findByRole('button', { name: 'Create' })).toBeVisible();
  });

  it('names the field of each problem, and lets nobody pass', async () => {
    const backend = new FakeBackend();
    const problems = [
      { path: 'spark.executor.min', message: 'At least 9 is more than at most 4; lower it.' },
      { path: 'notifications.0', message: '"x" is no e-mail address; correct it.' },
    ];
    backend.preview = () => ({ ...ready, problems, resources: [], files: [] });
    renderForm(backend, { team: 'retail', name: 'taxi', platform: 'sandbox' });
    await waitFor(() => press('Next'));
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('2 things to mend');
    expect(alert).toHaveTextContent('Executors at least: At least 9');
    expect(alert).toHaveTextContent('E-mail addresses: "x" is no e-mail address');
    await press('Review');
    expect(
      await screen.findByText(/'Review' Executors at least: At least 9 is more than at most 4/),
    ).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Create' })).not.toBeInTheDocument();
  });

  it('lets nobody pass unchecked when the check fails', async () => {
    const backend = new FakeBackend();
    renderForm(backend, { team: 'retail', name: 'taxi', platform: 'sandbox' });
    await waitFor(() => press('Next'));
    await screen.findByText('Everything fits together');
    backend.preview = () => ({ refuse: 503, message: 'The catalog is away' });
    await press('Review');
    expect(
      await screen.findByText(
        /'Review' .*could not be checked \(The catalog is away\)\. Try again/,
      ),
    ).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Create' })).not.toBeInTheDocument();
  });
});
