import {
  ConflictError,
  InputError,
  isError,
  NotFoundError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';
import { TryLaterError } from '../errors/TryLaterError';
import type { AwsPlace } from './AwsAccess';

/** What was being done, for the sentence of an error. */
export interface AwsCall extends AwsPlace {
  /** IAM action, e.g. `states:ListExecutions`. */
  action: string;
  /** The thing asked about, as people call it, e.g. `state machine retail-taxi-daily`. */
  thing: string;
}

interface Row {
  names: RegExp;
  toError: (call: AwsCall, said: string) => Error;
}

const THROTTLE =
  /^(Throttl|TooManyRequests|RequestLimitExceeded|RequestThrottled|SlowDown|KmsThrottling)/;
const NO_ANSWER =
  /^(TimeoutError|AbortError|RequestTimeout|NetworkingError|E(CONNREFUSED|CONNRESET|NOTFOUND|PIPE|TIMEDOUT|HOSTUNREACH|AI_AGAIN))/;
const FAULT = /^(Internal|ServiceUnavailable|ServiceException)/;

const placeOf = (call: AwsCall) => `account ${call.accountId}, region ${call.region}`;

/** The one table of AWS's errors: first match wins. */
const TABLE: Row[] = [
  {
    names: THROTTLE,
    toError: call =>
      new TryLaterError(
        `AWS throttles ${call.action} in ${placeOf(call)}: try again in a few seconds`,
        5,
      ),
  },
  {
    names: /^ExpiredToken|^TokenRefreshRequired$|^RequestExpired$/,
    toError: call =>
      new ServiceUnavailableError(
        `The portal's AWS credentials for ${placeOf(call)} have expired: the portal's owners must renew them`,
      ),
  },
  {
    names:
      /^(CredentialsProviderError|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|MissingAuthenticationToken|IncompleteSignature|AuthFailure)/,
    toError: call =>
      new ServiceUnavailableError(
        `The portal has no valid AWS credentials for ${placeOf(call)}: the portal's owners must set them in the aws section of app-config`,
      ),
  },
  {
    // S3 answers a HEAD without a body, so without a code: its name is the status.
    names: /^(AccessDenied|NotAuthorized|UnauthorizedOperation|Forbidden$|403$)/,
    toError: (call, said) =>
      new ServiceUnavailableError(
        `AWS does not allow the portal ${call.action} on ${call.thing} in ${placeOf(call)}: the portal's owners must add it to the policy of the portal's role (AWS said: ${said})`,
      ),
  },
  {
    names:
      /^(NoSuchKey|NoSuchBucket|NoSuchVersion|NotFound|404|QueueDoesNotExist|.*NonExistentQueue)$/,
    toError: call =>
      new NotFoundError(`There is no ${call.thing} in ${placeOf(call)}: check the name`),
  },
  {
    names: /^ExecutionNotRedrivable$/,
    toError: (call, said) => new ConflictError(`AWS does not redrive ${call.thing}: ${said}`),
  },
  {
    names: /^ExecutionLimitExceeded$/,
    toError: call =>
      new TryLaterError(
        `AWS starts no more runs in ${placeOf(call)}, since as many go on as its quota allows: try again later`,
        60,
      ),
  },
  {
    names: /^(ExecutionDoesNotExist|ResourceNotFound)/,
    toError: call =>
      new NotFoundError(
        `There is no ${call.thing} in ${placeOf(call)}: check the name; AWS forgets what ended more than 90 days ago`,
      ),
  },
  {
    names: /^(StateMachineDoesNotExist|StateMachineDeleting)/,
    toError: call =>
      new NotFoundError(
        `There is no ${call.thing} in ${placeOf(call)}: its pipeline may still be in the making or be retired; see its Argo CD application`,
      ),
  },
  {
    names: /^InvalidToken$/,
    toError: () =>
      new InputError(
        'The cursor is not one of this list or is older than a day: begin again without a cursor',
      ),
  },
  {
    names: /^(InvalidArn|ValidationException|InvalidName)/,
    toError: (call, said) =>
      new InputError(`AWS does not accept the request about ${call.thing}: ${said}`),
  },
  {
    names: NO_ANSWER,
    toError: call =>
      new TryLaterError(
        `AWS does not answer ${call.action} in ${placeOf(call)}: try again in a minute; if that does not help, the portal's owners should check the network and AWS's status page`,
        30,
      ),
  },
  {
    names: FAULT,
    toError: call =>
      new TryLaterError(
        `AWS has a fault in ${call.action} in ${placeOf(call)}: try again in a minute`,
        30,
      ),
  },
];

/** The error to show for what AWS, its SDK or the network threw. */
export function fromAws(thrown: unknown, call: AwsCall): Error {
  const error = toError(thrown);
  const names = namesOf(error);
  const row = TABLE.find(({ names: known }) => names.some(name => known.test(name)));
  if (row) {
    return row.toError(call, error.message);
  }
  if (/no AWS integration that matches/i.test(error.message)) {
    return TABLE[2].toError(call, error.message);
  }
  return isError(thrown) && isOurs(error)
    ? error
    : new Error(`${call.action} on ${call.thing} in ${placeOf(call)} failed: ${error.message}`);
}

/** True when AWS said that there were too many calls. */
export function isThrottle(thrown: unknown): boolean {
  return namesOf(toError(thrown)).some(name => THROTTLE.test(name));
}

/** True when the same call may succeed a moment later. */
export function isTransient(thrown: unknown): boolean {
  const transient = [THROTTLE, NO_ANSWER, FAULT];
  return namesOf(toError(thrown)).some(name => transient.some(known => known.test(name)));
}

function namesOf(error: Error): string[] {
  // A network fault has its name in `code`, or, where the SDK wraps it, only in its message; all else in `name`.
  const code = (error as { code?: unknown }).code ?? /\bE[A-Z]+_?[A-Z]+\b/.exec(error.message)?.[0];
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  const names = [error.name, ...(typeof code === 'string' ? [code] : [])];
  // The SDK wraps what is no Error to it, e.g. a TimeoutError that is a connection cut off.
  const wrapped = /\bwrapper for (\w+)/.exec(error.message)?.[1];
  if (wrapped) {
    names.push(wrapped);
  }
  if (/socket hang up/.test(error.message)) {
    names.push('ECONNRESET');
  }
  if (status && status >= 500) {
    names.push('InternalServerError');
  }
  return names;
}

function isOurs(error: Error): boolean {
  return /^(NotAllowed|NotFound|Input|Conflict|ServiceUnavailable)Error$/.test(error.name);
}
