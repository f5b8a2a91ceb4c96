import type { RunError } from 'backstage-plugin-data-pipelines-common';
import { field, parseObject, text } from './json';

// Where services put the sentence for a person, best first: EMR's, Batch's and ECS's, Lambda's, most others'.
const SENTENCES = [
  'stateDetails',
  'statusReason',
  'stoppedReason',
  'errorMessage',
  'errorDetails',
  'message',
];

/**
 * An error as Step Functions reported it, with the sentence for a person dug out of its cause: of a failed `.sync` job
 * the cause is the whole description of the job as JSON, in which one field says why.
 */
export function toRunError(
  name: string | undefined,
  cause: string | undefined,
  step?: string,
): RunError {
  const message = sentenceOf(cause) ?? cause ?? name ?? 'No reason was given';
  return {
    name: name ?? 'Unknown',
    message,
    ...(cause && cause !== message && { cause }),
    ...(step && { step }),
  };
}

/** True for the names that Step Functions gives to a limit of time that was passed. */
export function isTimeout(error: RunError | undefined): boolean {
  return error?.name === 'States.Timeout' || error?.name === 'States.HeartbeatTimeout';
}

function sentenceOf(cause: string | undefined): string | undefined {
  const described = parseObject(cause);
  const inner = field(described, 'jobRun') ?? described;
  for (const name of SENTENCES) {
    const sentence = text(inner, name);
    if (sentence) {
      return sentence;
    }
  }
  return undefined;
}
