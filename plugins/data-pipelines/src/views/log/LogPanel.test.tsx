import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { RunDetail } from 'backstage-plugin-data-pipelines-common';
import { failedRun } from 'backstage-plugin-data-pipelines-common/fixtures';
import { FakeBackend } from '../../__testUtils__/FakeBackend';
import { renderPipeline } from '../../__testUtils__/renderPipeline';

jest.setTimeout(40_000);

const [job] = failedRun.jobs;
const goingOn: RunDetail = {
  ...failedRun,
  status: 'running',
  endedAt: undefined,
  error: undefined,
  jobs: [{ ...job, state: 'RUNNING', finishedAt: undefined }],
};

/** A backend whose failed run still goes on. */
function liveBackend() {
  const backend = new FakeBackend();
  const { log } = backend;
  backend.run = () => goingOn;
  backend.log = (...asked) => ({ ...log(...asked), failedLine: undefined });
  return backend;
}

function renderLog(backend: FakeBackend, line?: number) {
  const path = `/runs/${failedRun.id}?tab=log${line ? `&line=${line}` : ''}`;
  renderPipeline({ backend, path });
  return screen.findByRole('log', { name: 'Log' });
}

const search = (text: string) =>
  userEvent.type(screen.getByRole('searchbox', { name: 'Search in the log' }), text);
const number = (line: number) => screen.getByText(String(line));
const reads = (backend: FakeBackend) => backend.count(/logs\/driver-stderr$/);

describe('Log', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('leads to the failure again after a person has scrolled away', async () => {
    // Each line is 20 px high, as far as jsdom is told.
    jest.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function rect(
      this: Element,
    ) {
      return new DOMRect(0, Number(this.getAttribute('data-line') ?? 0) * 20, 0, 20);
    });
    const log = await renderLog(new FakeBackend());
    const go = screen.getByText('Go to the failure');
    await userEvent.click(go);
    log.scrollTop = 0;
    await userEvent.click(go);
    expect(log.scrollTop).toBe(2_421 * 20);
  });

  it('is followed until the job ends, and then opens at the line that says why', async () => {
    const backend = liveBackend();
    await renderLog(backend);
    expect(screen.getByRole('switch', { name: 'Follow' })).toBeChecked();
    const { run, log } = new FakeBackend();
    Object.assign(backend, { run, log });
    expect(await screen.findByText('why it failed', {}, { timeout: 6_000 })).toBeVisible();
    expect(screen.queryByRole('switch', { name: 'Follow' })).not.toBeInTheDocument();
    const asked = reads(backend);
    await new Promise(resolve => setTimeout(resolve, 3_500));
    expect(reads(backend)).toBe(asked);
  });

  it('is followed no more when a text is found in it', async () => {
    await renderLog(liveBackend());
    await search('(TID 1234)');
    expect(await screen.findByText('1 of 1')).toBeVisible();
    expect(await screen.findByText('1234')).toBeVisible();
    expect(screen.getByRole('switch', { name: 'Follow' })).not.toBeChecked();
  });

  it('says that it could not be searched, and searches again when asked', async () => {
    const backend = new FakeBackend();
    await renderLog(backend);
    const { log } = backend;
    backend.log = () => ({ refuse: 503, message: 'AWS throttles s3:GetObject' });
    await search('(TID 1234)');
    expect(await screen.findByText('Search failed')).toBeVisible();
    expect(screen.getByText(/not searched to its end: AWS throttles s3:GetObject/)).toBeVisible();
    expect(screen.queryByText('Not found')).not.toBeInTheDocument();
    backend.log = log;
    await userEvent.click(screen.getByText('Try again'));
    expect(await screen.findByText('1 of 1')).toBeVisible();
    expect(screen.queryByText(/not searched to its end/)).not.toBeInTheDocument();
  });

  it('has one stop of the Tab key among the numbers of its lines, from which keys lead to the others', async () => {
    const log = await renderLog(new FakeBackend());
    const stops = () => log.querySelectorAll('button[tabindex="0"][class*=number]');
    expect(stops()).toHaveLength(1);
    act(() => number(2_421).focus());
    await userEvent.keyboard('{ArrowUp}');
    expect(number(2_420)).toHaveFocus();
    expect([...stops()]).toEqual([number(2_420)]);
    await userEvent.keyboard('{End}');
    expect(number(2_500)).toHaveFocus();
    await userEvent.keyboard('{PageUp}{ArrowDown}{Enter}');
    const shown = number(2_476);
    await waitFor(() => expect(shown.parentElement).toHaveClass('shownLine'));
    expect(shown).toHaveFocus();
    fireEvent.keyDown(shown, { key: 'ArrowUp', altKey: true });
    expect(shown).toHaveFocus();
  });
});
