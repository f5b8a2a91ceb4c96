import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  diagnosis,
  eventsOf,
  failedRun,
  runningRun,
  stoppedRun,
  succeededRun,
} from 'backstage-plugin-data-pipelines-common/fixtures';
import { FakeBackend } from '../../__testUtils__/FakeBackend';
import { FakeSignals, pipelineNamed, renderPipeline } from '../../__testUtils__/renderPipeline';

function renderRun(id: string, backend = new FakeBackend(), tab?: string) {
  const path = `/runs/${encodeURIComponent(id)}${tab ? `?tab=${tab}` : ''}`;
  return { backend, ...renderPipeline({ backend, path }) };
}

jest.setTimeout(40_000);

const region = (name: string | RegExp) => screen.findByRole('region', { name });

describe('Run page', () => {
  it('says of a failed run why, with the lines of the log, and what helps', async () => {
    renderRun(failedRun.id);
    expect(await screen.findByText(/lines 2414 to 2421/)).toBeVisible();
    const why = await region('Why it failed');
    expect(why).toHaveTextContent(/Step “Run Spark”: .*the column fare_amount is missing/);
    expect(why).toHaveTextContent('AnalysisException: [UNRESOLVED_COLUMN');
    expect(why).toHaveTextContent('A column is missing. The file is not in the schema');
    await userEvent.click(within(why).getByRole('button', { name: 'Open log' }));
    expect(await screen.findByText('why it failed')).toBeVisible();
  });

  it('asks once for the platforms, however many links into AWS it shows', async () => {
    const { backend } = renderRun(failedRun.id);
    await region('Why it failed');
    await region('The way of the file');
    expect(backend.count(/\/platforms$/)).toBe(1);
  });

  it('redrives a failed run after it has said what that means', async () => {
    const { backend } = renderRun(failedRun.id);
    const [redrive] = await screen.findAllByRole('button', { name: 'Redrive' });
    await userEvent.click(redrive);
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('goes on from the step that failed');
    expect(dialog).toHaveTextContent('within 14 days');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Redrive' }));
    await waitFor(() =>
      expect(backend.deeds).toEqual([{ path: `runs/${failedRun.id}/redrive`, body: {} }]),
    );
  });

  it('says why an action was not done, and leaves the dialog open', async () => {
    const backend = new FakeBackend();
    backend.deed = () => ({ refuse: 409, message: 'The run was redriven by somebody else' });
    renderRun(failedRun.id, backend);
    await userEvent.click((await screen.findAllByRole('button', { name: 'Rerun' }))[0]);
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Rerun' }));
    expect(await within(dialog).findByText('The run was redriven by somebody else.')).toBeVisible();
  });

  it('leads to the new run after a rerun', async () => {
    const backend = new FakeBackend();
    backend.deed = () => ({ runId: runningRun.id });
    renderRun(succeededRun.id, backend);
    await userEvent.click(await screen.findByRole('button', { name: 'Rerun' }));
    await userEvent.click(
      within(await screen.findByRole('dialog')).getByRole('button', { name: 'Rerun' }),
    );
    expect(await screen.findByText(runningRun.id)).toBeVisible();
    expect(backend.deeds).toEqual([{ path: `runs/${succeededRun.id}/rerun`, body: {} }]);
  });

  it('leads to the new run after a rerun from the reason of the failure', async () => {
    const backend = new FakeBackend();
    backend.diagnosis = () => ({ ...diagnosis, action: 'rerun' });
    backend.deed = () => ({ runId: runningRun.id });
    renderRun(failedRun.id, backend);
    const why = await region('Why it failed');
    await userEvent.click(await within(why).findByRole('button', { name: 'Rerun' }));
    await userEvent.click(
      within(await screen.findByRole('dialog')).getByRole('button', { name: 'Rerun' }),
    );
    expect(await screen.findByText(runningRun.id)).toBeVisible();
  });

  it('offers only what the person may do', async () => {
    const backend = new FakeBackend();
    backend.may = permission => permission === 'dataPipelines.run.redrive';
    const path = `/runs/${failedRun.id}`;
    renderPipeline({ backend, path, entity: pipelineNamed('may-redrive') });
    expect((await screen.findAllByRole('button', { name: 'Redrive' })).length).toBeGreaterThan(0);
    await waitFor(() =>
      expect(screen.queryByRole('button', { name: 'Rerun' })).not.toBeInTheDocument(),
    );
  });

  it('tells in its menu what cannot be done now, and why', async () => {
    renderRun(succeededRun.id);
    await userEvent.click(await screen.findByRole('button', { name: 'More actions' }));
    const redrive = await screen.findByRole('menuitem', { name: /^Redrive: not possible now/ });
    expect(redrive).toHaveTextContent('Only a run that ended badly can be redriven.');
  });

  it('leads by the keyboard to the reason why something cannot be done, which does nothing', async () => {
    const { backend } = renderRun(succeededRun.id);
    (await screen.findByRole('button', { name: 'More actions' })).focus();
    await userEvent.keyboard('{ArrowUp}{ArrowUp}');
    const redrive = await screen.findByRole('menuitem', { name: /^Redrive/ });
    expect(redrive).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    expect(redrive).toHaveFocus();
    expect(backend.deeds).toEqual([]);
  });

  it('draws the definition with the state of each step, and opens a step beside it', async () => {
    renderRun(failedRun.id);
    const graph = await screen.findByRole('group', { name: 'Graph of the workflow' });
    const step = within(graph).getByRole('button', { name: /^Run SparkFailed.*2 tries/ });
    expect(within(graph).getByRole('button', { name: /^Store resultsNot entered/ })).toBeVisible();
    await userEvent.click(step);
    const aside = await region('Step Run Spark');
    expect(aside).toHaveTextContent('emr-containers:startJobRun.sync');
    expect(aside).toHaveTextContent('EmrContainers.EmrContainersException: Rate exceeded');
    expect(within(aside).getByRole('group', { name: 'the input' })).toHaveTextContent(
      '"detail-type": "Object Created"',
    );
  });

  it('leads the focus to a step that is opened, and back when it is closed', async () => {
    const scrolled = jest.spyOn(Element.prototype, 'scrollIntoView');
    renderRun(failedRun.id);
    const graph = await screen.findByRole('group', { name: 'Graph of the workflow' });
    const step = within(graph).getByRole('button', { name: /^Run Spark/ });
    await userEvent.click(step);
    const aside = await region('Step Run Spark');
    expect(aside).toHaveFocus();
    expect(scrolled.mock.contexts).toContain(aside);
    await userEvent.click(within(aside).getByRole('button', { name: 'Close the step' }));
    expect(step).toHaveFocus();
  });

  it('leaves the top of the page in view where a link has opened a step', async () => {
    const path = `/runs/${failedRun.id}?step=Run%20Spark`;
    renderPipeline({ backend: new FakeBackend(), path });
    expect(await region('Step Run Spark')).not.toHaveFocus();
  });

  it('leads from a step to the job in the console of AWS', async () => {
    const backend = new FakeBackend();
    backend.platforms = () => ({ items: [] });
    const path = `/runs/${failedRun.id}?step=Run%20Spark`;
    renderPipeline({ backend, path });
    const link = await screen.findByRole('link', { name: /^emr-containers:startJobRun.sync/ });
    expect(link).toHaveAttribute('href', expect.stringContaining('#/eks/virtualClusters/'));
  });

  it('says by what the run is known, and which try it is', async () => {
    const backend = new FakeBackend();
    backend.run = () => ({ ...succeededRun, redriveCount: 1 });
    renderRun(succeededRun.id, backend);
    const header = (await screen.findByText('Succeeded, 2nd try')).closest('header')!;
    expect(header).toHaveTextContent('2nd, redriven');
    expect(header).toHaveTextContent(`Spark job${succeededRun.job!.id}`);
    expect(header).toHaveTextContent('Pipelineretail / taxi-daily');
  });

  it('moves between the steps of the graph by the arrow keys', async () => {
    renderRun(succeededRun.id);
    const graph = await screen.findByRole('group', { name: 'Graph of the workflow' });
    const claim = within(graph).getByRole('button', { name: /^Claim/ });
    expect(claim).toHaveAttribute('tabindex', '0');
    claim.focus();
    await userEvent.keyboard('{ArrowDown}');
    expect(within(graph).getByRole('button', { name: /^Process/ })).toHaveFocus();
  });

  it('leaves to the browser what it zooms and goes back by', async () => {
    renderRun(succeededRun.id);
    const graph = await screen.findByRole('group', { name: 'Graph of the workflow' });
    const claim = within(graph).getByRole('button', { name: /^Claim/ });
    claim.focus();
    for (const key of ['+', '-', '0', 'ArrowDown']) {
      for (const modifier of ['ctrlKey', 'metaKey', 'altKey']) {
        expect(fireEvent.keyDown(claim, { key, [modifier]: true })).toBe(true);
      }
    }
    expect(claim).toHaveFocus();
    expect(screen.getByText('100 %')).toBeVisible();
  });

  it('shows the steps within a Map when asked', async () => {
    renderRun(succeededRun.id);
    const graph = await screen.findByRole('group', { name: 'Graph of the workflow' });
    expect(within(graph).getByText('155 of 155')).toBeVisible();
    expect(within(graph).queryByRole('button', { name: /^Write batch/ })).not.toBeInTheDocument();
    await userEvent.click(
      within(graph).getByRole('button', { name: 'Show the steps of Store results' }),
    );
    expect(within(graph).getByRole('button', { name: /^Write batch/ })).toBeVisible();
    expect(within(graph).getByTitle('$count($requests) = 0')).toBeVisible();
  });

  it('lists the steps in order, those of a Parallel under it, with tries and durations', async () => {
    renderRun(failedRun.id, undefined, 'steps');
    const steps = await region('Steps');
    const buttons = within(steps).getAllByRole('button');
    expect(buttons.map(button => button.textContent)).toEqual([
      expect.stringMatching(/^Claim.*Succeeded.*0\.5 s/),
      expect.stringMatching(/^Process.*Failed.*1 m 47 s/),
      expect.stringMatching(/^Run Spark2 tries.*Failed/),
      expect.stringMatching(/^Copy to lake.*Succeeded.*1\.9 s/),
    ]);
    const parallel = buttons[1].closest('li')!;
    expect(within(parallel).getAllByRole('listitem')).toHaveLength(2);
  });

  it('lists a long loop bit by bit, the bad steps first', async () => {
    const backend = new FakeBackend();
    const [claim] = succeededRun.steps;
    const loop = Array.from({ length: 300 }, (_, index) => ({
      ...claim,
      id: String(index + 2),
      name: `Wait ${index}`,
      status: index === 299 ? ('failed' as const) : claim.status,
    }));
    backend.run = () => ({ ...failedRun, steps: loop });
    renderRun(failedRun.id, backend, 'steps');
    const steps = await region('Steps');
    const rows = () => within(steps).getAllByRole('listitem');
    expect(rows()).toHaveLength(50);
    expect(rows()[0]).toHaveTextContent('Wait 299');
    await userEvent.click(
      within(steps).getByRole('button', { name: 'Show more: 50 of 300 shown' }),
    );
    expect(rows()).toHaveLength(250);
  });

  it('opens a step of the list: input and output as JSON, tries, error', async () => {
    renderRun(failedRun.id, undefined, 'steps');
    const steps = await region('Steps');
    const row = within(steps).getByRole('button', { name: /^Run Spark/ });
    await userEvent.click(row);
    expect(row).toHaveAttribute('aria-expanded', 'true');
    expect(steps).toHaveTextContent('emr-containers:startJobRun.sync');
  });

  it('shows when each step worked and when its job waited', async () => {
    renderRun(succeededRun.id, undefined, 'timeline');
    const timeline = await region('Timeline');
    expect(
      within(timeline).getByRole('img', { name: 'Waiting for the cluster, 42 s' }),
    ).toBeVisible();
    expect(within(timeline).getByRole('img', { name: 'Running, 2 m 56 s' })).toBeVisible();
    expect(within(timeline).getByRole('button', { name: 'Copy to lake' })).toBeVisible();
  });

  it('shows the tries of a step side by side, with their errors', async () => {
    renderRun(failedRun.id, undefined, 'timeline');
    const timeline = await region('Timeline');
    expect(
      within(timeline).getByRole('img', { name: /Failed, 0\.5 s, .*Rate exceeded/ }),
    ).toBeVisible();
    const failed = within(timeline).getByRole('img', { name: /^Try 2, Failed, 1 m 46 s/ });
    expect(failed).toBeVisible();
    // Not by its colour alone.
    expect(failed).toHaveClass('fails');
    expect(within(timeline).getByRole('img', { name: /^Succeeded, 1.9 s/ })).not.toHaveClass(
      'fails',
    );
  });

  it('lists the raw events, and opens one', async () => {
    renderRun(failedRun.id, undefined, 'events');
    const events = await region('Events');
    await userEvent.click(await within(events).findByText('ExecutionFailed'));
    const detail = await region(/^Event \d+$/);
    expect(within(detail).getByText('States.TaskFailed')).toBeVisible();
    expect(within(detail).getByRole('group', { name: 'cause' })).toHaveTextContent(
      '"FailureReason": "USER_ERROR"',
    );
  });

  it('puts the new events of a run that goes on behind those known, and leaves open what is open', async () => {
    const backend = new FakeBackend();
    const all = eventsOf(succeededRun);
    let known = 3;
    backend.events = (_id, search) => ({
      items: all.slice(Number(search.get('cursor') ?? 0), known),
      total: known,
    });
    backend.run = () =>
      known < all.length ? { ...runningRun } : { ...succeededRun, id: runningRun.id };
    const signals = new FakeSignals();
    const more = (count: number) => {
      known = count;
      signals.tell({ entityRef: 'component:default/retail-taxi-daily', version: count });
    };
    renderPipeline({ backend, path: `/runs/${runningRun.id}?tab=events`, signals });
    const events = await region('Events');
    await userEvent.click(await within(events).findByText('ExecutionStarted'));
    await userEvent.type(
      within(events).getByRole('searchbox', { name: /^Search type/ }),
      'Execution',
    );
    expect(within(events).getByText('1 found in 3')).toBeVisible();

    more(5);
    expect(await within(events).findByText('1 found in 5')).toBeVisible();
    more(all.length);
    expect(await within(events).findByText('ExecutionSucceeded')).toBeVisible();
    expect(screen.getByRole('region', { name: 'Event 1' })).toBeVisible();
    const cursors = backend.asked
      .filter(({ pathname }) => pathname.endsWith('/events'))
      .map(({ searchParams }) => searchParams.get('cursor'));
    expect([...new Set(cursors)]).toEqual([null, '3', '5']);
  });

  it('looks for the end of a history that comes after the run has ended', async () => {
    const backend = new FakeBackend();
    const endedAt = new Date().toISOString();
    const run = { ...succeededRun, endedAt };
    backend.run = () => run;
    const all = eventsOf(run);
    let late = true;
    backend.events = (_id, search) => {
      const items = all.slice(Number(search.get('cursor') ?? 0), late ? -1 : undefined);
      late = false;
      return { items, total: all.length };
    };
    renderRun(run.id, backend, 'events');
    const events = await region('Events');
    await userEvent.type(within(events).getByRole('searchbox'), 'ExecutionSucceeded');
    expect(
      await within(events).findByRole('button', { name: 'ExecutionSucceeded' }, { timeout: 6_000 }),
    ).toBeVisible();
  });

  it('opens the log at the line that says why, and finds a text in all of it', async () => {
    const { backend } = renderRun(failedRun.id, undefined, 'log');
    const log = await screen.findByRole('log', { name: 'Log' });
    expect(within(log).getByText('2421')).toBeVisible();
    expect(within(log).getByText('why it failed')).toBeVisible();
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Search in the log' }),
      '(TID 1234)',
    );
    expect(await screen.findByText('1 of 1')).toBeVisible();
    expect(await screen.findByText('1234')).toBeVisible();
    expect(backend.count(/logs\/driver-stderr$/)).toBeGreaterThan(1);
  });

  it('says why there is no log yet', async () => {
    const backend = new FakeBackend();
    backend.logs = () => ({ items: [], notice: 'EMR uploads the first logs after a minute.' });
    renderRun(runningRun.id, backend, 'log');
    expect(await screen.findByText('EMR uploads the first logs after a minute.')).toBeVisible();
  });

  it('shows the sizing and the states of the job, and opens the Spark history', async () => {
    const open = jest.spyOn(window, 'open').mockReturnValue(null);
    renderRun(succeededRun.id, undefined, 'job');
    const job = await region('Spark job');
    expect(job).toHaveTextContent('1 core, 2g');
    expect(job).toHaveTextContent('0–4 × 2 cores, 4g');
    expect(job).toHaveTextContent('Queued 4 sWaiting for the cluster 42 sRunning 2 m 56 s');
    await userEvent.click(within(job).getByRole('button', { name: 'Spark history' }));
    await waitFor(() =>
      expect(open).toHaveBeenCalledWith('https://history.example.com/', '_blank', 'noopener'),
    );
  });

  it('says how often the job was tried again, and after what', async () => {
    renderRun(failedRun.id, undefined, 'job');
    expect(await region('Spark job')).toHaveTextContent(
      /Retries1EmrContainers\.EmrContainersException: Rate exceeded/,
    );
  });

  it('finds a text in the input of the run', async () => {
    renderRun(succeededRun.id, undefined, 'data');
    const input = await region('Input of the run');
    await userEvent.type(within(input).getByRole('searchbox'), 'sequencer');
    expect(within(input).getByText('1 of 1')).toBeVisible();
    expect(await region('What the job says of itself')).toHaveTextContent('"rowsOut": 155');
  });

  it('tells the way of the file: arrived, run, job, rows, lake, announced', async () => {
    renderRun(succeededRun.id);
    const story = await region('The way of the file');
    expect(
      within(story)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      expect.stringMatching(/^Arrived\d\d:02:10/),
      expect.stringMatching(/^Event\d\d:02:10.*Show the event$/),
      expect.stringMatching(/^Run\d\d:02:11 \w+ – \d\d:06:21/),
      expect.stringMatching(/^Spark job\d\d:05:55/),
      expect.stringMatching(/^Rows stored155 rows/),
      expect.stringMatching(/^Copied to the lake\d\d:02:14/),
      expect.stringMatching(/^Announced\d\d:06:20/),
    ]);
    await userEvent.click(within(story).getByRole('button', { name: 'Show the event' }));
    expect(await region('Input of the run')).toHaveTextContent('"detail-type": "Object Created"');
  });

  it('tells of a failed run that a mail says so, which no step does', async () => {
    renderRun(failedRun.id);
    expect(await region('The way of the file')).toHaveTextContent(
      /Announceda mail says how it ended/,
    );
  });

  it('tells of a run that goes on since when', async () => {
    renderRun(runningRun.id);
    expect(await region('The way of the file')).toHaveTextContent(/Runsince \d\d:40:00/);
  });

  it('tells the date of what came on another day than the run', async () => {
    const backend = new FakeBackend();
    const input = { ...JSON.parse(succeededRun.input!), time: '2026-05-20T12:00:00Z' };
    backend.run = () => ({ ...succeededRun, input: JSON.stringify(input) });
    renderRun(succeededRun.id, backend);
    const story = await region('The way of the file');
    expect(within(story).getAllByRole('listitem')[0]).toHaveTextContent(
      /^ArrivedMay 20, \d\d:00:00/,
    );
  });

  it('works with a backend of the version before: commands instead of buttons, and words where a part is missing', async () => {
    const backend = new FakeBackend();
    backend.beOld();
    renderRun(failedRun.id, backend);
    expect(
      await screen.findByText(
        `aws --endpoint-url http://127.0.0.1:4566 --region eu-west-1 stepfunctions redrive-execution --execution-arn ${failedRun.arn}`,
      ),
    ).toBeVisible();
    expect(
      await screen.findByText(/^Graph of the workflow: there is nothing to show/),
    ).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Redrive' })).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('tab', { name: 'Events' }));
    expect(await screen.findByText(/^Events: there is nothing to show/)).toBeVisible();
  });

  it('offers a rerun where the cluster of a failed run is gone and nothing more is known', async () => {
    const backend = new FakeBackend();
    backend.beOld();
    const [claim, ...rest] = failedRun.steps;
    const create = { ...claim, id: '5', resource: 'emr-containers:createVirtualCluster' };
    backend.run = () => ({ ...failedRun, steps: [claim, create, ...rest] });
    renderRun(failedRun.id, backend);
    expect(await screen.findByText(/stepfunctions start-execution .*"rerun":true/)).toBeVisible();
    expect(await region('Why it failed')).not.toHaveTextContent('redrive-execution');
  });

  it('copies the address of the object', async () => {
    const user = userEvent.setup();
    const write = jest.spyOn(navigator.clipboard, 'writeText');
    renderRun(succeededRun.id);
    await user.click(await screen.findByRole('button', { name: 'Copy the address of the object' }));
    expect(await screen.findByRole('button', { name: 'Copied' })).toBeVisible();
    expect(write).toHaveBeenCalledWith(expect.stringMatching(/^s3:\/\/retail-taxi-daily-input/));
  });

  it('says what a person gave as the reason for stopping a run', async () => {
    renderRun(stoppedRun.id);
    expect(await region('Why it was stopped')).toHaveTextContent('Started with the wrong month');
  });

  it('follows a run to its end, and then asks no more', async () => {
    const backend = new FakeBackend();
    const asked = () => backend.count(/runs\/[^/]+$/);
    backend.run = () => (asked() < 3 ? runningRun : { ...succeededRun, id: runningRun.id });
    renderRun(runningRun.id, backend, 'data');
    expect(await screen.findByText('Going on for')).toBeVisible();
    expect(screen.getByText('The output comes with the end of the run.')).toBeVisible();
    expect(
      await screen.findByText('"FailedEntryCount": 0', { exact: false }, { timeout: 6_000 }),
    ).toBeVisible();
    await new Promise(resolve => setTimeout(resolve, 2_500));
    expect(asked()).toBe(3);
  });

  it('says what could not be loaded', async () => {
    const backend = new FakeBackend();
    const notices = ['The state of the Spark job could not be read: AWS throttles.'];
    backend.run = () => ({ ...succeededRun, notices });
    renderRun(succeededRun.id, backend);
    expect(await screen.findByText(notices[0])).toBeVisible();
  });

  it('says that there is no such run, and leads back to the list', async () => {
    renderRun('no-such-run');
    expect(await screen.findByText('There is no run no-such-run')).toBeVisible();
    await userEvent.click(screen.getByRole('link', { name: 'Runs' }));
    expect(await screen.findByRole('grid', { name: 'Runs' })).toBeVisible();
  });
});
