import type { BackstageCredentials } from '@backstage/backend-plugin-api';

/** Who asks, as it is written down with what is done: an entity reference, or a service's subject. */
export function actorOf({ principal }: BackstageCredentials): string {
  const { userEntityRef, subject } = principal as { userEntityRef?: string; subject?: string };
  return userEntityRef ?? subject ?? 'unknown';
}
