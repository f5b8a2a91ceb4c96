import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Run } from 'backstage-plugin-data-pipelines-common';
import {
  failedRun,
  pipelineEntity,
  runningRun,
  runs,
  succeededRun,
} from 'backstage-plugin-data-pipelines-common/fixtures';
import { FakeBackend } from '../../__testUtils__/FakeBackend';
import {
  FakeSignals,
  PIPELINE_PATH,
  pipelineNamed,
  renderPipeline,
} from '../../__testUtils__/renderPipeline';

function manyRuns(count: number): Run[] {
  return Array.from({ length: count }, (_, index) => ({
    ...runs[4],
    id: `run-${index}`,
    startedAt: new Date(Date.parse(succeededRun.startedAt) - index * 60_000).toISOString(),
    endedAt: new Date(Date.parse(succeededRun.endedAt!) - index * 60_000).toISOString(),
    trigger: { bucket: 'b', key: `input/file-${index}.parquet` },
  }));
}

jest.setTimeout(40_000);

/** The rows below the header. */
async function rows() {
  const grid = await screen.findByRole('grid', { name: 'Runs' });
  return within(grid).getAllByRole('row').slice(1);
}

/** What the list was filtered by, each time that the backend was asked for it. */
function statusesAsked(backend: FakeBackend) {
  return backend.asked
    .filter(({ pathname }) => pathname.endsWith('/runs'))
    .map(({ searchParams }) => searchParams.getAll('status'));
}

/** Gives the elements a width, which jsdom does not, until the function that it returns is called. */
function layOut(width: number) {
  const clientWidth = jest.spyOn(HTMLElement.prototype, 'clientWidth', 'get');
  clientWidth.mockReturnValue(width);
  const observer = { observe() {}, unobserve() {}, disconnect() {} };
  Object.assign(globalThis, { ResizeObserver: jest.fn(() => observer) });
  return () => {
    clientWidth.mockRestore();
    Reflect.deleteProperty(globalThis, 'ResizeObserver');
  };
}

describe('Runs tab', () => {
  it('shows each run with status, object, duration and job, and leads to its page', async () => {
    renderPipeline({ backend: new FakeBackend() });
    const [waiting, , failed, duplicate] = await rows();
    expect(
      await screen.findByText(
        '212 runs in 30 days, 2 going on, 2 failed, 99 % ok, median 4 m 02 s',
      ),
    ).toBeVisible();
    expect(waiting).toHaveTextContent(/Waiting.*yellow_tripdata_2026-08\.parquet.*input\//);
    expect(failed).toHaveTextContent(/Failed.*yellow_tripdata_2026-06\.parquet.*1 m 48 s.*Failed/);
    expect(failed).toHaveTextContent(/Failed0–4 × 4g$/);
    expect(within(failed).getByText('0–4 × 4g')).toHaveAttribute(
      'title',
      'Driver: 1 core, 2g\nExecutors: 0–4 × 2 cores, 4g',
    );
    expect(duplicate).toHaveTextContent(/Already processed.*no job/);
    const link = within(failed).getByRole('link', { name: 'yellow_tripdata_2026-06.parquet' });
    expect(link).toHaveAttribute('href', `${PIPELINE_PATH}/runs/${failedRun.id}`);
    expect(within(failed).getByTitle(/^s3:\/\/retail-taxi-daily-input/)).toBeInTheDocument();
  });

  it('filters by a status that the address holds', async () => {
    const backend = new FakeBackend();
    renderPipeline({ backend, path: '/runs?status=failed' });
    expect(await rows()).toHaveLength(1);
    expect(screen.getByRole('button', { name: 'Failed 1' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    expect(statusesAsked(backend)[0]).toEqual(['failed']);

    await userEvent.click(screen.getByRole('button', { name: 'Succeeded 1' }));
    await waitFor(async () => expect(await rows()).toHaveLength(2));
    const [, second] = statusesAsked(backend);
    expect(second).toEqual(['succeeded', 'failed']);
  });

  it('leads to a run and back to the list as it was filtered', async () => {
    const backend = new FakeBackend();
    renderPipeline({ backend, path: '/runs?status=failed&time=30d' });
    const [failed] = await rows();
    await userEvent.click(within(failed).getByRole('link'));
    await userEvent.click(await screen.findByRole('tab', { name: 'Log' }));
    const back = await screen.findByRole('link', { name: 'Runs' });
    expect(back).toHaveAttribute('href', `${PIPELINE_PATH}/runs?status=failed&time=30d`);
    await userEvent.click(back);
    expect(await rows()).toHaveLength(1);
    expect(screen.getByRole('button', { name: 'Failed 1' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
  });

  it('copies the plain address of a run, whatever the list is filtered by', async () => {
    const user = userEvent.setup();
    const write = jest.spyOn(navigator.clipboard, 'writeText');
    renderPipeline({ backend: new FakeBackend(), path: '/runs?status=failed' });
    const [failed] = await rows();
    await user.click(within(failed).getByRole('button', { name: /^Actions for/ }));
    await user.click(await screen.findByRole('menuitem', { name: 'Copy link' }));
    expect(write).toHaveBeenCalledWith(
      `http://localhost${PIPELINE_PATH}/runs/${encodeURIComponent(failedRun.id)}`,
    );
  });

  it('keeps the focus on a chip that is let go of, and its count, while the list loads anew', async () => {
    const backend = new FakeBackend();
    renderPipeline({ backend, path: '/runs?status=stopped' });
    await rows();
    const answers: (() => void)[] = [];
    backend.hold = pathname =>
      pathname.endsWith('/runs') ? new Promise(resolve => answers.push(resolve)) : undefined;
    await userEvent.click(screen.getByRole('button', { name: 'Stopped 1' }));
    await screen.findByText('Loading the runs');
    const chip = screen.getByRole('button', { name: 'Stopped 1' });
    expect(chip).toHaveFocus();
    expect(chip).toHaveAttribute('aria-pressed', 'false');
    await waitFor(() => expect(answers).not.toHaveLength(0));
    answers.forEach(answer => answer());
    expect(await rows()).toHaveLength(6);
    expect(chip).toHaveFocus();
  });

  it('keeps a chip that nothing fits any more as long as the page is open', async () => {
    renderPipeline({ backend: new FakeBackend(), path: '/runs?status=timedOut' });
    await userEvent.click(await screen.findByRole('button', { name: 'Timed out 0' }));
    expect(await rows()).toHaveLength(6);
    expect(screen.getByRole('button', { name: 'Timed out 0' })).toHaveFocus();
  });

  it('says in its trend how many failed, and marks those by more than a colour', async () => {
    renderPipeline({ backend: new FakeBackend() });
    const trend = await screen.findByRole('img', {
      name: 'Duration and outcome of the last 6 runs; 1 failed',
    });
    const shapeOf = (name: RegExp) => within(trend).getByTitle(name).className;
    const shapes = [/ Failed /, / Succeeded /, / Stopped /, / Running /].map(shapeOf);
    expect(new Set(shapes).size).toBe(shapes.length);
    await userEvent.click(within(trend).getByTitle(/ Failed /));
    expect(await screen.findByRole('heading', { name: 'Why it failed' })).toBeVisible();
  });

  it.each([800, 600])('says in %d px, too, how the Spark job stands', async width => {
    const restore = layOut(width);
    try {
      renderPipeline({ backend: new FakeBackend() });
      const [waiting, , failed, duplicate] = await rows();
      expect(waiting).toHaveTextContent(/Spark jobWaiting for the cluster/);
      expect(failed).toHaveTextContent(/Spark jobFailed0–4 × 4g/);
      expect(duplicate).not.toHaveTextContent('Spark job');
    } finally {
      restore();
    }
  });

  it('says that nothing fits a filter, and takes it away', async () => {
    renderPipeline({ backend: new FakeBackend(), path: '/runs?status=timedOut&time=7d' });
    expect(await screen.findByText('No run fits the filter.')).toBeVisible();
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

  it('offers beside the command what the portal has for the first run, and only then', async () => {
    const backend = new FakeBackend();
    const answer = backend.runs;
    backend.runs = () => ({ items: [] });
    const signals = new FakeSignals();
    renderPipeline({ backend, signals, firstRun: <button type="button">Drop a file</button> });
    const panel = await screen.findByRole('region', { name: 'No run yet' });
    expect(within(panel).getByRole('button', { name: 'Drop a file' })).toBeVisible();
    backend.runs = answer;
    signals.tell({ entityRef: 'component:default/retail-taxi-daily', version: 1 });
    expect(await rows()).toHaveLength(6);
    expect(screen.queryByRole('button', { name: 'Drop a file' })).not.toBeInTheDocument();
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
    expect(backend.count(/runs$/)).toBe(1);
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

  it('says what the list itself tells where the backend has no figures', async () => {
    const backend = new FakeBackend();
    backend.beOld();
    renderPipeline({ backend });
    expect(await screen.findByText('6 runs, 2 going on, 1 failed, median 4 m 10 s')).toBeVisible();
  });

  it('keeps a text and a time in the address, and asks the backend for them', async () => {
    const backend = new FakeBackend();
    renderPipeline({ backend, path: '/runs?text=2026-05&time=24h' });
    await rows();
    const { searchParams } = backend.asked.find(({ pathname }) => pathname.endsWith('/runs'))!;
    expect(searchParams.get('text')).toBe('2026-05');
    expect(Date.now() - Date.parse(searchParams.get('from')!)).toBeLessThan(25 * 3_600_000);
    expect(screen.getByRole('searchbox', { name: 'Object key or run id' })).toHaveValue('2026-05');
  });

  it('shows the last known runs as such while AWS does not answer the portal', async () => {
    const backend = new FakeBackend();
    const since = '2026-06-03T08:00:00.000Z';
    backend.runs = () => ({ items: runs, stale: { since, reason: 'AWS throttles.' } });
    renderPipeline({ backend });
    expect(await screen.findByText(/^As of .*AWS does not answer\. Retrying\.$/)).toBeVisible();
    expect(screen.getByText('AWS throttles.')).toBeVisible();
    expect(await rows()).toHaveLength(6);
  });

  it('offers nothing that the person may not do', async () => {
    const backend = new FakeBackend();
    backend.may = () => false;
    renderPipeline({ backend, entity: pipelineNamed('may-nothing') });
    const failed = (await rows())[2];
    expect(screen.queryByRole('button', { name: 'Backfill…' })).not.toBeInTheDocument();
    expect(screen.queryByRole('checkbox')).not.toBeInTheDocument();
    await userEvent.click(within(failed).getByRole('button', { name: /^Actions for/ }));
    const items = await screen.findAllByRole('menuitem');
    expect(items.map(item => item.textContent)).toEqual(['Copy link']);
  });

  it('stops a run from its row only after it has said what that means, with the reason given', async () => {
    const backend = new FakeBackend();
    renderPipeline({ backend });
    const [, running] = await rows();
    await userEvent.click(within(running).getByRole('button', { name: /^Actions for/ }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Stop' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('Its Spark job is cancelled too.');
    expect(backend.deeds).toEqual([]);
    await userEvent.type(within(dialog).getByRole('textbox', { name: 'Reason' }), 'wrong month');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Stop' }));
    await waitFor(() =>
      expect(backend.deeds).toEqual([
        { path: `runs/${runningRun.id}/stop`, body: { reason: 'wrong month' } },
      ]),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it('shows what a backfill would start before it starts anything', async () => {
    const backend = new FakeBackend();
    const object = { bucket: 'b', size: 2048 };
    backend.backfill = ({ preview }) => ({
      objects: [
        { ...object, key: 'input/a.parquet', ...(preview === false && { runId: 'new' }) },
        { ...object, key: 'input/b.parquet', problem: 'It was processed before.' },
      ],
      more: false,
    });
    renderPipeline({ backend });
    await rows();
    await userEvent.click(screen.getByRole('button', { name: 'Backfill…' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByRole('textbox', { name: 'Prefix' })).toHaveValue('input/');
    expect(await within(dialog).findByText('2 objects. 1 of them are left out.')).toBeVisible();
    expect(within(dialog).getByText('It was processed before.')).toBeVisible();
    expect(backend.deeds.every(({ body }) => body.preview === true)).toBe(true);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Start 1 run' }));
    expect(await within(dialog).findByText('1 run started')).toBeVisible();
    expect(backend.deeds.at(-1)!.body).toEqual({ prefix: 'input/', again: false, preview: false });
  });

  it('takes a pasted address in its own bucket, and refuses one in another, whose object this is not', async () => {
    const backend = new FakeBackend();
    const own = 'retail-taxi-daily-input-123456789012-eu-west-1';
    const sentence = `This address is in the bucket other; the runs of this pipeline take objects from ${own} only.`;
    renderPipeline({ backend });
    await rows();
    await userEvent.click(screen.getByRole('button', { name: 'Run with an object…' }));
    const dialog = await screen.findByRole('dialog');
    const field = within(dialog).getByRole('textbox', { name: /^Key of the object/ });
    const start = within(dialog).getByRole('button', { name: 'Start the run' });
    await userEvent.type(field, 's3://other/input/a.parquet');
    expect(field).toHaveAccessibleDescription(expect.stringContaining(sentence));
    expect(start).toBeDisabled();
    await userEvent.clear(field);
    await userEvent.type(field, `s3://${own}/input/a.parquet`);
    expect(field).not.toHaveAccessibleDescription(expect.stringContaining(sentence));
    await userEvent.click(start);
    await waitFor(() =>
      expect(backend.deeds).toEqual([
        { path: 'runs', body: { key: 'input/a.parquet', again: false } },
      ]),
    );
  });

  it('does not show what would start under a prefix of another bucket', async () => {
    const backend = new FakeBackend();
    backend.backfill = () => ({
      objects: [{ bucket: 'b', key: 'input/a.parquet' }],
      more: false,
    });
    renderPipeline({ backend });
    await rows();
    await userEvent.click(screen.getByRole('button', { name: 'Backfill…' }));
    const dialog = await screen.findByRole('dialog');
    expect(await within(dialog).findByText('1 object.')).toBeVisible();
    const field = within(dialog).getByRole('textbox', { name: 'Prefix' });
    await userEvent.clear(field);
    await userEvent.click(field);
    await userEvent.paste('s3://other/input/');
    expect(field).toHaveAccessibleDescription(expect.stringContaining('is in the bucket other;'));
    expect(within(dialog).queryByText('1 object.')).not.toBeInTheDocument();
    expect(within(dialog).getByRole('button', { name: 'Start 0 runs' })).toBeDisabled();
  });

  it('runs a selection again, after a preview', async () => {
    const backend = new FakeBackend();
    renderPipeline({ backend });
    const [, , failed, , succeeded] = await rows();
    await userEvent.click(within(failed).getByRole('checkbox'));
    await userEvent.click(within(succeeded).getByRole('checkbox'));
    expect(screen.getByText(/2 runs chosen\./)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Rerun 2…' }));
    expect(await screen.findByRole('dialog')).toHaveTextContent('Rerun 2 runs');
    await waitFor(() =>
      expect(backend.deeds[0]?.body).toEqual({
        runIds: [failedRun.id, succeededRun.id],
        again: true,
        preview: true,
      }),
    );
  });

  it('shows a new run as soon as the portal signals it, and asks for no other pipeline’s', async () => {
    const backend = new FakeBackend();
    const signals = new FakeSignals();
    backend.runs = () => ({ items: [] });
    renderPipeline({ backend, signals });
    expect(await screen.findByText('No run yet')).toBeVisible();
    backend.runs = () => ({ items: [succeededRun] });
    const before = backend.count(/runs$/);
    signals.tell({ entityRef: 'component:default/another', version: 7 });
    await new Promise(resolve => setTimeout(resolve, 1_500));
    expect(backend.count(/runs$/)).toBe(before);
    signals.tell({ entityRef: 'component:default/retail-taxi-daily', version: 8 });
    expect(await rows()).toHaveLength(1);
  });
});
