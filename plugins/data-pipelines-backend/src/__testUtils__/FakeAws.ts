import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** An execution as the fake keeps it. Times are milliseconds. */
export interface FakeExecution {
  name: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  startedAt: number;
  endedAt?: number;
  redriveCount: number;
  key?: string;
}

/** How a call goes wrong. */
export type Fault =
  { status: number; type: string } | 'hang' | 'reset' | 'emptyPage' | 'repeatedToken';

/**
 * Step Functions and EMR on EKS over HTTP, as the AWS SDK speaks to them: executions in memory, calls counted, faults on
 * demand. What it answers is fixed by its executions alone, so that a store can be held against it.
 */
export class FakeAws {
  readonly calls: Record<string, number> = {};
  /** Decides on the fault of a call; `n` counts the calls of the action from 1. */
  fault: (action: string, n: number) => Fault | undefined = () => undefined;
  definition = '{"StartAt":"Run Spark","States":{}}';
  /** Makes the executions of a machine that none were set for. */
  source: (arn: string) => FakeExecution[] | undefined = () => undefined;
  private readonly machines = new Map<string, FakeExecution[]>();
  private readonly sockets = new Set<Socket>();
  private server?: Server;

  async start(): Promise<string> {
    this.server = createServer((req, res) => void this.answer(req, res));
    this.server.on('connection', socket => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>(resolve => this.server!.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise(resolve => this.server?.close(resolve));
  }

  /** All calls so far. */
  get total(): number {
    return Object.values(this.calls).reduce((sum, n) => sum + n, 0);
  }

  /** Lets a machine have these executions; they are listed newest first. */
  set(arn: string, executions: FakeExecution[]): void {
    this.machines.set(
      arn,
      [...executions].sort((a, b) => b.startedAt - a.startedAt || (a.name < b.name ? 1 : -1)),
    );
  }

  executions(arn: string): FakeExecution[] {
    return this.machines.get(arn) ?? [];
  }

  deleteMachine(arn: string): void {
    this.machines.delete(arn);
  }

  private async answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const target = req.headers['x-amz-target'];
    const action = target ? String(target).split('.')[1] : 'DescribeJobRun';
    const n = (this.calls[action] = (this.calls[action] ?? 0) + 1);
    const fault = this.fault(action, n);
    if (fault === 'hang') return;
    if (fault === 'reset') {
      req.socket.destroy();
      return;
    }
    const body = chunks.length ? JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') : {};
    const [status, answer] =
      fault && typeof fault === 'object'
        ? [fault.status, { __type: fault.type, message: `${fault.type} on purpose` }]
        : this.act(action, body, req.url ?? '', fault);
    const text = JSON.stringify(answer);
    res.writeHead(status, {
      'content-type': 'application/x-amz-json-1.0',
      ...(status >= 400 && { 'x-amzn-errortype': (answer as { __type: string }).__type }),
    });
    res.end(text);
  }

  private act(
    action: string,
    input: Record<string, unknown>,
    url: string,
    fault: Fault | undefined,
  ): [number, object] {
    switch (action) {
      case 'ListExecutions':
        return this.list(input, fault);
      case 'DescribeExecution':
      case 'GetExecutionHistory':
      case 'DescribeStateMachineForExecution':
        return this.one(action, input);
      case 'DescribeJobRun': {
        const [, , virtualClusterId, , id] = url.split('/');
        const found = id.endsWith('-failed') ? 'FAILED' : 'COMPLETED';
        return [200, { jobRun: { id, virtualClusterId, state: found, name: id } }];
      }
      default:
        return [400, { __type: 'UnknownOperationException', message: action }];
    }
  }

  private list(input: Record<string, unknown>, fault: Fault | undefined): [number, object] {
    const arn = String(input.stateMachineArn);
    const all = this.machines.get(arn) ?? this.source(arn);
    if (!all) {
      return [400, { __type: 'StateMachineDoesNotExist', message: 'it does not exist' }];
    }
    const start = Number(String(input.nextToken ?? 0).split('~')[0]);
    if (fault === 'emptyPage') {
      return [200, { executions: [], nextToken: `${start}~${this.calls.ListExecutions}` }];
    }
    const some = input.statusFilter
      ? all.filter(({ status }) => status === input.statusFilter)
      : all;
    const page = some.slice(start, start + Number(input.maxResults ?? 100));
    const next = start + page.length;
    const following = next < some.length ? String(next) : undefined;
    const token = fault === 'repeatedToken' ? String(start) : following;
    return [
      200,
      {
        executions: page.map(execution => itemOf(String(input.stateMachineArn), execution)),
        ...(token !== undefined && { nextToken: token }),
      },
    ];
  }

  private one(action: string, input: Record<string, unknown>): [number, object] {
    const arn = String(input.executionArn);
    const name = arn.split(':').at(-1)!;
    const machineArn = arn.replace(':execution:', ':stateMachine:').slice(0, -name.length - 1);
    const found = this.machines.get(machineArn)?.find(execution => execution.name === name);
    if (!found) {
      return [400, { __type: 'ExecutionDoesNotExist', message: 'it does not exist' }];
    }
    if (action === 'DescribeExecution') return [200, itemOf(machineArn, found)];
    if (action === 'GetExecutionHistory') return [200, { events: historyOf(found) }];
    return [200, { stateMachineArn: machineArn, definition: this.definition, name: 'm' }];
  }
}

/** The events that AWS pushes about an execution as it is now: its start, and its end if it has ended. */
export function statusEvents(machineArn: string, execution: FakeExecution): object[] {
  const started = { ...execution, status: 'RUNNING' as const, endedAt: undefined };
  return [started, ...(execution.status === 'RUNNING' ? [] : [execution])].map(state =>
    statusEvent(machineArn, state),
  );
}

/** The event that AWS pushes when an execution comes to the state that it is in. */
export function statusEvent(machineArn: string, execution: FakeExecution): object {
  const [, , , region, account] = machineArn.split(':');
  const executionArn = `${machineArn.replace(':stateMachine:', ':execution:')}:${execution.name}`;
  return {
    version: '0',
    id: `event-${execution.name}-${execution.status}-${execution.redriveCount}`,
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account,
    region,
    time: new Date(execution.endedAt ?? execution.startedAt).toISOString(),
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn: machineArn,
      name: execution.name,
      status: execution.status,
      startDate: execution.startedAt,
      stopDate: execution.endedAt ?? null,
      input: inputOf(execution),
      output: execution.status === 'SUCCEEDED' ? '{}' : null,
      error: execution.status === 'FAILED' ? 'States.TaskFailed' : null,
      cause: execution.status === 'FAILED' ? 'The driver ran out of memory' : null,
      redriveCount: execution.redriveCount,
    },
  };
}

function itemOf(stateMachineArn: string, execution: FakeExecution) {
  const { name, status, startedAt, endedAt, redriveCount } = execution;
  return {
    executionArn: `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`,
    stateMachineArn,
    name,
    status,
    startDate: startedAt / 1000,
    ...(endedAt !== undefined && { stopDate: endedAt / 1000 }),
    redriveCount,
  };
}

function inputOf({ key }: FakeExecution): string {
  return key === undefined
    ? '{}'
    : JSON.stringify({ detail: { bucket: { name: 'input' }, object: { key, size: 7 } } });
}

const ENDS = {
  SUCCEEDED: ['ExecutionSucceeded', 'executionSucceededEventDetails', { output: '{}' }],
  FAILED: [
    'ExecutionFailed',
    'executionFailedEventDetails',
    { error: 'States.TaskFailed', cause: 'The driver ran out of memory' },
  ],
  TIMED_OUT: ['ExecutionTimedOut', 'executionTimedOutEventDetails', {}],
  ABORTED: ['ExecutionAborted', 'executionAbortedEventDetails', {}],
} as const;

function historyOf(execution: FakeExecution): object[] {
  const { startedAt, endedAt, status, redriveCount } = execution;
  const events: Record<string, unknown>[] = [];
  const add = (type: string, at: number, details?: [string, object]) =>
    events.push({
      id: events.length + 1,
      previousEventId: events.length,
      timestamp: at / 1000,
      type,
      ...(details && { [details[0]]: details[1] }),
    });
  add('ExecutionStarted', startedAt, [
    'executionStartedEventDetails',
    { input: inputOf(execution) },
  ]);
  add('TaskStateEntered', startedAt, ['stateEnteredEventDetails', { name: 'Run Spark' }]);
  for (let i = 0; i < redriveCount; i++) {
    add('ExecutionFailed', startedAt, [
      'executionFailedEventDetails',
      { error: 'States.TaskFailed' },
    ]);
    add('ExecutionRedriven', startedAt, ['executionRedrivenEventDetails', { redriveCount: i + 1 }]);
  }
  if (status !== 'RUNNING') {
    const [type, field, details] = ENDS[status];
    if (status === 'SUCCEEDED') {
      add('TaskStateExited', endedAt!, ['stateExitedEventDetails', { name: 'Run Spark' }]);
    }
    add(type, endedAt!, [field, details]);
  }
  return events;
}
