/**
 * Each view on fixtures in a real Chromium: what a person sees and does, in light and dark, from a telephone to
 * a wall, without violations that axe-core finds. Each leaves a picture in test-results/views.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { RESULTS, ROOT, until } from '../portal/portal.ts';
import { type DevPages, startDevPages } from './devPages.ts';

const SHOTS = path.join(RESULTS, 'views');
const AXE = readFileSync(path.join(ROOT, 'node_modules/axe-core/axe.min.js'), 'utf8');
const PIPELINES = '/catalog/default/component';
const RUN = `${PIPELINES}/taxi-daily/runs`;
const FAILED = `${RUN}/f1d2a0c4-7b3e-4d52-8e61-9c4b5a6d7e22_a93c`;
const SUCCEEDED = `${RUN}/c0a80f5e-5b1f-4f6c-9a53-0d8f2b3c4d11_6e1f`;
const BIG = `${PIPELINES}/big-run/runs/big-run-of-many-files`;
const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

/** Each view: its address, and a text that is there once it has been drawn. */
const VIEWS: [name: string, address: string, sign: string | RegExp][] = [
  ['runs', RUN, 'yellow_tripdata_2026-08.parquet'],
  ['runs-empty', `${PIPELINES}/no-run-yet/runs`, 'No run yet'],
  ['runs-stale', `${PIPELINES}/stale/runs`, /^As of /],
  ['runs-away', `${PIPELINES}/aws-away/runs`, 'AWS does not answer'],
  ['runs-not-allowed', `${PIPELINES}/not-allowed/runs`, /You may not see the runs/],
  ['runs-long-names', `${PIPELINES}/long-names/runs`, /snappy\.parquet$/],
  ['runs-not-annotated', `${PIPELINES}/not-annotated/runs`, /does not say which state machine/],
  ['run-failed', `${FAILED}?step=Run%20Spark`, 'Driver log (stderr), lines 2414 to 2421'],
  ['run-timeline', `${SUCCEEDED}?tab=timeline`, 'Copy to lake'],
  ['run-steps', `${SUCCEEDED}?tab=steps`, 'Read manifest'],
  ['run-events', `${FAILED}?tab=events`, 'ExecutionFailed'],
  ['run-log', `${FAILED}?tab=log`, /^why it failed$/],
  ['run-job', `${SUCCEEDED}?tab=job`, 'Spark history'],
  ['run-data', `${SUCCEEDED}?tab=data`, 'What the job says of itself'],
  ['run-old-backend', FAILED.replace('taxi-daily', 'old-backend'), /there is nothing to show/],
  ['overview', `${PIPELINES}/taxi-daily`, 'See runs'],
  ['pipelines', '/data-pipelines', 'retail / taxi-daily'],
  ['pipelines-not-allowed', '/data-pipelines?denied', 'You may not see any pipelines'],
];
const SCREENS = [
  { width: 360, height: 740, theme: 'dark' },
  { width: 768, height: 1024, theme: 'light' },
  { width: 1280, height: 900, theme: 'dark' },
  { width: 2560, height: 1300, theme: 'light' },
] as const;

describe('the views on fixtures', () => {
  let pages: DevPages;
  let browser: Browser;
  let page: Page;
  const crashes: string[] = [];

  before(async () => {
    rmSync(SHOTS, { recursive: true, force: true });
    mkdirSync(SHOTS, { recursive: true });
    pages = await startDevPages();
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM,
      args: FLAGS.split(' '),
    });
    page = await newPage({ width: 1280, height: 900, theme: 'light' });
  });
  after(async () => {
    await browser?.close();
    await pages?.stop();
  });

  for (const screen of SCREENS) {
    it(`fit into ${screen.width} px, ${screen.theme}, and axe-core finds nothing`, async () => {
      const own = await newPage(screen);
      const found: string[] = [];
      for (const [name, address, sign] of VIEWS) {
        await own.goto(pages.url + address);
        await own.getByText(sign).first().waitFor();
        await settle(own);
        const overflow = await own.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        if (overflow > 1) found.push(`${name} is ${overflow} px wider than the screen`);
        found.push(...(await violations(own)).map(violation => `${name}: ${violation}`));
        await own.screenshot({
          path: path.join(SHOTS, `${name}-${screen.width}-${screen.theme}.png`),
          fullPage: true,
        });
      }
      await own.context().close();
      assert.deepEqual(found, []);
    });
  }

  it('lead by the keyboard alone from the list to a step of a run', async () => {
    await page.goto(pages.url + RUN);
    const link = page.getByRole('link', { name: 'yellow_tripdata_2026-06.parquet' });
    await link.focus();
    await page.keyboard.press('Enter');
    const graph = page.getByRole('group', { name: 'Graph of the workflow' });
    await graph.getByRole('button', { name: /^Claim/ }).focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    await page.getByRole('region', { name: 'Step Run Spark' }).waitFor();
    assert.match(page.url(), /step=Run\+Spark/);
  });

  it('keep the filter in the address, so that a link shows the same', async () => {
    await page.goto(pages.url + RUN);
    await page.getByRole('button', { name: /^Failed/ }).click();
    await page.getByRole('searchbox', { name: 'Object key or run id' }).fill('2026-06');
    await page.waitForURL(/status=failed.*text=2026-06/);
    await page.reload();
    await page.getByText('yellow_tripdata_2026-06.parquet').waitFor();
    assert.equal(await page.getByRole('row').count(), 2);
  });

  it('offer nothing to do to whoever may only look', async () => {
    const deeds = /^(Run with an object…|Backfill…|Redrive|Rerun|Stop)$/;
    for (const [address, sign] of [
      [RUN, 'yellow_tripdata_2026-08.parquet'],
      [FAILED, 'Why it failed'],
    ]) {
      for (const name of ['taxi-daily', 'read-only']) {
        await page.goto(pages.url + address.replace('taxi-daily', name));
        await page.getByText(sign).first().waitFor();
        const deed = page.getByRole('button', { name: deeds });
        if (name === 'taxi-daily') await deed.first().waitFor();
        else {
          // What a permission allows comes a moment later.
          await settle(page);
          assert.equal(await deed.count(), 0);
        }
      }
    }
  });

  it('redrive a failed run, which the page then follows', async () => {
    await page.goto(pages.url + FAILED);
    await page.getByRole('button', { name: 'Redrive' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/goes on from the step that failed/).waitFor();
    // While it is still fading in, its text has no contrast.
    await page.waitForTimeout(500);
    assert.deepEqual(await violations(page), []);
    await page.screenshot({ path: path.join(SHOTS, 'dialog-redrive.png') });
    await dialog.getByRole('button', { name: 'Redrive' }).click();
    await page.getByText('Waiting, 2nd try').waitFor();
  });

  it('show what a backfill would start', async () => {
    await page.goto(pages.url + RUN);
    await page.getByRole('button', { name: 'Backfill…' }).click();
    await page.getByText(/^\d+ objects\./).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.screenshot({ path: path.join(SHOTS, 'dialog-backfill.png') });
    await page.getByRole('button', { name: /^Start \d+ runs?$/ }).click();
    await page.getByText(/^\d+ runs? started$/).waitFor();
  });

  it('follow a run to its end without a reload', async () => {
    await page.goto(`${pages.url}${PIPELINES}/growing-run/runs/growing-run`);
    await page.getByText('Going on for').waitFor();
    await page
      .locator('header')
      .getByText('Succeeded', { exact: true })
      .waitFor({ timeout: 60_000 });
  });

  it('open a run of 25,000 events: graph, timeline, steps and the last event', async () => {
    await page.goto(pages.url + BIG);
    await page.getByText(/^3,569 of 3,569$/).waitFor();
    await page.getByRole('tab', { name: 'Timeline' }).click();
    await page.getByRole('button', { name: 'Show the steps within Convert files' }).click();
    await page.getByText('Check file #0').waitFor();
    const rows = await page.getByRole('region', { name: 'Timeline' }).getByRole('listitem').count();
    assert.ok(rows < 200, `${rows} of 7,000 lanes are drawn`);
    await page.getByRole('tab', { name: 'Events' }).click();
    await page.getByText('24,997 events').waitFor();
    await page.getByRole('searchbox').fill('ExecutionSucceeded');
    await page.getByRole('button', { name: 'ExecutionSucceeded' }).click();
    await page.getByRole('region', { name: 'Event 24997' }).waitFor();
  });

  it('scroll through 10,000 pipelines, of which only what is seen is drawn', async () => {
    await page.goto(`${pages.url}/data-pipelines?count=10000`);
    await page.getByText('10,000 pipelines, failing ones first').waitFor();
    const list = page.getByRole('rowgroup', { name: 'All pipelines' });
    const last = async () =>
      Number(await list.getByRole('row').last().getAttribute('aria-rowindex'));
    await until('row 1,000 is reached', 30_000, async () => {
      await list.evaluate(element => element.scrollTo(0, element.scrollHeight));
      return (await last()) > 1_000;
    });
    assert.ok((await list.getByRole('row').count()) < 100);
  });

  it('never threw an error in the browser', () => {
    assert.deepEqual(crashes, []);
  });

  async function newPage(screen: { width: number; height: number; theme: 'light' | 'dark' }) {
    const context = await browser.newContext({
      viewport: { width: screen.width, height: screen.height },
      colorScheme: screen.theme,
      reducedMotion: 'reduce',
    });
    const own = await context.newPage();
    own.setDefaultTimeout(30_000);
    own.on('pageerror', error => crashes.push(error.message));
    return own;
  }

  /** What comes later must not be half there in a picture. */
  async function settle(own: Page) {
    await own.mouse.move(600, 5);
    await own.waitForTimeout(400);
  }

  /** What axe-core finds on the whole page but in the portal's own frame: header, sidebar, bar of a telephone. */
  async function violations(own: Page): Promise<string[]> {
    await own.evaluate(AXE);
    const results: AxeResults = await own.evaluate(() =>
      (window as unknown as { axe: typeof import('axe-core') }).axe.run(
        { exclude: ['.bui-PluginHeader', 'nav', '[class*=Sidebar]', '[class*=BottomNavigation]'] },
        { resultTypes: ['violations'] },
      ),
    );
    return results.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target} (${failureSummary})`),
    );
  }
});
