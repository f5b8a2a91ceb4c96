import { RESOURCE_TYPE_CATALOG_ENTITY } from '@backstage/plugin-catalog-common/alpha';
import { createPermission } from '@backstage/plugin-permission-common';

/** See a pipeline's runs, their steps, jobs and data. Decided on the pipeline's catalog entity. */
export const dataPipelinesRunReadPermission = createPermission({
  name: 'dataPipelines.run.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

/** Start a run with an object, run one again, or backfill. */
export const dataPipelinesRunStartPermission = createPermission({
  name: 'dataPipelines.run.start',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

/** Stop a run that goes on. */
export const dataPipelinesRunStopPermission = createPermission({
  name: 'dataPipelines.run.stop',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

/** Let a failed run go on from the step that failed. */
export const dataPipelinesRunRedrivePermission = createPermission({
  name: 'dataPipelines.run.redrive',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

/** All permissions of the plugin, for `createPermissionIntegrationRouter` and for policies. */
export const dataPipelinesPermissions = [
  dataPipelinesRunReadPermission,
  dataPipelinesRunStartPermission,
  dataPipelinesRunStopPermission,
  dataPipelinesRunRedrivePermission,
];
