import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Somebody whom the API server knows by a token. */
export interface User {
  name: string;
  groups: string[];
  token: string;
}

/** May do everything. */
export const ADMIN: User = user('admin', ['system:masters']);

/** A user with a token that nobody can guess, known for this run only. */
export function user(name: string, groups: string[] = []): User {
  return { name, groups, token: randomUUID() };
}

/** Files by which the API server knows its users and signs the tokens of service accounts. */
export function writeIdentities(folder: string, users: User[]) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const files = {
    tokens: join(folder, 'tokens.csv'),
    signingKey: join(folder, 'service-accounts.key'),
    publicKey: join(folder, 'service-accounts.pub'),
  };
  const line = ({ name, groups, token }: User) => `${token},${name},${name},"${groups.join(',')}"`;
  writeFileSync(files.tokens, `${users.map(line).join('\n')}\n`, { mode: 0o600 });
  writeFileSync(files.signingKey, privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
  });
  writeFileSync(files.publicKey, publicKey.export({ type: 'spki', format: 'pem' }));
  return files;
}
