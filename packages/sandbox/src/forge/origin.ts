import { NotAllowedError } from '@backstage/errors';
import type { Request } from 'express';

/**
 * Refuses what a page of another site makes a visitor's browser send. A browser names the origin of whatever is no
 * mere GET; git and scripts name none. The wanted origin is the configured one, not the request's Host, which another
 * site can lead here by its own DNS.
 *
 * @param own - scheme, host and port of the portal
 * @throws NotAllowedError
 */
export function refuseOtherOrigins(own: string, request: Request): void {
  const { origin } = request.headers;
  if (origin !== undefined && origin !== own) {
    throw new NotAllowedError(
      `This was sent from ${origin === 'null' ? 'an unnamed page' : origin}: open the page at ${own} and do it there`,
    );
  }
}

/** The same for what needs no password, so that it has to come from a page of the forge. */
export function requireOwnOrigin(own: string, request: Request): void {
  refuseOtherOrigins(own, request);
  if (request.headers.origin === undefined) {
    throw new NotAllowedError(
      `This is for a browser at ${own}; a script uses the API, /api/v1, with user and password`,
    );
  }
}
