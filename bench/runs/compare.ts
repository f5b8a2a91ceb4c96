import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { ConfigReader } from '@backstage/config';
import express from 'express';
import type { Knex } from 'knex';
import { AwsBudget } from '../../plugins/data-pipelines-backend/src/budget';
import { createIndex } from '../../plugins/data-pipelines-backend/src/createIndex';
import { PipelineReader } from '../../plugins/data-pipelines-backend/src/pipeline/PipelineReader';
import { ReadablePipelines } from '../../plugins/data-pipelines-backend/src/pipeline/ReadablePipelines';
import { Platforms } from '../../plugins/data-pipelines-backend/src/platform/Platforms';
import { readRunLimits } from '../../plugins/data-pipelines-backend/src/platform/RunLimits';
import { readSyncSettings } from '../../plugins/data-pipelines-backend/src/platform/SyncSettings';
import {
  AwsAccess,
  CachingJobProvider,
  CachingRunProvider,
  EmrContainersJobProvider,
  StepFunctionsRunProvider,
} from '../../plugins/data-pipelines-backend/src/provider';
import {
  createRouter,
  type RouterOptions,
} from '../../plugins/data-pipelines-backend/src/router/createRouter';
import { databasesIn } from './database';
import { peer } from './peer';
import { seed } from './seed';
import { arnOf, nameOf, PIPELINES, RUNS, SECONDS, STORE, VIEWERS } from './settings';

const V1 = '/v1/pipelines';
const quiet = { debug() {}, info() {}, warn() {}, error: console.error, child: () => quiet };

interface Figures {
  calls: number;
  views: number;
  p50: number;
  p99: number;
}

/** A thread that answers each message with one. */
function thread(file: string, workerData?: unknown) {
  const worker = new Worker(path.join(import.meta.dirname ?? __dirname, file), { workerData });
  worker.on('error', error => {
    throw error;
  });
  const answer = <T>() => new Promise<T>(resolve => worker.once('message', resolve));
  return {
    first: answer,
    ask<T>(message: unknown): Promise<T> {
      const answered = answer<T>();
      worker.postMessage(message);
      return answered;
    },
    end: () => worker.terminate(),
  };
}

/** The plugin's own routes over its own index; catalog and permissions answer at once, as they do not in a portal. */
async function portal(endpoint: string, knex: Knex, pipelines: number, now: number) {
  await seed(knex, pipelines, now);
  const config = new ConfigReader({
    dataPipelines: {
      platforms: {
        bench: {
          accountId: '123456789012',
          region: 'eu-west-1',
          clusterName: 'bench',
          oidcProvider: 'oidc.eks.eu-west-1.amazonaws.com/id/BENCH',
          apiGroup: 'pipelines.example.org',
          owner: 'group:default/platform',
          endpoint,
        },
      },
    },
  });
  const platforms = Platforms.fromConfig(config);
  const limits = readRunLimits(config);
  const logger = quiet as never;
  const aws = {
    access: new AwsAccess(config, platforms, limits.timeoutMs),
    budget: AwsBudget.fromConfig(config),
    logger,
    timeoutMs: limits.timeoutMs,
  };
  const entity = (name: string, arn: string) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      annotations: { 'aws.amazon.com/aws-step-functions-state-machine-arn': arn },
    },
  });
  const catalog = {
    getEntityByRef: async ({ name }: { name: string }) =>
      entity(name, arnOf(Number(name.split('-')[1]))),
    queryEntities: async () => {
      throw new Error('the pipelines are there already');
    },
  } as never;
  const allow = async (asked: unknown[]) => asked.map(() => ({ result: AuthorizeResult.ALLOW }));
  const permissions = { authorize: allow, authorizeConditional: allow } as never;
  const index = createIndex({
    knex,
    catalog,
    auth: { getOwnServiceCredentials: async () => ({}) } as never,
    platforms,
    signals: { publish: async () => {} },
    live: {
      runs: new CachingRunProvider(new StepFunctionsRunProvider(aws), limits),
      jobs: new CachingJobProvider(new EmrContainersJobProvider(aws), limits),
    },
    background: {
      runs: new StepFunctionsRunProvider({ ...aws, background: true }),
      jobs: new EmrContainersJobProvider({ ...aws, background: true }),
    },
    limits,
    sync: readSyncSettings(config),
    logger,
  });
  const event = { success: async () => {}, fail: async () => {} };
  const app = express();
  app.use(
    createRouter({
      runs: index.runs,
      overview: index.overview,
      pipelines: new PipelineReader({
        catalog,
        permissions,
        platforms,
        holders: index.stores.pipelines,
      }),
      readable: new ReadablePipelines(permissions),
      limits,
      auditor: { createEvent: async () => event },
      httpAuth: { credentials: async () => ({ principal: { type: 'user', userEntityRef: 'u' } }) },
    } as unknown as RouterOptions),
  );
  app.use(peer(endpoint));
  const server = createServer(app);
  // Longer than the pause between two looks, or a connection is closed as the next look sets out.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    index,
    async stop() {
      server.closeAllConnections();
      server.close();
      index.stop();
      await knex.destroy();
    },
  };
}

/** Megabytes in use once the garbage is gone: what the process holds of the machine says more of the collector's habits. */
function memory(): number {
  gc!();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}

async function main() {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-runs-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
  const databases = databasesIn(folder);
  const aws = thread('aws.ts');
  const { endpoint } = await aws.first<{ endpoint: string }>();
  const calls = async () => {
    const counted = await aws.ask<{ calls: Record<string, number> }>('count');
    return Object.values(counted.calls).reduce((sum, n) => sum + n, 0);
  };
  const found = new Map<string, Figures>();
  console.log(
    `${RUNS.toLocaleString('en')} runs in ${STORE}, ${SECONDS} s each; viewers look every 5 s (a lone one every 20 ms); AWS answers at once,`,
  );
  console.log('which favours the peer; catalog and permissions answer at once for both');

  for (const pipelines of PIPELINES) {
    const started = performance.now();
    const now = Date.now();
    await aws.ask({ pipelines, now });
    const knex = await databases.open(`runs_${pipelines}`);
    const { url, index, stop } = await portal(endpoint, knex, pipelines, now);
    // As after a start: the figures of all pipelines are made before anything is measured.
    const { summaries } = await index.reconciler.run(undefined, 300_000);
    console.log(
      `${pipelines.toLocaleString('en')} pipelines (store filled, ${summaries} summaries made, in ${((performance.now() - started) / 1000).toFixed(0)} s)`,
    );
    const viewers = thread('viewers.ts', { url });
    const all = Array.from({ length: pipelines }, (_, i) => i + 1);
    const pages = {
      ours: all.map(i => `${V1}/default/component/${nameOf(i)}/runs?limit=25`),
      peer: all.map(i => `/peer/${i}`),
      overview: [`${V1}?limit=50`],
    };
    const measure = async (who: keyof typeof pages, count: number): Promise<Figures> => {
      const before = await calls();
      const { took, error } = await viewers.ask<{ took: number[]; error?: string }>({
        paths: pages[who],
        viewers: count,
        seconds: SECONDS,
      });
      if (error) throw new Error(error);
      const sorted = took.sort((a, b) => a - b);
      const at = (q: number) =>
        sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)];
      return { calls: (await calls()) - before, views: took.length, p50: at(0.5), p99: at(0.99) };
    };
    // The reconciler goes on as in a portal: its calls are ours.
    let reconciling = Promise.resolve<unknown>(undefined);
    const timer = setInterval(() => {
      reconciling = reconciling.then(() => index.reconciler.run(undefined, 5_000));
    }, 10_000);
    await measure('ours', 200);
    for (const who of ['ours', 'peer', 'overview'] as const) {
      const before = memory();
      for (const count of VIEWERS) {
        const figures = await measure(who, count);
        found.set(`${who} ${pipelines} ${count}`, figures);
        console.log(
          `  ${who.padEnd(8)} ${String(count).padStart(5)} viewers: ${String(figures.views).padStart(6)} views, ` +
            `${String(figures.calls).padStart(6)} AWS calls, p50 ${figures.p50.toFixed(1)} ms, p99 ${figures.p99.toFixed(1)} ms`,
        );
      }
      console.log(
        `  ${who.padEnd(8)} memory in use ${before.toFixed(0)} MB before, ${memory().toFixed(0)} MB after`,
      );
    }
    clearInterval(timer);
    await reconciling;
    await viewers.end();
    await stop();
  }
  await aws.end();
  await databases.stop();

  const per1000 = ({ calls: n, views }: Figures) => (1_000 * n) / views;
  for (const pipelines of PIPELINES) {
    const short = pipelines === 1_000 ? '1k' : '10k';
    const [ours, theirs] = ['ours', 'peer'].map(who => found.get(`${who} ${pipelines} 1000`)!);
    console.log(
      `  AWS calls per 1,000 views, ${short} pipelines: ours ${per1000(ours).toFixed(1)}, peer ${per1000(theirs).toFixed(1)}`,
    );
    // Where ours were none, one is counted, for a ratio needs one.
    const least = Math.max(per1000(ours), 1_000 / ours.views);
    console.log(`ratio aws-calls-per-1000-views-${short} ${(per1000(theirs) / least).toFixed(1)}`);
    for (const count of [200, 1_000]) {
      const [a, b] = ['ours', 'peer'].map(who => found.get(`${who} ${pipelines} ${count}`)!);
      console.log(`ratio view-p99-${short}-${count}-viewers ${(b.p99 / a.p99).toFixed(2)}`);
    }
  }
}

void main().then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
