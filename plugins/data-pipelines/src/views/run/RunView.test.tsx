import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  failedRun,
  runningRun,
  stoppedRun,
  succeededRun,
} from 'backstage-plugin-data-pipelines-common/fixtures';
import { FakeBackend } from '../../__testUtils__/FakeBackend';
import { renderPipeline } from '../../__testUtils__/renderPipeline';

function renderRun(id: string, backend = new FakeBackend()) {
  return { backend, ...renderPipeline({ backend, path: `/runs/${encodeURIComponent(id)}` }) };
}

jest.setTimeout(20_000);

const region = (name: string) => screen.findByRole('region', { name });

describe('Run page', () => {
  it('says of a failed run why, at which step, and what to do', async () => {
    renderRun(failedRun.id);
    const why = await region('Why it failed');
    expect(why).toHaveTextContent(/Step “Run Spark”: .*the column fare_amount is missing/);
    expect(why).toHaveTextContent('"FailureReason": "USER_ERROR"');
    expect(
      await within(why).findByText(
        `aws --endpoint-url http://127.0.0.1:4566 --region eu-west-1 stepfunctions redrive-execution --execution-arn ${failedRun.arn}`,
      ),
    ).toBeVisible();
    expect(why).toHaveTextContent('it goes on from step “Run Spark”');
  });

  it('offers a rerun where the cluster of a failed run is gone', async () => {
    const backend = new FakeBackend();
    const [claim, ...rest] = failedRun.steps;
    const create = { ...claim, id: '5', resource: 'emr-containers:createVirtualCluster' };
    backend.run = () => ({ ...failedRun, steps: [claim, create, ...rest] });
    renderRun(failedRun.id, backend);
    const why = await region('Why it failed');
    expect(why).toHaveTextContent(/stepfunctions start-execution .*"rerun":true/);
    expect(why).not.toHaveTextContent('redrive-execution');
  });

  it('lists the steps in order, those of a Parallel under it, with tries and durations', async () => {
    renderRun(failedRun.id);
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

  it('opens a step: input and output as JSON, tries, error', async () => {
    renderRun(failedRun.id);
    const steps = await region('Steps');
    const row = within(steps).getByRole('button', { name: /^Run Spark/ });
    await userEvent.click(row);
    expect(row).toHaveAttribute('aria-expanded', 'true');
    expect(steps).toHaveTextContent('emr-containers:startJobRun.sync');
    expect(steps).toHaveTextContent('Rate exceeded');
    const input = within(steps).getByRole('group', { name: 'the input' });
    expect(input).toHaveTextContent('"detail-type": "Object Created"');
    await userEvent.click(row);
    expect(steps).not.toHaveTextContent('Rate exceeded');
  });

  it('shows the Spark job: state, size, script, arguments, log', async () => {
    renderRun(succeededRun.id);
    const job = await region('Spark job');
    expect(job).toHaveTextContent(/State.*Completed/);
    expect(job).toHaveTextContent(/Driver.*1 core, 2g/);
    expect(job).toHaveTextContent(/Executors.*0–4 × 2 cores, 4g/);
    expect(job).toHaveTextContent('scripts/taxi_summary.py');
    expect(job).toHaveTextContent('--input s3://retail-taxi-daily-input');
    expect(screen.queryByText('Why it failed')).not.toBeInTheDocument();
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
    backend.run = () =>
      backend.asked.length < 3 ? runningRun : { ...succeededRun, id: runningRun.id };
    renderRun(runningRun.id, backend);
    expect(await screen.findByText('Going on for')).toBeVisible();
    expect(screen.getByText('The output comes with the end of the run.')).toBeVisible();
    expect(
      await screen.findByText('Output of the run', undefined, { timeout: 6_000 }),
    ).toBeVisible();
    await new Promise(resolve => setTimeout(resolve, 2_500));
    expect(backend.asked).toHaveLength(3);
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
