import { coreServices, createBackendFeatureLoader } from '@backstage/backend-plugin-api';

/**
 * The forge, the GitOps sync and the local AWS, only where `dataPipelines.sandbox` is configured: a portal with
 * app-config.production.yaml does not even load their code.
 */
export const sandbox = createBackendFeatureLoader({
  deps: { config: coreServices.rootConfig },
  async *loader({ config }) {
    if (config.has('dataPipelines.sandbox')) yield import('sandbox');
  },
});
