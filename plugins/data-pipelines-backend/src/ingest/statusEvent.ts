import { InputError } from '@backstage/errors';
import { isTerminal, type Job } from 'backstage-plugin-data-pipelines-common';
import { z } from 'zod';
import { outcomeOf, toJobState, triggerOf } from '../history';
import { toRunStatus } from '../provider';
import { PRECISION, type RunFact } from '../store';

/** What an event of AWS says, in our words. */
export type StatusEvent =
  | { kind: 'run'; stateMachineArn: string; fact: RunFact }
  | { kind: 'job'; accountId: string; region: string; job: Job };

const RUN_TYPE = 'Step Functions Execution Status Change';
const JOB_TYPES = ['EMR Job Run State Change', 'EmrContainers Job Run State Change'];

const ARN = /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:(stateMachine|execution):[^\s]{1,170}$/;
const millis = z.number().int().min(0).max(8_640_000_000_000_000);
const words = z.string().nullish();

const envelope = z.object({
  'detail-type': z.string(),
  source: z.string(),
  account: z.string().regex(/^\d{12}$/),
  region: z.string().regex(/^[a-z0-9-]{1,32}$/),
  time: z.iso.datetime({ offset: true }).optional(),
  detail: z.unknown(),
});
const runDetail = z.object({
  executionArn: z.string().regex(ARN),
  stateMachineArn: z.string().regex(ARN),
  name: z.string().min(1).max(80),
  status: z.string(),
  startDate: millis,
  stopDate: millis.nullish(),
  input: words,
  output: words,
  error: words,
  cause: words,
  redriveCount: z.number().int().min(0).nullish(),
});
const jobDetail = z.object({
  id: z.string().min(1).max(64),
  virtualClusterId: z.string().min(1).max(64),
  state: z.string(),
  name: words,
  arn: words,
  stateDetails: words,
  failureReason: words,
  releaseLabel: words,
});

/**
 * Reads an event as EventBridge sends it.
 *
 * @returns undefined for an event about something else
 * @throws InputError for one that claims to be about a run or a job, and is broken
 */
export function parseStatusEvent(payload: unknown): StatusEvent | undefined {
  const event = envelope.safeParse(payload);
  if (!event.success) {
    throw broken('is not an event of EventBridge', event.error);
  }
  const { account, region, source, detail, time } = event.data;
  const type = event.data['detail-type'];
  if (source === 'aws.states' && type === RUN_TYPE) {
    return runEvent(detail, account, region);
  }
  if (source === 'aws.emr-containers' && JOB_TYPES.includes(type)) {
    return jobEvent(detail, { accountId: account, region }, time);
  }
  return undefined;
}

function runEvent(detail: unknown, accountId: string, region: string): StatusEvent {
  const read = runDetail.safeParse(detail);
  if (!read.success) {
    throw broken(`of type "${RUN_TYPE}" is broken`, read.error);
  }
  const said = read.data;
  const expected = `${said.stateMachineArn.replace(':stateMachine:', ':execution:')}:${said.name}`;
  const [, , , arnRegion, arnAccount] = said.stateMachineArn.split(':');
  if (said.executionArn !== expected || arnRegion !== region || arnAccount !== accountId) {
    throw new InputError(
      `An event of type "${RUN_TYPE}" contradicts itself about ${said.executionArn}: it is left out`,
    );
  }
  const status = toRunStatus(said.status);
  const ended = isTerminal(status);
  const outcome = outcomeOf(status, said);
  const trigger = triggerOf(said.input ?? undefined);
  return {
    kind: 'run',
    stateMachineArn: said.stateMachineArn,
    fact: {
      runId: said.name,
      status: outcome.status,
      redriveCount: said.redriveCount ?? 0,
      startedAt: said.startDate,
      ...(ended && said.stopDate && { endedAt: said.stopDate }),
      precision: PRECISION.event,
      ...(trigger && { trigger }),
      ...(outcome.error && { error: outcome.error }),
    },
  };
}

function jobEvent(
  detail: unknown,
  place: { accountId: string; region: string },
  time: string | undefined,
): StatusEvent {
  const read = jobDetail.safeParse(detail);
  if (!read.success) {
    throw broken(`of type "${JOB_TYPES[0]}" is broken`, read.error);
  }
  const { state, ...said } = read.data;
  const told = Object.entries(said).filter(([, value]) => value !== null && value !== undefined);
  const entered = time && { state: toJobState(state), since: new Date(time).toISOString() };
  return {
    kind: 'job',
    ...place,
    job: {
      ...Object.fromEntries(told),
      state: toJobState(state),
      ...(entered && { states: [entered] }),
    } as Job,
  };
}

function broken(how: string, error: z.ZodError): InputError {
  const [{ path, message }] = error.issues;
  return new InputError(`A message ${how} at ${path.join('.') || 'its top'}: ${message}`);
}
