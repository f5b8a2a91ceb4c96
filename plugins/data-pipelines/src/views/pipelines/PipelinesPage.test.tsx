import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { mockApis, renderTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { manyPipelines } from 'backstage-plugin-data-pipelines-common/fixtures';
import { FakeBackend } from '../../__testUtils__/FakeBackend';
import { FakeSignals } from '../../__testUtils__/renderPipeline';
import plugin from '../../plugin';

jest.setTimeout(40_000);

const NOW = Date.parse('2026-06-03T09:00:00.000Z');

function renderPage(backend: FakeBackend, search = '', signals = new FakeSignals()) {
  return renderTestApp({
    features: [plugin],
    mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    initialRouteEntries: [`/data-pipelines${search}`],
    apis: [mockApis.fetch({ baseImplementation: backend.fetch }), [signalApiRef, signals]],
    config: {
      app: { baseUrl: 'http://localhost:3000' },
      backend: { baseUrl: 'http://localhost:7007' },
    },
  });
}

const listAsked = (backend: FakeBackend) =>
  backend.asked
    .filter(({ pathname }) => pathname.endsWith('/pipelines'))
    .map(({ searchParams }) => Object.fromEntries(searchParams));

describe('All pipelines', () => {
  it('shows each with team, last run, success, freshness, duration and version', async () => {
    renderPage(new FakeBackend());
    const table = await screen.findByRole('table', { name: 'All pipelines' });
    const [, failing, late] = within(table).getAllByRole('row');
    expect(failing).toHaveTextContent(/^retail \/ taxi-dailyretailFailed.*71 %/);
    const freshness = within(late).getByText(/ago, usually every 1 d/);
    expect(freshness).toHaveAttribute('title', expect.stringMatching(/^May 31, 2026, \d\d:00:00/));
    expect(within(table).getAllByText('0.0.9, behind')).toHaveLength(2);
    expect(screen.getByText('20 pipelines, failing ones first')).toBeVisible();
  });

  describe('on a telephone', () => {
    let width: jest.SpyInstance;
    beforeEach(() => {
      width = jest.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(328);
      globalThis.ResizeObserver = class {
        observe() {}
        unobserve() {}
        disconnect() {}
      };
    });
    afterEach(() => {
      width.mockRestore();
      delete (globalThis as { ResizeObserver?: unknown }).ResizeObserver;
    });

    it('tells last success, median and version by name, where no column does', async () => {
      renderPage(new FakeBackend());
      const table = await screen.findByRole('table', { name: 'All pipelines' });
      expect(within(table).queryByRole('columnheader')).not.toBeInTheDocument();
      const rows = within(table).getAllByRole('row');
      expect(rows[0]).toHaveTextContent(/Last success .* agomedian 1 m 00 s.*v0.1.0$/);
      expect(rows[2]).toHaveTextContent(/v0.0.9, behind$/);
    });
  });

  it('asks the backend for what the address filters by', async () => {
    const backend = new FakeBackend();
    renderPage(backend, '?status=failed&owner=group:default/retail&text=taxi');
    await screen.findByRole('table', { name: 'All pipelines' });
    expect(listAsked(backend)[0]).toEqual({
      text: 'taxi',
      owner: 'group:default/retail',
      status: 'failed',
      limit: '100',
    });
  });

  it('draws of 10,000 only what is seen, and loads the others as somebody gets there', async () => {
    const backend = new FakeBackend();
    const all = manyPipelines(10_000, NOW);
    backend.pipelines = search => {
      const start = Number(search.get('cursor') ?? 0);
      return {
        items: all.slice(start, start + 200),
        total: all.length,
        nextCursor: `${start + 200}`,
      };
    };
    renderPage(backend);
    const table = await screen.findByRole('table', { name: 'All pipelines' });
    expect(within(table).getAllByRole('row').length).toBeLessThan(60);
    expect(table).toHaveAttribute('aria-rowcount', '10001');
    expect(listAsked(backend)).toHaveLength(1);
  });

  it('says that nothing fits, and takes the filter away', async () => {
    const backend = new FakeBackend();
    backend.pipelines = search =>
      search.has('status') ? { items: [], total: 0 } : { items: manyPipelines(3, NOW), total: 3 };
    renderPage(backend, '?status=stopped');
    expect(await screen.findByText('No pipeline fits the filter.')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Show all pipelines' }));
    expect(await screen.findByText('3 pipelines, failing ones first')).toBeVisible();
  });

  it('lets go of the text, too, when all are to be shown', async () => {
    const backend = new FakeBackend();
    backend.pipelines = search =>
      search.has('text') ? { items: [], total: 0 } : { items: manyPipelines(3, NOW), total: 3 };
    renderPage(backend, '?text=nothing');
    const field = await screen.findByRole('searchbox', { name: 'Search name or team' });
    await userEvent.click(await screen.findByRole('button', { name: 'Show all pipelines' }));
    await screen.findByText('3 pipelines, failing ones first');
    expect(field).toHaveValue('');
    // Longer than a text waits to be looked for.
    await new Promise(resolve => setTimeout(resolve, 600));
    expect(screen.getByText('3 pipelines, failing ones first')).toBeVisible();
  });

  it('looks for a text once somebody has stopped to type', async () => {
    const backend = new FakeBackend();
    renderPage(backend);
    await userEvent.type(await screen.findByRole('searchbox'), 'taxi ');
    await waitFor(() => expect(listAsked(backend).at(-1)).toMatchObject({ text: 'taxi' }));
    expect(listAsked(backend)).toHaveLength(2);
    expect(screen.getByRole('searchbox')).toHaveValue('taxi ');
  });

  it('offers every team, also those whose pipelines are not loaded yet', async () => {
    const backend = new FakeBackend();
    backend.pipelines = () => ({
      items: manyPipelines(3, NOW),
      total: 10_000,
      owners: ['group:default/retail', 'group:emea/retail', 'user:default/jo'],
      nextCursor: '3',
    });
    renderPage(backend);
    await screen.findByRole('table', { name: 'All pipelines' });
    await userEvent.click(screen.getByRole('button', { name: /Any team/ }));
    const options = within(await screen.findByRole('listbox')).getAllByRole('option');
    expect(options.map(({ textContent }) => textContent)).toEqual([
      'Any team',
      'retail',
      'emea/retail',
      'user:default/jo',
    ]);
    await userEvent.click(options[2]);
    await waitFor(() =>
      expect(listAsked(backend).at(-1)).toMatchObject({ owner: 'group:emea/retail' }),
    );
  });

  it('tells somebody who may see none whom to ask, and not that there are none', async () => {
    const backend = new FakeBackend();
    const message =
      'The policy lets you see no pipelines: ask whoever decides on the permission dataPipelines.run.read';
    backend.pipelines = () => ({ refuse: 403, message });
    renderPage(backend);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('You may not see any pipelines');
    expect(alert).toHaveTextContent(message);
    expect(screen.queryByText(/There are no pipelines yet/)).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Try again' })).not.toBeInTheDocument();
    expect(screen.queryByRole('searchbox')).not.toBeInTheDocument();
  });

  it.each([
    ['there are none', {}, /^There are no pipelines yet/],
    ['there are none that the person may see', { restricted: true }, /that you may see.*run\.read/],
  ])('says that %s, and how to make the first', async (_, more, words) => {
    const backend = new FakeBackend();
    backend.pipelines = () => ({ items: [], total: 0, owners: [], ...more });
    renderPage(backend);
    expect(await screen.findByText(words)).toHaveTextContent('from the template');
  });

  it('says why it could not be loaded, and tries again', async () => {
    const backend = new FakeBackend();
    const answer = backend.pipelines;
    backend.pipelines = () => ({ refuse: 503, message: 'The index of runs cannot be read' });
    renderPage(backend);
    expect(await screen.findByText('The index of runs cannot be read.')).toBeVisible();
    backend.pipelines = answer;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('20 pipelines, failing ones first')).toBeVisible();
  });

  it('says how far the index has got', async () => {
    const backend = new FakeBackend();
    backend.pipelines = () => ({
      items: manyPipelines(3, NOW),
      total: 3,
      backfill: { done: 120, total: 4000 },
    });
    renderPage(backend);
    expect(await screen.findByText(/The runs of 120 of 4,000 pipelines/)).toBeVisible();
  });

  describe('keeps up to date by itself', () => {
    const signals = new FakeSignals();
    /** Changes in a burst cause one load in 5 s. */
    const SOON = { timeout: 15_000 };
    const rowsOf = (table: HTMLElement) => within(table).getAllByRole('row').slice(1);

    it('as soon as a pipeline changed, however far somebody has scrolled', async () => {
      const backend = new FakeBackend();
      const all = manyPipelines(250, NOW);
      backend.pipelines = search => {
        const start = Number(search.get('cursor') ?? 0);
        const end = start + 100;
        return {
          items: all.slice(start, end),
          total: all.length,
          ...(end < all.length && { nextCursor: String(end) }),
        };
      };
      renderPage(backend, '', signals);
      const table = await screen.findByRole('table', { name: 'All pipelines' });
      const [moved] = all.splice(200, 1);
      all.unshift({ ...moved, title: 'retail / just-failed' });
      signals.tell({ entityRef: moved.entityRef, version: 2 });
      await waitFor(() => expect(rowsOf(table)[0]).toHaveTextContent('retail / just-failed'), SOON);
      expect(screen.getByText('250 pipelines, failing ones first')).toBeVisible();
    });

    it('and says since when it does not', async () => {
      const backend = new FakeBackend();
      renderPage(backend, '', signals);
      const table = await screen.findByRole('table', { name: 'All pipelines' });
      backend.pipelines = () => ({ refuse: 503, message: 'The index of runs cannot be read' });
      signals.tell({ entityRef: 'component:default/any', version: 2 });
      expect(
        await screen.findByText('The index of runs cannot be read.', undefined, SOON),
      ).toBeVisible();
      expect(rowsOf(table).length).toBeGreaterThan(5);
    });
  });
});
