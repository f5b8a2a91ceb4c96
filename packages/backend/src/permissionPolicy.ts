import { createBackendModule } from '@backstage/backend-plugin-api';
import { AuthorizeResult, type PolicyDecision } from '@backstage/plugin-permission-common';
import type { PermissionPolicy } from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';

/**
 * Every signed-in user may do everything. That is right for the sandbox, where the only user is the person at the
 * machine; a company puts its own policy here (see docs/security.md for the permissions there are).
 */
class SignedInMayAll implements PermissionPolicy {
  async handle(_request: unknown, user?: unknown): Promise<PolicyDecision> {
    return { result: user ? AuthorizeResult.ALLOW : AuthorizeResult.DENY };
  }
}

export const permissionPolicy = createBackendModule({
  pluginId: 'permission',
  moduleId: 'signed-in-may-all',
  register(env) {
    env.registerInit({
      deps: { policy: policyExtensionPoint },
      async init({ policy }) {
        policy.setPolicy(new SignedInMayAll());
      },
    });
  },
});
