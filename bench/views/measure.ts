/**
 * What a person waits for when a run of 25,000 events is opened, and what a portal loads because of the plugin.
 * The peer for the list of events is a plain HTML table of all of them, written at once by innerHTML.
 */
import { chromium, type Page } from 'playwright-core';
import { startDevPages } from '../../test/browser/devPages.ts';
import { sizeOfPlugin } from './size.ts';

const RUN = '/catalog/default/component/big-run/runs/big-run-of-many-files';
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const FLAGS = '--no-sandbox --disable-gpu --disable-quic --no-first-run';
const GOAL_KB = 150;

const pages = await startDevPages();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: FLAGS.split(' '),
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(60_000);
  const paint: number[] = [];
  const graph: number[] = [];
  const rows: number[] = [];
  const plain: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.goto(`${pages.url}/catalog/default/component/big-run/runs`);
    const link = page.getByRole('link', { name: 'yellow_tripdata_2026-09.parquet' });
    await link.waitFor();
    paint.push(await until(page, 'a[href*="big-run-of-many-files"]', 'header dl'));
    await page.goto(`${pages.url}/catalog/default/component/big-run/runs`);
    await link.waitFor();
    graph.push(
      await until(page, 'a[href*="big-run-of-many-files"]', '[data-state="Announce"] svg'),
    );
    await page.goto(`${pages.url}${RUN}?tab=steps`);
    await page.getByRole('tab', { name: 'Events' }).waitFor();
    rows.push(
      await until(
        page,
        '[role=tab][data-key=events]',
        '[role=rowgroup] [role=listitem], [role=rowgroup] [aria-rowindex="2"]',
      ),
    );
    plain.push(await plainTable(page));
  }
  const size = await sizeOfPlugin();
  say('a run of 25,000 events, median of', ROUNDS, 'rounds');
  say('  first paint of its page            ', `${median(paint)} ms (goal: under 1000)`);
  say('  full graph                         ', `${median(graph)} ms (goal: under 3000)`);
  say('  first row of its events            ', `${median(rows)} ms`);
  say('  plain HTML table of all its events ', `${median(plain)} ms`);
  say('bundle, gzipped, without shared libraries');
  say('  own code                           ', `${kb(size.own)} kB (goal: under ${GOAL_KB})`);
  say('  of it loaded with the portal       ', `${kb(size.atStart)} kB`);
  say('  layout library, with the graph     ', `${kb(size.layout)} kB`);
  console.log(`ratio events-first-row ${(median(plain) / median(rows)).toFixed(2)}`);
  console.log(`ratio graph-25000-events-goal ${(3000 / median(graph)).toFixed(2)}`);
  console.log(`ratio bundle-goal ${((GOAL_KB * 1000) / size.own).toFixed(2)}`);
} finally {
  await browser.close();
  await pages.stop();
}

/** Milliseconds from a click until the element is there and the browser has painted it. */
function until(page: Page, clicked: string, awaited: string): Promise<number> {
  return page.evaluate(
    ([click, wait]) =>
      new Promise<number>(resolve => {
        const started = performance.now();
        const look = () => {
          if (document.querySelector(wait)) {
            // Two frames: the first draws it, the second begins once it is on the screen.
            requestAnimationFrame(() =>
              requestAnimationFrame(() => resolve(performance.now() - started)),
            );
          } else requestAnimationFrame(look);
        };
        (document.querySelector(click) as HTMLElement).click();
        look();
      }),
    [clicked, awaited] as const,
  );
}

/** Milliseconds for a table of 25,000 rows of four cells, from its text to the screen. */
function plainTable(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>(resolve => {
        const host = document.createElement('div');
        document.body.append(host);
        const started = performance.now();
        host.innerHTML = `<table>${Array.from(
          { length: 25_000 },
          (_, row) =>
            `<tr><td>${row}</td><td>+${row / 10} s</td><td>TaskStateEntered</td><td>Convert file</td></tr>`,
        ).join('')}</table>`;
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            resolve(performance.now() - started);
            host.remove();
          }),
        );
      }),
  );
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)]);
}

function kb(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}

function say(...words: unknown[]) {
  console.log(words.join(' '));
}
