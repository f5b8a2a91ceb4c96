/**
 * AWS, Git and GitOps on one machine, for trying out and testing; never loaded by a production portal.
 *
 * @packageDocumentation
 */
import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';
import { forgePlugin, templateHostModule } from './forge';
import { sandboxPlugin } from './sync';

/** The forge and the sync; the local AWS comes with the sync. */
export default createBackendFeatureLoader({
  *loader() {
    yield forgePlugin;
    yield templateHostModule;
    yield sandboxPlugin;
  },
});
