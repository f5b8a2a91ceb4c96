import { timingSafeEqual } from 'node:crypto';
import { AuthenticationError } from '@backstage/errors';
import type { Request, Response } from 'express';

/** Who may write: one user of the sandbox, known to the portal by its configuration. */
export interface Credentials {
  username: string;
  password: string;
}

/** Refuses a request that does not carry the credentials, in a way that makes git ask for them. */
export function requireCredentials(expected: Credentials, request: Request, response: Response) {
  const [scheme, given = ''] = (request.headers.authorization ?? '').split(' ');
  const wanted = Buffer.from(`${expected.username}:${expected.password}`);
  const got = Buffer.from(given, 'base64');
  const right = got.length === wanted.length && timingSafeEqual(got, wanted);
  if (scheme.toLowerCase() !== 'basic' || !right) {
    response.setHeader('WWW-Authenticate', 'Basic realm="sandbox forge"');
    throw new AuthenticationError(
      'Writing to the sandbox forge needs its user and password: see integrations.gitea in app-config.yaml',
    );
  }
}
