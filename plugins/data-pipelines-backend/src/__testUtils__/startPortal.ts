import {
  type BackendFeature,
  createServiceFactory,
  coreServices,
  type AuditorServiceCreateEventOptions,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { pipelineEntity } from 'backstage-plugin-data-pipelines-common/fixtures';
import type { JsonObject } from '@backstage/types';
import { dataPipelinesPlugin } from '../plugin';

/** An audit event as it came to its end. */
export interface AuditEntry {
  eventId: string;
  meta?: JsonObject;
  outcome: 'succeeded' | 'failed';
  /** Name of the error. */
  error?: string;
}

/** The configuration of the tests: one platform, that of the fixtures. */
export const CONFIG = {
  dataPipelines: {
    platforms: {
      sandbox: {
        title: 'Sandbox on this machine',
        accountId: '123456789012',
        region: 'eu-west-1',
        clusterName: 'sandbox',
        oidcProvider: 'oidc.eks.eu-west-1.amazonaws.com/id/SANDBOX',
        apiGroup: 'pipelines.example.org',
        owner: 'group:default/platform',
        endpoint: 'http://127.0.0.1:4566',
      },
    },
    runs: { refresh: { milliseconds: 0 } },
  },
};

/** The real plugin in a real backend; only the catalog, the policy and the auditor are stand-ins. */
export async function startPortal(
  options: {
    config?: JsonObject;
    entities?: Entity[];
    decision?: AuthorizeResult.ALLOW | AuthorizeResult.DENY;
    /** Further services in place of the defaults. */
    features?: BackendFeature[];
  } = {},
) {
  const audit: AuditEntry[] = [];
  const auditor = createServiceFactory({
    service: coreServices.auditor,
    deps: {},
    factory: () => ({
      createEvent: async ({ eventId, meta }: AuditorServiceCreateEventOptions) => ({
        success: async () => void audit.push({ eventId, meta, outcome: 'succeeded' }),
        fail: async ({ error }: { error: Error }) =>
          void audit.push({ eventId, meta, outcome: 'failed', error: error.name }),
      }),
    }),
  });
  const permissions = mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(() => ({ result: options.decision ?? AuthorizeResult.ALLOW })),
  });
  const { server } = await startTestBackend({
    features: [
      dataPipelinesPlugin,
      mockServices.rootConfig.factory({ data: options.config ?? CONFIG }),
      mockServices.httpAuth.factory({ defaultCredentials: mockCredentials.user() }),
      catalogServiceMock.factory({ entities: options.entities ?? [pipelineEntity] }),
      permissions.factory,
      auditor,
      ...(options.features ?? []),
    ],
  });
  return { server, audit, permissions };
}
