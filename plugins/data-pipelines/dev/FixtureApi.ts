import { CompoundEntityRef } from '@backstage/catalog-model';
import { JsonObject } from '@backstage/types';
import {
  BackfillRequest,
  PlatformSummary,
  Preview,
  Run,
  RunDetail,
  RunEvent,
  RunEventPage,
  RunPage,
} from 'backstage-plugin-data-pipelines-common';
import {
  bigDefinition,
  bigRun,
  definition,
  diagnosis,
  eventsOf,
  logFiles,
  manyPipelines,
  readiness,
  rowOf,
  runDetails,
  sliceOf,
  statistics,
} from 'backstage-plugin-data-pipelines-common/fixtures';
import {
  DataPipelinesApi,
  EventQuery,
  LogQuery,
  LogRef,
  PipelineQuery,
  RunQuery,
} from '../src/api';
import { growing, manyRuns, shifted, shiftedStatistics } from './moreRuns';
import { previewOf } from './preview';

/** What the views of each entity of the dev app show, by the entity's name. */
export type Scenario =
  | 'taxi-daily'
  | 'many-runs'
  | 'growing-run'
  | 'big-run'
  | 'no-run-yet'
  | 'long-names'
  | 'not-allowed'
  | 'read-only'
  | 'aws-away'
  | 'stale'
  | 'old-backend'
  | 'slow';

const BIG = bigRun();

/** Serves fixtures, and the errors that a backend would give. */
export class FixtureApi implements DataPipelinesApi {
  private readonly opened = Date.now();
  private asked = 0;
  /** What was asked for by actions: the run as it is since then. */
  private readonly changed = new Map<string, Partial<RunDetail>>();

  async listRuns(pipeline: CompoundEntityRef, query: RunQuery = {}): Promise<RunPage> {
    const found = (await this.detailsOf(pipeline)).map(rowOf).filter(run => fits(run, query));
    const matching = found.filter(
      run => !query.status?.length || query.status.includes(run.status),
    );
    const start = Number(query.cursor ?? 0);
    const end = start + (query.limit ?? 25);
    const counts: RunPage['counts'] = {};
    for (const { status } of found) counts[status] = (counts[status] ?? 0) + 1;
    return {
      items: matching.slice(start, end),
      ...(end < matching.length && { nextCursor: String(end) }),
      ...(start === 0 && { counts }),
      ...(pipeline.name === 'stale' && { stale: this.stale() }),
    };
  }

  async getRun(pipeline: CompoundEntityRef, id: string): Promise<RunDetail> {
    const run = (await this.detailsOf(pipeline)).find(candidate => candidate.id === id);
    if (!run) throw refusal(404, `There is no execution ${id}`);
    return pipeline.name === 'stale' ? { ...run, stale: this.stale() } : run;
  }

  async listEvents(
    pipeline: CompoundEntityRef,
    id: string,
    query: EventQuery = {},
  ): Promise<RunEventPage> {
    this.oldBackend(pipeline);
    const run = await this.getRun(pipeline, id);
    const all: RunEvent[] = pipeline.name === 'big-run' ? BIG.events : happened(eventsOf(run));
    const found = query.steps
      ? all.filter(({ type }) => /^Execution|State(Entered|Exited)$/.test(type))
      : all;
    const rest = found.filter(({ id: number }) => number > Number(query.cursor ?? 0));
    const items = rest.slice(0, query.limit ?? 500);
    return {
      items,
      total: found.length,
      ...(items.length < rest.length && { nextCursor: String(items.at(-1)!.id) }),
    };
  }

  async getDefinition(pipeline: CompoundEntityRef) {
    this.oldBackend(pipeline);
    return pipeline.name === 'big-run' ? bigDefinition : definition;
  }

  async getDiagnosis(pipeline: CompoundEntityRef, id: string) {
    this.oldBackend(pipeline);
    const run = await this.getRun(pipeline, id);
    if (run.status !== 'failed') throw refusal(404, `The run ${id} did not fail`);
    return diagnosis;
  }

  async listLogs(pipeline: CompoundEntityRef, runId: string) {
    this.oldBackend(pipeline);
    const run = await this.getRun(pipeline, runId);
    if (run.status === 'waiting') {
      return {
        items: [],
        notice: 'EMR uploads the first logs about a minute after the driver has started.',
      };
    }
    return { items: logFiles };
  }

  async readLog(_pipeline: CompoundEntityRef, log: LogRef, query: LogQuery) {
    await pause(150);
    const slice = sliceOf(log, query);
    if (!slice) throw refusal(404, `There is no log ${log.logId}`);
    return slice;
  }

  async downloadLog(_pipeline: CompoundEntityRef, log: LogRef) {
    return new Blob([sliceOf(log, { tail: 100_000 })?.lines.join('\n') ?? '']);
  }

  async getSparkHistory() {
    await pause(400);
    return 'https://p-12345.emrappui-prod.eu-west-1.amazonaws.com/shs/';
  }

  async startRun(pipeline: CompoundEntityRef, { key }: { key: string }) {
    await this.deed(pipeline);
    const [first] = await this.detailsOf(pipeline);
    if (!first) throw refusal(404, `There is no object ${key} in the input bucket`);
    return { runId: first.id };
  }

  async rerun(pipeline: CompoundEntityRef, id: string) {
    return this.startRun(pipeline, { key: id });
  }

  async stop(pipeline: CompoundEntityRef, id: string, reason?: string) {
    await this.deed(pipeline);
    this.changed.set(id, {
      status: 'stopped',
      endedAt: new Date().toISOString(),
      error: { name: 'Stopped', message: reason ?? '' },
    });
  }

  async redrive(pipeline: CompoundEntityRef, id: string) {
    await this.deed(pipeline);
    this.changed.set(id, { status: 'waiting', redriveCount: 1, endedAt: undefined });
    return { runId: id };
  }

  async backfill(pipeline: CompoundEntityRef, request: BackfillRequest) {
    await this.deed(pipeline);
    const details = await this.detailsOf(pipeline);
    const chosen = request.runIds
      ? details.filter(({ id }) => request.runIds!.includes(id))
      : details.filter(({ trigger }) => trigger?.key.startsWith(request.prefix ?? ''));
    return {
      objects: chosen
        .filter(run => run.trigger)
        .map(run => ({
          ...run.trigger!,
          lastRun: { id: run.id, status: run.status },
          ...(!request.again && run.status === 'succeeded'
            ? { problem: 'It was processed before.' }
            : request.preview === false && { runId: `${run.id}-again` }),
        })),
      more: false,
    };
  }

  async getStatistics(pipeline: CompoundEntityRef) {
    this.oldBackend(pipeline);
    const details = await this.detailsOf(pipeline);
    if (details.length === 0) return { days: 30, total: 0, counts: {}, byDay: [] };
    return shiftedStatistics(statistics, this.opened);
  }

  async getReadiness(pipeline: CompoundEntityRef) {
    this.oldBackend(pipeline);
    await this.detailsOf(pipeline);
    return readiness;
  }

  async listPipelines(query: PipelineQuery = {}) {
    await pause(100);
    const search = new URLSearchParams(window.location.search);
    const count = Number(search.get('count') ?? 40);
    if (search.has('away')) throw refusal(503, 'The index of runs cannot be read');
    if (search.has('denied')) {
      throw refusal(
        403,
        'The policy lets you see no pipelines: ask whoever decides on the permission dataPipelines.run.read',
      );
    }
    const all = manyPipelines(count, this.opened);
    const found = all.filter(
      ({ title, owner, platform, lastRun }) =>
        (!query.text || title.includes(query.text)) &&
        (!query.owner || owner === query.owner) &&
        (!query.platform || platform === query.platform) &&
        (!query.status || lastRun?.status === query.status),
    );
    const start = Number(query.cursor ?? 0);
    const end = start + (query.limit ?? 100);
    return {
      items: found.slice(start, end),
      total: found.length,
      ...(start === 0 && { owners: [...new Set(all.map(({ owner }) => owner!))].sort() }),
      ...(search.has('restricted') && { restricted: true }),
      ...(end < found.length && { nextCursor: String(end) }),
    };
  }

  async preview(form: JsonObject): Promise<Preview> {
    await pause(300);
    return previewOf(form);
  }

  async listPlatforms(): Promise<PlatformSummary[]> {
    return [
      {
        name: 'sandbox',
        title: 'Sandbox on this machine',
        accountId: '111122223333',
        region: 'eu-west-1',
        identity: 'irsa',
        endpoint: 'http://127.0.0.1:4566',
      },
      {
        name: 'production',
        title: 'Production, Ireland',
        accountId: '123456789012',
        region: 'eu-west-1',
        identity: 'podIdentity',
      },
    ];
  }

  private stale() {
    return {
      since: new Date(this.opened - 240_000).toISOString(),
      reason: 'AWS throttles states:ListExecutions in account 123456789012, region eu-west-1.',
    };
  }

  /** What a person does takes its time, and whoever may only look is refused. */
  private async deed({ name }: CompoundEntityRef) {
    await pause(400);
    if (name === 'read-only') throw refusal(403, 'You may not do this to the runs of read-only');
  }

  /** As a backend of the version before answers what it does not know. */
  private oldBackend({ name }: CompoundEntityRef) {
    if (name === 'old-backend') throw refusal(404, 'No such route');
  }

  private async detailsOf({ name }: CompoundEntityRef): Promise<RunDetail[]> {
    const details = await this.fixturesOf(name as Scenario);
    return details.map(run => ({ ...run, ...this.changed.get(run.id) }));
  }

  private async fixturesOf(scenario: Scenario): Promise<RunDetail[]> {
    this.asked += 1;
    switch (scenario) {
      case 'many-runs':
        return manyRuns(180, this.opened);
      case 'big-run':
        return [BIG.run];
      case 'growing-run':
        return [growing(this.opened), ...shifted(runDetails, this.opened)];
      case 'no-run-yet':
        return [];
      case 'old-backend':
        return shifted(runDetails, this.opened).map(
          ({ actions: _actions, manifest: _manifest, ...run }) => run,
        );
      case 'long-names':
        return shifted(runDetails, this.opened).map(run => ({
          ...run,
          trigger: run.trigger && {
            ...run.trigger,
            key: `input/department-of-transport/taxi-and-limousine-commission/year=2026/month=05/${'trips-of-all-vendors-'.repeat(6)}${run.id.slice(0, 4)}.snappy.parquet`,
          },
          notices: [
            'The state of the Spark job could not be read: AWS throttles emr-containers:DescribeJobRun.',
          ],
        }));
      case 'not-allowed':
        throw refusal(403, 'You may not see the runs of component:default/not-allowed');
      case 'aws-away':
        throw refusal(
          503,
          'AWS does not answer states:ListExecutions in account 123456789012, region eu-west-1: try again in a minute',
        );
      case 'slow':
        await pause(600_000);
        return [];
      default:
        return shifted(runDetails, this.opened);
    }
  }
}

function fits(run: Run, { from, to, object, text }: RunQuery): boolean {
  const key = run.trigger?.key ?? '';
  return (
    (!from || run.startedAt >= from) &&
    (!to || run.startedAt <= to) &&
    (!object || key.startsWith(object)) &&
    (!text || key.includes(text) || run.id.includes(text))
  );
}

/** A run that goes on has had no event of the time to come. */
function happened(events: RunEvent[]): RunEvent[] {
  return events.filter(({ time }) => Date.parse(time) <= Date.now());
}

function pause(ms: number) {
  return new Promise(resolve => setTimeout(resolve, ms));
}

/** An error as the client throws it. */
function refusal(statusCode: number, message: string): Error {
  return Object.assign(new Error(`Request failed with ${statusCode}`), {
    statusCode,
    body: { error: { name: 'Error', message } },
  });
}
