import { RESOURCE_TYPE_CATALOG_ENTITY } from '@backstage/plugin-catalog-common/alpha';
import { createPermission } from '@backstage/plugin-permission-common';

/** See a pipeline's runs, their steps, jobs and data. Decided on the pipeline's catalog entity. */
export const dataPipelinesRunReadPermission = createPermission({
  name: 'dataPipelines.run.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

/** All permissions of the plugin, for `createPermissionIntegrationRouter` and for policies. */
export const dataPipelinesPermissions = [dataPipelinesRunReadPermission];
