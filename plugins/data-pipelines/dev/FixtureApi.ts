import { CompoundEntityRef } from '@backstage/catalog-model';
import { JsonObject } from '@backstage/types';
import {
  PlatformSummary,
  Preview,
  Run,
  RunDetail,
  RunPage,
} from 'backstage-plugin-data-pipelines-common';
import { runDetails } from 'backstage-plugin-data-pipelines-common/fixtures';
import { DataPipelinesApi, RunQuery } from '../src/api';
import { growing, manyRuns, shifted } from './moreRuns';
import { previewOf } from './preview';

/** What the views of each entity of the dev app show, by the entity's name. */
export type Scenario =
  | 'taxi-daily'
  | 'many-runs'
  | 'growing-run'
  | 'no-run-yet'
  | 'long-names'
  | 'not-allowed'
  | 'aws-away'
  | 'stale'
  | 'slow';

/** Serves fixtures, and the errors that a backend would give. */
export class FixtureApi implements DataPipelinesApi {
  private readonly opened = Date.now();
  private asked = 0;

  async listRuns(pipeline: CompoundEntityRef, query: RunQuery = {}): Promise<RunPage> {
    const all: Run[] = (await this.detailsOf(pipeline)).map(
      ({ input: _i, output: _o, steps: _s, jobs: _j, notices: _n, ...run }) => run,
    );
    const matching = all.filter(run => !query.status || run.status === query.status);
    const start = Number(query.cursor ?? 0);
    const end = start + (query.limit ?? 25);
    return {
      items: matching.slice(start, end),
      ...(end < matching.length && { nextCursor: String(end) }),
    };
  }

  async getRun(pipeline: CompoundEntityRef, id: string): Promise<RunDetail> {
    const run = (await this.detailsOf(pipeline)).find(candidate => candidate.id === id);
    if (!run) throw refusal(404, `There is no execution ${id}`);
    return run;
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
        accountId: '123456789012',
        region: 'eu-west-1',
        identity: 'irsa',
        endpoint: 'http://127.0.0.1:4566',
      },
      {
        name: 'production',
        title: 'Production, Frankfurt',
        accountId: '210987654321',
        region: 'eu-central-1',
        identity: 'podIdentity',
      },
    ];
  }

  private async detailsOf({ name }: CompoundEntityRef): Promise<RunDetail[]> {
    this.asked += 1;
    switch (name as Scenario) {
      case 'many-runs':
        return manyRuns(180, this.opened);
      case 'growing-run':
        return [growing(this.opened), ...shifted(runDetails, this.opened)];
      case 'no-run-yet':
        return [];
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
      case 'stale':
        if (this.asked > 1) {
          throw refusal(
            503,
            'AWS throttles states:ListExecutions in account 123456789012, region eu-west-1: try again in a few seconds',
          );
        }
        return shifted(runDetails, this.opened);
      case 'slow':
        await pause(600_000);
        return [];
      default:
        return shifted(runDetails, this.opened);
    }
  }
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
