import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import { AuthorizeResult, type PolicyDecision } from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';

/** Permissions by which runs cost money or end: `dataPipelines.run.start`, `.stop` and `.redrive`. */
const ACTS_ON_RUNS = /^dataPipelines\.run\.(?!read$)/;

/**
 * Every signed-in user may see everything; runs are started, stopped and redriven by the owners of the pipeline only.
 * A company puts its own policy here (see docs/security.md for the permissions there are).
 */
export class OwnersAct implements PermissionPolicy {
  async handle({ permission }: PolicyQuery, user?: PolicyQueryUser): Promise<PolicyDecision> {
    if (!user) {
      return { result: AuthorizeResult.DENY };
    }
    if (ACTS_ON_RUNS.test(permission.name) && permission.type === 'resource') {
      return createCatalogConditionalDecision(
        permission as Parameters<typeof createCatalogConditionalDecision>[0],
        catalogConditions.isEntityOwner({ claims: user.info.ownershipEntityRefs }),
      );
    }
    return { result: AuthorizeResult.ALLOW };
  }
}

export const permissionPolicy = createBackendModule({
  pluginId: 'permission',
  moduleId: 'owners-act',
  register(env) {
    env.registerInit({
      deps: { policy: policyExtensionPoint },
      async init({ policy }) {
        policy.setPolicy(new OwnersAct());
      },
    });
  },
});
