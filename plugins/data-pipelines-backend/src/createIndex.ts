import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import { VERSION } from 'backstage-plugin-data-pipelines-node';
import type { Knex } from 'knex';
import { CatalogSync } from './ingest/CatalogSync';
import { EventIngest } from './ingest/EventIngest';
import { HistoryKeeper } from './ingest/HistoryKeeper';
import { MachineCheck } from './ingest/MachineCheck';
import { Reconciler } from './ingest/Reconciler';
import type { Platforms } from './platform/Platforms';
import type { RunLimits } from './platform/RunLimits';
import type { SyncSettings } from './platform/SyncSettings';
import type { JobProvider, RunProvider } from './provider';
import { EndedRuns } from './notify/EndedRuns';
import type { RunNotifier } from './notify/RunNotifier';
import { DefaultRunService } from './service/DefaultRunService';
import { IndexedRunService } from './service/IndexedRunService';
import { Overview } from './service/Overview';
import { Summarizer } from './service/Summarizer';
import { Changes } from './signal/Changes';
import { RunSignals } from './signal/RunSignals';
import {
  HistoryStore,
  JobStore,
  MachineStore,
  PipelineStore,
  RunStore,
  SummaryStore,
} from './store';

/** What the index is made of. */
export interface IndexOptions {
  knex: Knex;
  catalog: CatalogService;
  auth: AuthService;
  platforms: Platforms;
  signals: SignalsService;
  /** What is asked for people: cached and shared. */
  live: { runs: RunProvider; jobs: JobProvider };
  /** What is asked in the background: uncached, out of its part of the budget. */
  background: { runs: RunProvider; jobs: JobProvider };
  /** Tells owners of failures and recoveries; nobody is told without it. */
  notifier?: RunNotifier;
  limits: RunLimits;
  sync: SyncSettings;
  logger: LoggerService;
  now?: () => number;
}

/** The index of runs: what keeps it up to date, and what is served from it. */
export function createIndex(options: IndexOptions) {
  const { knex, catalog, auth, platforms, signals, live, background, limits, sync } = options;
  const { logger, now } = options;
  const warn = (what: string) => (error: unknown) =>
    logger.warn(`${what}: ${(error as Error).message}`);

  const machines = new MachineStore(knex);
  const pipelines = new PipelineStore(knex);
  const runs = new RunStore(knex, now);
  const jobs = new JobStore(knex, now);
  const histories = new HistoryStore(knex);
  const summaries = new SummaryStore(knex);

  const changes = new Changes(warn('A change was not told of'));
  const runSignals = new RunSignals({
    signals,
    machines,
    pipelines,
    onError: warn('Open pages were not told of a change'),
  });
  const summarizer = new Summarizer({
    knex,
    machines,
    summaries,
    now,
    onError: warn('Figures are made later'),
  });
  changes.listen(({ machineId }) => {
    runSignals.changed(machineId);
    summarizer.changed(machineId);
  });

  if (options.notifier) {
    const ended = new EndedRuns({
      knex,
      machines,
      runs,
      pipelines,
      histories,
      catalog,
      auth,
      notifier: options.notifier,
      onError: warn('Owners were not told of a run that ended'),
      now,
    });
    changes.listen(change => ended.take(change));
  }

  const keeper = new HistoryKeeper({
    machines,
    runs,
    jobs,
    histories,
    provider: background.runs,
    jobProvider: background.jobs,
    changes,
    logger,
    now,
  });
  const checkBy = (provider: RunProvider) =>
    new MachineCheck({ runs, machines, provider, changes, deepMs: sync.deepMs, now });
  const catalogSync = new CatalogSync({ catalog, auth, platforms, machines, pipelines });
  const reconciler = new Reconciler({
    knex,
    machines,
    runs,
    catalog: catalogSync,
    check: checkBy(background.runs),
    firstCheck: checkBy(live.runs),
    histories: keeper,
    summarize: (until, signal) => summarizer.catchUp(until, signal),
    intervals: sync,
    keep: sync.keep,
    logger,
    now,
  });
  const service = new IndexedRunService({
    knex,
    machines,
    runs,
    jobs,
    histories,
    live: new DefaultRunService({ ...live, limits, logger }),
    changes,
    checkNow: machine => reconciler.checkNow(machine),
    met: entity => catalogSync.take(entity),
    limits,
    logger,
    now,
  });
  return {
    runs: service,
    overview: new Overview({ summaries, machines, platforms, skeleton: VERSION, now }),
    events: new EventIngest({ machines, runs, jobs, histories: keeper, changes, logger, now }),
    reconciler,
    histories: keeper,
    changes,
    stores: { machines, runs, pipelines },
    stop() {
      runSignals.stop();
      summarizer.stop();
    },
  };
}
