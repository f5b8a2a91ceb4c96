/**
 * The same journey as a person clicks it, in a real Chromium. Each view leaves a picture in test-results/screenshots.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type Portal, RESULTS, ROOT, startPortal, until } from '../portal/portal.ts';

const SHOTS = path.join(RESULTS, 'screenshots');
const BUCKET = 'retail-taxi-clicks-input-123456789012-eu-west-1';
const SCRIPTS = 'retail-taxi-clicks-scripts-123456789012-eu-west-1';
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

  it('shows every side of that run as AWS tells it', async () => {
    for (const [tab, sign] of [
      ['Timeline', /^Copy to lake/],
      ['Steps', /^Read manifest/],
      ['Events', /^ExecutionStarted/],
      ['Log', /taxi_summary/],
      ['Job', /emr-7/],
      ['Input/Output', /yellow_tripdata_2024-01-1\.parquet/],
    ] as const) {
      await page.getByRole('tab', { name: tab, exact: true }).click();
      await page.getByRole('tabpanel', { name: tab }).getByText(sign).first().waitFor();
      await shot(`17-run-${tab.toLowerCase().replace('/', '-')}`);
    }
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

  it('brings a run that failed in its script to its end by "Redrive", once the script is mended', async () => {
    const script = path.join(ROOT, 'spark/jobs/taxi_summary.py');
    await putScript('import sys\nsys.exit("error: the script is broken")\n');
    await page.goto(`${portal.url}${ENTITY}`);
    await page.getByRole('button', { name: 'Drop a sample file' }).click();
    await page.getByText(/is in the bucket/).waitFor();
    await page.goto(`${portal.url}${ENTITY}/runs`);
    await rowOf('yellow_tripdata_2024-01-3.parquet', /failed/i).waitFor({ timeout: 120_000 });
    await page.getByText('yellow_tripdata_2024-01-3.parquet').first().click();
    await page
      .getByText(/the script is broken/)
      .first()
      .waitFor();
    await putScript(readFileSync(script, 'utf8'));
    await page.locator('header').getByRole('button', { name: 'Redrive' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/goes on from the step that failed/).waitFor();
    // Dialogs come in slowly.
    await page.waitForTimeout(500);
    await shot('22-redrive');
    await dialog.getByRole('button', { name: 'Redrive' }).click();
    await page
      .locator('header')
      .getByText(/^Succeeded/)
      .waitFor({ timeout: 120_000 });
    await shot('23-redriven');
  });

  it('shows what a backfill would start, and starts that', async () => {
    await page.goto(`${portal.url}${ENTITY}/runs`);
    await page.getByRole('button', { name: 'Backfill…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Prefix').fill('input/');
    await dialog.getByText('3 objects. 2 of them are left out.').waitFor();
    await dialog.getByText('It was processed before: choose to process again.').first().waitFor();
    await shot('24-backfill');
    await dialog.getByLabel('Prefix').fill('input/yellow_tripdata_2024-01-1');
    await dialog.getByText('1 object. 1 of them are left out.').waitFor();
    await dialog.getByText('Process objects again that were processed before').click();
    await dialog.getByRole('button', { name: 'Start 1 run' }).click();
    await dialog.getByText('1 run started').waitFor();
    await shot('25-backfill-started');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await rowOf('yellow_tripdata_2024-01-1.parquet', /running|waiting/i).waitFor();
  });

  it('stops a run, and says by whom and why', async () => {
    await page.getByText('yellow_tripdata_2024-01-1.parquet').first().click();
    await page.waitForURL('**/runs/*');
    await page.locator('header').getByRole('button', { name: 'Stop' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('the wrong month');
    await shot('26-stop');
    await dialog.getByRole('button', { name: 'Stop' }).click();
    await page.locator('header').getByText('Stopped', { exact: true }).waitFor({ timeout: 60_000 });
    await page
      .getByText(/Stopped in the portal by .*guest: the wrong month/)
      .first()
      .waitFor();
    await shot('27-stopped');
  });

  it('runs again what was stopped, as a run of its own', async () => {
    const stopped = page.url();
    await page.locator('header').getByRole('button', { name: 'Rerun' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Rerun' }).click();
    await page.waitForURL(url => url.href !== stopped);
    await page
      .locator('header')
      .getByText('Succeeded', { exact: true })
      .waitFor({ timeout: 120_000 });
  });

  it('runs again what is chosen in the list', async () => {
    await page.goto(`${portal.url}${ENTITY}/runs`);
    const row = rowOf('yellow_tripdata_2024-01-1.parquet', /succeeded/i).first();
    await row.getByRole('checkbox').click({ force: true });
    await page.getByRole('button', { name: 'Rerun 1…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 object.').waitFor();
    await dialog.getByRole('button', { name: 'Start 1 run' }).click();
    await dialog.getByText('1 run started').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await rowOf('yellow_tripdata_2024-01-1.parquet', /running|waiting/i).waitFor();
  });

  it('runs with an object of which somebody has the address', async () => {
    await page.goto(`${portal.url}${ENTITY}/runs`);
    await page.getByRole('button', { name: 'Run with an object…' }).click();
    const dialog = page.getByRole('dialog');
    const key = dialog.getByLabel('Key of the object');
    await key.fill('elsewhere/none.parquet');
    await dialog.getByRole('button', { name: 'Start the run' }).click();
    await dialog.getByText(/give an object in the pipeline's folder/).waitFor();
    await shot('28-start-refused');
    await key.fill(`s3://${BUCKET}/input/yellow_tripdata_2024-01-3.parquet`);
    await dialog.getByText('Process objects again that were processed before').click();
    await dialog.getByRole('button', { name: 'Start the run' }).click();
    await page
      .locator('header')
      .getByText('Succeeded', { exact: true })
      .waitFor({ timeout: 120_000 });
    await page.getByText('yellow_tripdata_2024-01-3.parquet').first().waitFor();
  });

  it('shows all pipelines, and how each is', async () => {
    await page.goto(`${portal.url}/data-pipelines`);
    await page
      .getByRole('row')
      .filter({ hasText: 'taxi-clicks' })
      .filter({ hasText: 'Succeeded' })
      .waitFor({ timeout: 30_000 });
    await shot('29-pipelines');
  });

  it('browses the repository in the forge', async () => {
    await page.goto(`${portal.url}/api/forge/retail/retail-pipelines`);
    await page.getByText('pipelines').first().waitFor();
    await shot('21-forge');
  });

  it('never threw an error in the browser', () => {
    assert.deepEqual(crashes, []);
  });

  /** Puts the job's script where the workflow takes it from, as whoever mends one does. */
  async function putScript(text: string): Promise<void> {
    const s3 = new S3Client({
      endpoint: portal.awsEndpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      forcePathStyle: true,
    });
    const key = 'scripts/taxi_summary.py';
    await s3.send(new PutObjectCommand({ Bucket: SCRIPTS, Key: key, Body: text }));
    s3.destroy();
  }

  /** The row of the run that this file started, once it has this status. */
  function rowOf(file: string, status: RegExp) {
    return page.getByRole('row').filter({ hasText: file }).filter({ hasText: status });
  }

  async function shot(name: string): Promise<void> {
    await page.screenshot({ path: path.join(SHOTS, `${name}.png`), fullPage: true });
  }
});
