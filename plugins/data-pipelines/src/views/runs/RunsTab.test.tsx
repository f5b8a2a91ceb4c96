import { fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Run } from 'backstage-plugin-data-pipelines-common';
import {
  failedRun,
  pipelineEntity,
  runs,
  succeededRun,
} from 'backstage-plugin-data-pipelines-common/fixtures';
import { FakeBackend } from '../../__testUtils__/FakeBackend';
import { PIPELINE_PATH, renderPipeline } from '../../__testUtils__/renderPipeline';

function manyRuns(count: number): Run[] {
  return Array.from({ length: count }, (_, index) => ({
    ...runs[4],
    id: `run-${index}`,
    startedAt: new Date(Date.parse(succeededRun.startedAt) - index * 60_000).toISOString(),
    endedAt: new Date(Date.parse(succeededRun.endedAt!) - index * 60_000).toISOString(),
    trigger: { bucket: 'b', key: `input/file-${index}.parquet` },
  }));
}

jest.setTimeout(20_000);

/** The rows below the header. */
async function rows() {
  const grid = await screen.findByRole('grid', { name: 'Runs' });
  return within(grid).getAllByRole('row').slice(1);
}

describe('Runs tab', () => {
  it('shows each run with status, object, duration and job, and leads to its page', async () => {
    renderPipeline({ backend: new FakeBackend() });
    const [waiting, , failed, duplicate] = await rows();
    expect(await screen.findByText('6 runs, 2 going on, 1 failed, median 4 m 10 s')).toBeVisible();
    expect(waiting).toHaveTextContent(/Waiting.*yellow_tripdata_2026-08\.parquet.*input\//);
    expect(failed).toHaveTextContent(/Failed.*yellow_tripdata_2026-06\.parquet.*1 m 48 s.*Failed/);
    expect(duplicate).toHaveTextContent(/Already processed.*no job/);
    const link = within(failed).getByRole('link', { name: 'yellow_tripdata_2026-06.parquet' });
    expect(link).toHaveAttribute('href', `${PIPELINE_PATH}/runs/${failedRun.id}`);
    expect(within(failed).getByTitle(/^s3:\/\/retail-taxi-daily-input/)).toBeInTheDocument();
  });

  it('filters by a status that the address holds', async () => {
    const backend = new FakeBackend();
    renderPipeline({ backend, path: '/runs?status=failed' });
    expect(await rows()).toHaveLength(1);
    expect(screen.getByRole('radio', { name: 'Failed' })).toBeChecked();
    expect(backend.asked[0].searchParams.get('status')).toBe('failed');

    await userEvent.click(screen.getByRole('radio', { name: 'Timed out' }));
    expect(await screen.findByText('No run with the status “Timed out”')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Show all runs' }));
    expect(await rows()).toHaveLength(6);
  });

  it('loads older runs on demand, and keeps the newer ones', async () => {
    const all = manyRuns(30);
    const backend = new FakeBackend();
    backend.runs = search => {
      const start = Number(search.get('cursor') ?? 0);
      const end = start + Number(search.get('limit'));
      return { items: all.slice(start, end), nextCursor: end < 30 ? String(end) : undefined };
    };
    renderPipeline({ backend });
    expect(await rows()).toHaveLength(25);
    expect(screen.getByText('The last 25 runs, median 4 m 10 s')).toBeVisible();
    await userEvent.click(screen.getByText('Load older runs'));
    expect(await screen.findByText(/These are all 30 runs/)).toBeVisible();
    expect(screen.getByText('file-0.parquet')).toBeVisible();
    expect(screen.getByText('file-29.parquet')).toBeVisible();
  });

  it('says how to start the first run, with the very command', async () => {
    const backend = new FakeBackend();
    backend.runs = () => ({ items: [] });
    renderPipeline({ backend });
    expect(await screen.findByText('No run yet')).toBeVisible();
    expect(
      await screen.findByText(
        'aws --endpoint-url http://127.0.0.1:4566 s3 cp FILE s3://retail-taxi-daily-input-123456789012-eu-west-1/input/',
      ),
    ).toBeVisible();
    expect(screen.queryByRole('radio')).not.toBeInTheDocument();
  });

  it('says who may see the runs to somebody who may not', async () => {
    const backend = new FakeBackend();
    backend.runs = () => ({ refuse: 403, message: 'You may not see the runs' });
    const entity = {
      ...pipelineEntity,
      relations: [{ type: 'ownedBy', targetRef: 'group:default/retail' }],
    };
    renderPipeline({ backend, entity });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('You may not see the runs of retail / taxi-daily');
    expect(alert).toHaveTextContent('dataPipelines.run.read');
    expect(alert).toHaveTextContent(/Owner: .*retail/);
    expect(backend.asked).toHaveLength(1);
  });

  it('says that AWS is away, and recovers', async () => {
    const backend = new FakeBackend();
    const answer = backend.runs;
    backend.runs = () => ({ refuse: 503, message: 'AWS throttles states:ListExecutions' });
    renderPipeline({ backend });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent(/AWS does not answer.*throttles.*Trying again/);
    backend.runs = answer;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await rows()).toHaveLength(6);
  });

  it('keeps the last known runs while AWS is away, and says how old they are', async () => {
    const backend = new FakeBackend();
    renderPipeline({ backend });
    await rows();
    backend.runs = () => ({ refuse: 503, message: 'AWS throttles states:ListExecutions' });
    expect(
      await screen.findByText(/^As of \d\d:\d\d .*; AWS does not answer\. Retrying\.$/, undefined, {
        timeout: 5_000,
      }),
    ).toBeVisible();
    expect(await rows()).toHaveLength(6);
  });

  it('tells the remedy for a component without a state machine', async () => {
    const backend = new FakeBackend();
    const entity = {
      ...pipelineEntity,
      metadata: { ...pipelineEntity.metadata, annotations: {} },
    };
    renderPipeline({ backend, entity });
    expect(
      await screen.findByText(/aws\.amazon\.com\/aws-step-functions-state-machine-arn: arn/),
    ).toBeVisible();
    expect(backend.asked).toHaveLength(0);
  });

  it('is no tab of a component that is no pipeline', async () => {
    const backend = new FakeBackend();
    const entity = {
      ...pipelineEntity,
      metadata: { ...pipelineEntity.metadata, annotations: {} },
      spec: { ...pipelineEntity.spec, type: 'service' },
    };
    renderPipeline({ backend, entity });
    expect(await screen.findByText(`Other tab at ${PIPELINE_PATH}/runs`)).toBeVisible();
    expect(backend.asked).toHaveLength(0);
  });

  it('opens a run by a click anywhere on its row', async () => {
    renderPipeline({ backend: new FakeBackend() });
    const [, , failed] = await rows();
    fireEvent.click(within(failed).getByText('1 m 48 s'));
    expect(await screen.findByRole('heading', { name: 'Why it failed' })).toBeVisible();
  });
});
