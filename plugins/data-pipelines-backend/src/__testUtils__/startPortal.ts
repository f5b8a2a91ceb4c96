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
import { type EventsService, eventsServiceRef } from '@backstage/plugin-events-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { pipelineEntity } from 'backstage-plugin-data-pipelines-common/fixtures';
import type { JsonObject } from '@backstage/types';
import { dataPipelinesPlugin } from '../plugin';

/** An audit event as it came to its end. */
export interface AuditEntry {
  eventId: string;
  severityLevel?: string;
  meta?: JsonObject;
  outcome: 'succeeded' | 'failed';
  /** Name of the error. */
  error?: string;
}

/** Whether a caller may do something with an entity, or with all alike. */
export type Decide = (asked: {
  permission: string;
  resourceRef?: string;
  principal: unknown;
}) => AuthorizeResult;

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

/** The same with AWS at another address. */
export function configWith(endpoint: string, more: JsonObject = {}) {
  const { sandbox } = CONFIG.dataPipelines.platforms;
  return {
    dataPipelines: {
      ...CONFIG.dataPipelines,
      platforms: { sandbox: { ...sandbox, endpoint } },
      ...more,
    },
  };
}

/**
 * The real plugin in a real backend with a real database; only the catalog, the policy and the auditor are stand-ins.
 * The reconciler runs when a test says so.
 */
export async function startPortal(
  options: {
    config?: JsonObject;
    entities?: Entity[];
    decision?: AuthorizeResult.ALLOW | AuthorizeResult.DENY;
    decide?: Decide;
    /** Called, and waited for, as an audit event is begun. */
    onAttempt?: () => Promise<void>;
    /** Further services in place of the defaults. */
    features?: BackendFeature[];
  } = {},
) {
  const audit: AuditEntry[] = [];
  const auditor = createServiceFactory({
    service: coreServices.auditor,
    deps: {},
    factory: () => ({
      createEvent: async ({ eventId, meta, severityLevel }: AuditorServiceCreateEventOptions) => {
        const event = { eventId, meta, ...(severityLevel && { severityLevel }) };
        await options.onAttempt?.();
        return {
          success: async () => void audit.push({ ...event, outcome: 'succeeded' }),
          fail: async ({ error }: { error: Error }) =>
            void audit.push({ ...event, outcome: 'failed', error: error.name }),
        };
      },
    }),
  });
  const decide: Decide = options.decide ?? (() => options.decision ?? AuthorizeResult.ALLOW);
  const permissions = mockServices.permissions.mock({
    authorize: async (requests, { credentials } = { credentials: mockCredentials.none() }) =>
      requests.map(({ permission, resourceRef }) => ({
        result: decide({
          permission: permission.name,
          resourceRef,
          principal: credentials.principal,
        }) as AuthorizeResult.ALLOW,
      })),
    authorizeConditional: async (requests, { credentials }) =>
      requests.map(({ permission }) => ({
        result: decide({
          permission: permission.name,
          principal: credentials.principal,
        }) as AuthorizeResult.ALLOW,
      })),
  });
  const tasks = new Map<string, (signal: AbortSignal) => unknown>();
  const scheduler = mockServices.scheduler.mock({
    scheduleTask: async task => void tasks.set(task.id, task.fn as never),
  });
  const events: EventsService = mockServices.events();
  const signals: JsonObject[] = [];
  const { server, stop } = await startTestBackend({
    features: [
      dataPipelinesPlugin,
      mockServices.rootConfig.factory({ data: options.config ?? CONFIG }),
      mockServices.httpAuth.factory({ defaultCredentials: mockCredentials.user() }),
      catalogServiceMock.factory({ entities: options.entities ?? [pipelineEntity] }),
      permissions.factory,
      scheduler.factory,
      createServiceFactory({ service: eventsServiceRef, deps: {}, factory: () => events }),
      createServiceFactory({
        service: signalsServiceRef,
        deps: {},
        factory: () => ({
          publish: async signal => void signals.push(signal as unknown as JsonObject),
        }),
      }),
      auditor,
      ...(options.features ?? []),
    ],
  });
  return {
    server,
    audit,
    permissions,
    signals,
    /** The scheduled tasks, by id; none runs by itself. */
    tasks,
    stop,
    /** Lets AWS push an event. */
    push: (eventPayload: unknown) => events.publish({ topic: 'data-pipelines', eventPayload }),
    /** One round of the reconciler. */
    reconcile: async () => {
      await tasks.get('data-pipelines-reconcile')!(new AbortController().signal);
    },
  };
}
