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

const placeOf = (call: AwsCall) => `account ${call.accountId}, region ${call.region}`;

/** The one table of AWS's errors: first match wins. */
const TABLE: Row[] = [
  {
    names: /^(Throttl|TooManyRequests|RequestLimitExceeded|RequestThrottled|SlowDown)/,
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
    names:
      /^(TimeoutError|AbortError|RequestTimeout|NetworkingError|E(CONNREFUSED|CONNRESET|NOTFOUND|PIPE|TIMEDOUT|HOSTUNREACH|AI_AGAIN))/,
    toError: call =>
      new TryLaterError(
        `AWS does not answer ${call.action} in ${placeOf(call)}: try again in a minute; if that does not help, the portal's owners should check the network and AWS's status page`,
        30,
      ),
  },
  {
    names: /^(Internal|ServiceUnavailable|ServiceException|KmsThrottling)/,
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
  // A network fault has its name in `code`, or, where the SDK wraps it, only in its message; all else in `name`.
  const code = (error as { code?: unknown }).code ?? /\bE[A-Z]+_?[A-Z]+\b/.exec(error.message)?.[0];
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  const names = [error.name, ...(typeof code === 'string' ? [code] : [])];
  if (status && status >= 500) {
    names.push('InternalServerError');
  }
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

function isOurs(error: Error): boolean {
  return /^(NotAllowed|NotFound|Input|Conflict|ServiceUnavailable)Error$/.test(error.name);
}
