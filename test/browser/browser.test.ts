/**
 * The same journey as a person clicks it, in a real Chromium. Each view leaves a picture in test-results/screenshots.
 */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type Portal, RESULTS, startPortal, until } from '../portal/portal.ts';

const SHOTS = path.join(RESULTS, 'screenshots');
const ENTITY = '/catalog/default/component/retail-taxi-clicks';
// Chromium's own services would be looked up on the internet at every start.
const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

describe('a person clicks through the portal', () => {
  let portal: Portal;
  let browser: Browser;
  let page: Page;
  const crashes: string[] = [];

  before(async () => {
    rmSync(SHOTS, { recursive: true, force: true });
    mkdirSync(SHOTS, { recursive: true });
    portal = await startPortal('browser', { portal: 7127, aws: 4686 });
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM,
      args: FLAGS.split(' '),
    });
    page = await browser.newPage({ viewport: { width: 1280, height: 960 } });
    page.setDefaultTimeout(20_000);
    page.on('pageerror', error => crashes.push(error.message));
  });
  after(async () => {
    await browser?.close();
    await portal?.stop();
  });

  it('signs in by "Enter" and lands in the catalog', async () => {
    await page.goto(portal.url);
    await page.getByRole('button', { name: 'Enter' }).click();
    await page.waitForURL('**/catalog**');
    await page.getByRole('link', { name: 'Create' }).first().waitFor();
    await page.getByRole('table').first().waitFor();
    await shot('01-catalog');
  });

  it('finds the template and shows derived names under the name while it is typed', async () => {
    await page.goto(`${portal.url}/create`);
    await page.getByText('Event-driven data pipeline').first().waitFor();
    await shot('02-create');
    await page.goto(`${portal.url}/create/templates/default/data-pipeline`);
    await page.getByLabel(/^Team/).first().fill('retail');
    await page.getByLabel(/^Name/).first().fill('taxi-clicks');
    await page.getByText('retail-taxi-clicks-input-123456789012-eu-west-1').first().waitFor();
    await page
      .getByLabel(/^Owner/)
      .first()
      .click();
    await page
      .getByRole('option', { name: /Retail data/ })
      .first()
      .click();
    await shot('03-form-team');
  });

  it('refuses a name that no bucket could have, at the field, and goes no further', async () => {
    await page.getByLabel(/^Name/).first().fill('a-name-that-is-much-too-long-for-buckets');
    await page.getByRole('button', { name: 'Next' }).click();
    await page
      .getByText(/would have \d+ characters and may have 63/)
      .first()
      .waitFor();
    await shot('04-form-name-too-long');
    await page.getByLabel(/^Name/).first().fill('taxi-clicks');
    await page.getByText('retail-taxi-clicks-input-123456789012-eu-west-1').first().waitFor();
  });

  it('leads through five short steps with defaults that work', async () => {
    for (const [number, text] of [
      ['05', 'Start a run on'],
      ['06', 'Driver cores'],
      ['07', 'E-mail addresses'],
      ['08', 'Where does the new repository go?'],
    ]) {
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByText(text).first().waitFor();
      await shot(`${number}-form`);
    }
    await page
      .getByLabel(/^Owner/)
      .first()
      .fill('retail');
    await page
      .getByLabel(/^Repository/)
      .first()
      .fill('retail-pipelines');
    await page.keyboard.press('Tab');
  });

  it('shows every AWS resource and file before anything is created', async () => {
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Everything fits together').waitFor();
    await page.getByText('AWS Step Functions').first().waitFor();
    await page.getByText('instance.yaml').first().click();
    await page.getByText('kind: DataPipeline').first().waitFor();
    await shot('09-what-you-get');
  });

  it('creates the repository and the catalog entity', async () => {
    await page.getByRole('button', { name: 'Review' }).click();
    await shot('10-review');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'Start the first run' }).waitFor({ timeout: 60_000 });
    await shot('11-created');
  });

  it('tells on the pipeline page how far the sync is, and says how to start the first run', async () => {
    // A page that was opened before the catalog knows the pipeline says "not found" and does not ask again.
    await until('the pipeline is in the catalog', 60_000, () =>
      portal
        .call<unknown>('GET', '/api/catalog/entities/by-name/component/default/retail-taxi-clicks')
        .catch(() => undefined),
    );
    await page.goto(`${portal.url}${ENTITY}`);
    await page.getByText('Synced', { exact: true }).waitFor({ timeout: 90_000 });
    await shot('12-entity');
    await page.goto(`${portal.url}${ENTITY}/runs`);
    await page.getByText(/s3 cp/).first().waitFor();
    await shot('13-runs-empty');
  });

  it('starts a run by "Drop a sample file" and follows it to its end without a reload', async () => {
    await page.goto(`${portal.url}${ENTITY}`);
    await page.getByRole('button', { name: 'Drop a sample file' }).click();
    await page.getByText(/is in the bucket/).waitFor();
    await shot('14-dropped');
    await page.goto(`${portal.url}${ENTITY}/runs`);
    await rowOf('yellow_tripdata_2024-01-1.parquet', /running|waiting/i).waitFor({
      timeout: 30_000,
    });
    await shot('15-runs-running');
    await page.getByText('yellow_tripdata_2024-01-1.parquet').first().click();
    await page.waitForURL('**/runs/*');
    await page.getByText('Run Spark').first().waitFor();
    await shot('16-run-running');
    await page
      .locator('header')
      .getByText('Succeeded', { exact: true })
      .waitFor({ timeout: 120_000 });
    await page.getByRole('button', { name: /^Announce\s*Succeeded/ }).waitFor({ timeout: 30_000 });
    await shot('17-run-succeeded');
  });

  it('says first why a run failed, in the words of the job', async () => {
    await page.goto(`${portal.url}${ENTITY}`);
    await page.getByRole('button', { name: 'A corrupt file' }).click();
    await page.getByText(/is in the bucket/).waitFor();
    await page.goto(`${portal.url}${ENTITY}/runs`);
    await rowOf('yellow_tripdata_2024-01-2.parquet', /failed/i).waitFor({ timeout: 120_000 });
    await shot('18-runs');
    await page.getByText('yellow_tripdata_2024-01-2.parquet').first().click();
    await page.getByText('Why it failed').waitFor();
    await page
      .getByText(/cannot read/)
      .first()
      .waitFor();
    // The log's own lines come a moment after the first sentence.
    await page.getByText('Traceback (most recent call last)').first().waitFor();
    await shot('19-run-failed');
  });

  it('looks right in the dark and on a narrow screen', async () => {
    const run = page.url();
    const dark = await browser.newContext({
      colorScheme: 'dark',
      viewport: { width: 390, height: 844 },
      storageState: await page.context().storageState(),
    });
    const narrow = await dark.newPage();
    await narrow.goto(run);
    await narrow
      .getByRole('button', { name: 'Enter' })
      .click({ timeout: 5000 })
      .catch(() => {});
    await narrow.getByText('Why it failed').waitFor();
    const overflow = await narrow.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    await narrow.screenshot({
      path: path.join(SHOTS, '20-run-failed-dark-narrow.png'),
      fullPage: true,
    });
    await dark.close();
    assert.ok(overflow <= 1, `the page is ${overflow} px wider than the screen`);
  });

  it('browses the repository in the forge', async () => {
    await page.goto(`${portal.url}/api/forge/retail/retail-pipelines`);
    await page.getByText('pipelines').first().waitFor();
    await shot('21-forge');
  });

  it('never threw an error in the browser', () => {
    assert.deepEqual(crashes, []);
  });

  /** The row of the run that this file started, once it has this status. */
  function rowOf(file: string, status: RegExp) {
    return page.getByRole('row').filter({ hasText: file }).filter({ hasText: status });
  }

  async function shot(name: string): Promise<void> {
    await page.screenshot({ path: path.join(SHOTS, `${name}.png`), fullPage: true });
  }
});
