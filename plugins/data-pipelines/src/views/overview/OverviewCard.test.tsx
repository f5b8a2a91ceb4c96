import { act, screen, within } from '@testing-library/react';
import { readiness, runs, succeededRun } from 'backstage-plugin-data-pipelines-common/fixtures';
import { FakeBackend } from '../../__testUtils__/FakeBackend';
import { renderPipeline } from '../../__testUtils__/renderPipeline';

jest.setTimeout(40_000);

async function card(backend: FakeBackend) {
  renderPipeline({ backend, path: '/other', card: true });
  return screen.findByRole('region', { name: 'Data pipeline' });
}

describe('Overview card', () => {
  it('says how the pipeline is, its last run, its 30 days, and what is to do with its remedy', async () => {
    const region = await card(new FakeBackend());
    expect(await within(region).findByText('Failing')).toBeVisible();
    expect(within(region).getByText('yellow_tripdata_2026-08.parquet')).toBeVisible();
    expect(within(region).getByText('yellow_tripdata_2026-06.parquet')).toBeVisible();
    expect(await within(region).findByText('212 runs, 99 % ok, median 4 m 02 s')).toBeVisible();
    expect(
      within(region).getByRole('img', { name: 'Runs of each of the last 30 days; 2 failed' }),
    ).toBeVisible();
    expect(await within(region).findByText(/oncall@example\.com has not confirmed/)).toBeVisible();
    expect(within(region).getByText(/follow its link/)).toBeVisible();
  });

  it('says healthy only when everything was looked at', async () => {
    const backend = new FakeBackend();
    backend.runs = () => ({ items: runs.filter(({ id }) => id === succeededRun.id) });
    backend.readiness = () => ({
      ...readiness,
      state: 'ok',
      checks: readiness.checks.map(check => ({ ...check, state: 'ok' })),
    });
    const region = await card(backend);
    expect(await within(region).findByText('Healthy')).toBeVisible();
    expect(within(region).getByText('Nothing. All 8 checks are fine.')).toBeVisible();
  });

  it('counts what a person must do, and only lists what comes by itself', async () => {
    const backend = new FakeBackend();
    backend.runs = () => ({ items: runs.filter(({ id }) => id === succeededRun.id) });
    const states: Record<string, 'todo' | 'waiting'> = { script: 'todo', lastEvent: 'waiting' };
    backend.readiness = () => ({
      ...readiness,
      state: 'todo',
      checks: readiness.checks.map(check => ({ ...check, state: states[check.id] ?? 'ok' })),
    });
    const region = await card(backend);
    expect(await within(region).findByText('1 thing to do')).toBeVisible();
    expect(within(region).getByText('Script:')).toBeVisible();
    expect(within(region).getByText('Events:')).toBeVisible();
  });

  it('does not say healthy where the checks cannot be had', async () => {
    const backend = new FakeBackend();
    backend.runs = () => ({ items: runs.filter(({ id }) => id === succeededRun.id) });
    backend.beOld();
    const region = await card(backend);
    expect(await within(region).findByText('Not known')).toBeVisible();
    expect(within(region).getByText(/^To do: there is nothing to show/)).toBeVisible();
  });

  it('does not say healthy of what AWS does not confirm, but still tells of a failure', async () => {
    const backend = new FakeBackend();
    const stale = { since: '2026-06-02T14:02:00.000Z', reason: 'AWS throttles.' };
    backend.runs = () => ({ items: runs.filter(({ id }) => id === succeededRun.id), stale });
    backend.readiness = () => ({ ...readiness, state: 'ok' });
    const region = await card(backend);
    expect(await within(region).findByText('Not known')).toBeVisible();
    expect(within(region).getByText(/^As of Jun 2, .*AWS does not answer. Retrying/)).toBeVisible();
    backend.runs = () => ({ items: runs, stale });
    expect(await within(region).findByText('Failing')).toBeVisible();
  });

  it('says how old its figures and checks are once they cannot be refreshed', async () => {
    const backend = new FakeBackend();
    backend.runs = () => ({ items: runs.filter(({ id }) => id === succeededRun.id) });
    backend.readiness = () => ({
      ...readiness,
      state: 'ok',
      checks: readiness.checks.map(check => ({ ...check, state: 'ok' })),
    });
    const region = await card(backend);
    expect(await within(region).findByText('Healthy')).toBeVisible();
    await within(region).findByText(/^212 runs/);
    const away = { refuse: 503, message: 'The index of runs cannot be read' };
    backend.statistics = () => away;
    backend.readiness = () => away;
    // As somebody coming back to the tab.
    act(() => void document.dispatchEvent(new Event('visibilitychange')));
    expect(await within(region).findByText('Not known')).toBeVisible();
    const hints = await within(region).findAllByText(/^As of .*; AWS does not answer. Retrying/);
    expect(hints).toHaveLength(2);
    expect(within(region).getByText('Nothing. All 8 checks are fine.')).toBeVisible();
  });

  it('tells somebody who may not see the runs whom to ask', async () => {
    const backend = new FakeBackend();
    backend.runs = () => ({ refuse: 403, message: 'no' });
    const region = await card(backend);
    expect(await within(region).findByText(/You may not see the runs/)).toBeVisible();
  });
});
