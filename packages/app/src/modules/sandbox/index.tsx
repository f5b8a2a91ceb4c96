import {
  ApiBlueprint,
  createFrontendModule,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { sandboxApiRef, SandboxClient } from './SandboxClient';

const api = ApiBlueprint.make({
  name: 'sandbox',
  params: define =>
    define({
      api: sandboxApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: apis => new SandboxClient(apis),
    }),
});

const card = EntityCardBlueprint.make({
  name: 'sandbox',
  params: {
    type: 'content',
    filter: { kind: 'component', 'spec.type': 'data-pipeline' },
    loader: () => import('./SandboxCard').then(({ SandboxCard }) => <SandboxCard />),
  },
});

/**
 * What only a sandbox has: on a pipeline's page, how its repository became resources, and files to drop.
 * `app.extensions: [entity-card:catalog/sandbox: false]` takes it out of a real portal.
 */
export const sandboxModule = createFrontendModule({
  pluginId: 'catalog',
  extensions: [api, card],
});
