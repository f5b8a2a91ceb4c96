import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineForExecutionCommand,
  type ExecutionStatus,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import type { RunStatus } from 'backstage-plugin-data-pipelines-common';
import type { HistoryEvent } from '../history';
import { type AwsAccess, type AwsPlace, ClientPool } from './AwsAccess';
import type { AwsCall } from './awsErrors';
import { AwsCaller, type AwsCallerOptions } from './call';
import { toHistoryEvent } from './historyEvent';
import type {
  Execution,
  ExecutionPage,
  ExecutionQuery,
  MapItems,
  RunProvider,
} from './RunProvider';

/** Most that AWS gives in one answer. */
const PAGE = 1000;
/** Enough to hold the end of an execution and what led to it. */
const TAIL = 20;

const STATUSES: Record<ExecutionStatus, RunStatus> = {
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'stopped',
  PENDING_REDRIVE: 'waiting',
};

/** A status in our words; `unknown` for one that this version does not know. */
export function toRunStatus(status: string | undefined): RunStatus {
  return STATUSES[status as ExecutionStatus] ?? 'unknown';
}

/** By what to ask AWS for runs of a status; a status that AWS does not know is sorted out by the caller. */
const FILTERS: Partial<Record<RunStatus, ExecutionStatus>> = {
  running: 'RUNNING',
  waiting: 'RUNNING',
  succeeded: 'SUCCEEDED',
  duplicate: 'SUCCEEDED',
  failed: 'FAILED',
  timedOut: 'TIMED_OUT',
  stopped: 'ABORTED',
};

/** Runs as Step Functions has them. AWS's types and errors stop here. */
export class StepFunctionsRunProvider implements RunProvider {
  private readonly clients: ClientPool<SFNClient>;
  private readonly caller: AwsCaller;

  constructor(deps: { access: AwsAccess } & AwsCallerOptions) {
    this.clients = new ClientPool(deps.access, options => new SFNClient(options));
    this.caller = new AwsCaller(deps);
  }

  async list(stateMachineArn: string, query: ExecutionQuery): Promise<ExecutionPage> {
    const command = new ListExecutionsCommand({
      stateMachineArn,
      maxResults: query.limit,
      ...(query.cursor && { nextToken: query.cursor }),
      ...(query.status && FILTERS[query.status] && { statusFilter: FILTERS[query.status] }),
    });
    const about = callOf('states:ListExecutions', 'state machine', stateMachineArn);
    const answer = await this.caller.call(about, async abortSignal =>
      (await this.clients.get(about)).send(command, { abortSignal }),
    );
    return {
      executions: (answer.executions ?? []).map(toExecution),
      ...(answer.nextToken && { nextCursor: answer.nextToken }),
    };
  }

  async describe(executionArn: string): Promise<Execution> {
    const about = callOf('states:DescribeExecution', 'run', executionArn);
    const answer = await this.caller.call(about, async abortSignal =>
      (await this.clients.get(about)).send(new DescribeExecutionCommand({ executionArn }), {
        abortSignal,
      }),
    );
    return toExecution(answer);
  }

  async history(execution: Execution): Promise<HistoryEvent[]> {
    const events: HistoryEvent[] = [];
    const seen = new Set<string>();
    let nextToken: string | undefined;
    do {
      const page = await this.events(execution.arn, { maxResults: PAGE, nextToken });
      events.push(...page.events);
      nextToken = page.nextToken;
      // A token that comes again would go round for ever.
    } while (nextToken && !seen.has(nextToken) && seen.add(nextToken));
    return events;
  }

  async outline(execution: Execution): Promise<HistoryEvent[]> {
    const first = await this.events(execution.arn, { maxResults: PAGE });
    if (!first.nextToken) {
      return first.events;
    }
    const last = await this.events(execution.arn, { maxResults: TAIL, reverseOrder: true });
    const known = first.events.at(-1)?.id ?? 0;
    return [...first.events, ...last.events.reverse().filter(event => event.id > known)];
  }

  async definition(executionArn: string): Promise<string> {
    const about = callOf('states:DescribeStateMachineForExecution', 'run', executionArn);
    const command = new DescribeStateMachineForExecutionCommand({ executionArn });
    const answer = await this.caller.call(about, async abortSignal =>
      (await this.clients.get(about)).send(command, { abortSignal }),
    );
    return answer.definition ?? '';
  }

  async mapItems(mapRunArn: string): Promise<MapItems> {
    const about = callOf('states:DescribeMapRun', 'map run', mapRunArn);
    const { itemCounts } = await this.caller.call(about, async abortSignal =>
      (await this.clients.get(about)).send(new DescribeMapRunCommand({ mapRunArn }), {
        abortSignal,
      }),
    );
    return {
      total: itemCounts?.total ?? 0,
      succeeded: itemCounts?.succeeded ?? 0,
      failed: (itemCounts?.failed ?? 0) + (itemCounts?.timedOut ?? 0) + (itemCounts?.aborted ?? 0),
      running: itemCounts?.running ?? 0,
    };
  }

  private async events(
    executionArn: string,
    range: { maxResults: number; nextToken?: string; reverseOrder?: boolean },
  ) {
    const about = callOf('states:GetExecutionHistory', 'run', executionArn);
    const command = new GetExecutionHistoryCommand({
      executionArn,
      includeExecutionData: true,
      ...range,
    });
    const answer = await this.caller.call(about, async abortSignal =>
      (await this.clients.get(about)).send(command, { abortSignal }),
    );
    return { events: (answer.events ?? []).map(toHistoryEvent), nextToken: answer.nextToken };
  }
}

/** What a call to Step Functions is about, by the ARN of the thing. */
export function callOf(action: string, kind: string, arn: string): AwsCall & AwsPlace {
  const [, , , region, accountId, , ...name] = arn.split(':');
  return { action, thing: `${kind} ${name.at(-1)}`, accountId, region };
}

function toExecution(item: {
  executionArn?: string;
  name?: string;
  status?: ExecutionStatus;
  startDate?: Date;
  stopDate?: Date;
  redriveCount?: number;
}): Execution {
  return {
    arn: item.executionArn ?? '',
    name: item.name ?? '',
    status: toRunStatus(item.status),
    startedAt: (item.startDate ?? new Date(0)).toISOString(),
    ...(item.stopDate && { endedAt: item.stopDate.toISOString() }),
    redriveCount: item.redriveCount ?? 0,
  };
}
