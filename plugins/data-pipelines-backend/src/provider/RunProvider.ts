import type { IsoTime, RunStatus, Step } from 'backstage-plugin-data-pipelines-common';
import type { HistoryEvent } from '../history';

/** One execution of a state machine, as a list of them tells it. */
export interface Execution {
  arn: string;
  name: string;
  /** Never `duplicate`: only its output tells. */
  status: RunStatus;
  startedAt: IsoTime;
  endedAt?: IsoTime;
  /** 0 for most; together with the ARN it names a history that changes no more once the execution has ended. */
  redriveCount: number;
}

/** Which executions to list. */
export interface ExecutionQuery {
  /** Only those that may turn out to have this status. */
  status?: RunStatus;
  /** `nextCursor` of the page before. */
  cursor?: string;
  /** 1 to 1000. */
  limit: number;
}

/** A page of executions, newest first. */
export interface ExecutionPage {
  executions: Execution[];
  nextCursor?: string;
}

/** How many items of a Map came to what. */
export type MapItems = NonNullable<Step['items']>;

/**
 * Where runs come from. The ARNs say in which account and region to look; callers pass only those of configured
 * platforms. Errors are those of `@backstage/errors`, each with a sentence for people.
 */
export interface RunProvider {
  list(stateMachineArn: string, query: ExecutionQuery): Promise<ExecutionPage>;
  describe(executionArn: string): Promise<Execution>;
  /** All events, oldest first: up to 25,000. */
  history(execution: Execution): Promise<HistoryEvent[]>;
  /** The first events and, when there are more than fit one answer, the last: at most two calls. */
  outline(execution: Execution): Promise<HistoryEvent[]>;
  /** The definition that the execution has, as ASL JSON: not the machine's present one. */
  definition(executionArn: string): Promise<string>;
  /** Items of a Distributed Map. */
  mapItems(mapRunArn: string): Promise<MapItems>;
}
