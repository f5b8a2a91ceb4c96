import {
  ApiBlueprint,
  coreExtensionData,
  createExtension,
  createFrontendModule,
  discoveryApiRef,
  ExtensionBoundary,
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

const firstRun = createExtension({
  kind: 'first-run',
  name: 'sandbox',
  attachTo: { id: 'entity-content:data-pipelines/runs', input: 'firstRun' },
  output: [coreExtensionData.reactElement],
  factory: ({ node }) => [
    coreExtensionData.reactElement(
      ExtensionBoundary.lazy(node, () =>
        import('./FirstDrop').then(({ FirstDrop }) => <FirstDrop />),
      ),
    ),
  ],
});

/**
 * What only a sandbox has: on a pipeline's page, how its repository became resources, and files to drop.
 * `app.extensions: [entity-card:catalog/sandbox: false, first-run:catalog/sandbox: false]` takes it out of a real portal.
 */
export const sandboxModule = createFrontendModule({
  pluginId: 'catalog',
  extensions: [api, card, firstRun],
});
