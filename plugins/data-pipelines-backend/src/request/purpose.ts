import type { ResourcePermission } from '@backstage/plugin-permission-common';
import { dataPipelinesRunReadPermission } from 'backstage-plugin-data-pipelines-common';

/** What is done with a pipeline: how it is audited, and what the caller must be allowed. */
export interface Purpose {
  eventId: string;
  severityLevel?: 'low' | 'medium' | 'high';
  permission: ResourcePermission;
  meta: { [name: string]: string };
}

/** Reading, under the audit event `run-fetch`. */
export function read(queryType: string): Purpose {
  return {
    eventId: 'run-fetch',
    permission: dataPipelinesRunReadPermission,
    meta: { queryType },
  };
}

/** Acting, under an audit event of its own. */
export function act(actionType: string, permission: ResourcePermission): Purpose {
  return { eventId: 'run-act', severityLevel: 'medium', permission, meta: { actionType } };
}
