/**
 * The same views for portals on the frontend system before: extensions to place in the app and on the entity page.
 *
 * @packageDocumentation
 */
import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  createRouteRef,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { createScaffolderFieldExtension } from '@backstage/plugin-scaffolder-react';
import {
  ANNOTATION_STATE_MACHINE_ARN,
  COMPONENT_TYPE,
} from 'backstage-plugin-data-pipelines-common';
import { DataPipelinesClient } from './api/DataPipelinesClient';
import { dataPipelinesApiRef } from './api';
import { foldField, nameField, platformField, reviewField } from './form/fields';

export * from './api';
export { dataPipelinesTranslationRef } from './translation';

const rootRouteRef = createRouteRef({ id: 'data-pipelines' });
const runsRouteRef = createRouteRef({ id: 'data-pipelines.runs' });

/** The plugin; its API comes with it. */
export const dataPipelinesPlugin = createPlugin({
  id: 'data-pipelines',
  routes: { root: rootRouteRef, runs: runsRouteRef },
  apis: [
    createApiFactory({
      api: dataPipelinesApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: apis => new DataPipelinesClient(apis),
    }),
  ],
});

/** True for a component that is a pipeline: for `if` of `EntityLayout.Route` and `EntitySwitch.Case`. */
export function isDataPipeline(entity: Entity): boolean {
  return (
    entity.kind.toLocaleLowerCase('en-US') === 'component' &&
    (entity.spec?.type === COMPONENT_TYPE ||
      entity.metadata.annotations?.[ANNOTATION_STATE_MACHINE_ARN] !== undefined)
  );
}

/** The page over all pipelines: `<Route path="/data-pipelines" element={<DataPipelinesPage />} />`. */
export const DataPipelinesPage = dataPipelinesPlugin.provide(
  createRoutableExtension({
    name: 'DataPipelinesPage',
    mountPoint: rootRouteRef,
    component: () =>
      import('./views/pipelines').then(({ PipelinesPageWithHeader }) => PipelinesPageWithHeader),
  }),
);

/**
 * The runs of a pipeline: content of `<EntityLayout.Route path="/runs" title="Runs">`. While there is none, `firstRun`
 * is shown beside the command that starts one.
 */
export const EntityRunsContent = dataPipelinesPlugin.provide(
  createRoutableExtension({
    name: 'EntityRunsContent',
    mountPoint: runsRouteRef,
    component: () => import('./views/runs').then(({ RunsTab }) => RunsTab),
  }),
);

/** How a pipeline is: a card for the overview of its entity page. */
export const EntityDataPipelineCard = dataPipelinesPlugin.provide(
  createComponentExtension({
    name: 'EntityDataPipelineCard',
    component: {
      lazy: () => import('./views/overview').then(({ OverviewCard }) => OverviewCard),
    },
  }),
);

// Fields of the form: children of `<ScaffolderFieldExtensions>` on the scaffolder's page.

/** Shows live what will be called after the name. */
export const DataPipelineNameField = dataPipelinesPlugin.provide(
  createScaffolderFieldExtension(nameField),
);

/** Chooses the account and cluster. */
export const DataPipelinePlatformField = dataPipelinesPlugin.provide(
  createScaffolderFieldExtension(platformField),
);

/** What will be created, or what is wrong in the form. */
export const DataPipelineReviewField = dataPipelinesPlugin.provide(
  createScaffolderFieldExtension(reviewField),
);

/** Folds settings away whose defaults suit most. */
export const DataPipelineFoldField = dataPipelinesPlugin.provide(
  createScaffolderFieldExtension(foldField),
);
