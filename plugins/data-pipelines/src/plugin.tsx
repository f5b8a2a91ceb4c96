import {
  ApiBlueprint,
  coreExtensionData,
  createExtensionInput,
  createFrontendPlugin,
  createRouteRef,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { EntityCardBlueprint, EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import {
  ANNOTATION_STATE_MACHINE_ARN,
  COMPONENT_TYPE,
} from 'backstage-plugin-data-pipelines-common';
import { FilterPredicate } from '@backstage/filter-predicates';
import { RiFlowChart } from '@remixicon/react';
import { DataPipelinesClient, dataPipelinesApiRef } from './api';

const api = ApiBlueprint.make({
  params: define =>
    define({
      api: dataPipelinesApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: apis => new DataPipelinesClient(apis),
    }),
});

/** A component of the right type without the annotation is meant, too: its views tell the remedy. */
const PIPELINES: FilterPredicate = {
  $all: [
    { kind: 'component' },
    {
      $any: [
        { 'spec.type': COMPONENT_TYPE },
        { [`metadata.annotations.${ANNOTATION_STATE_MACHINE_ARN}`]: { $exists: true } },
      ],
    },
  ],
};

const runsTab = EntityContentBlueprint.makeWithOverrides({
  name: 'runs',
  inputs: {
    /** What a portal has to start the first run with, beside the command: e.g. a button that drops a file. */
    firstRun: createExtensionInput([coreExtensionData.reactElement], {
      singleton: true,
      optional: true,
    }),
  },
  factory: (make, { inputs }) =>
    make({
      path: '/runs',
      // Blueprints take titles as they are; app-config puts others in their place.
      title: 'Runs',
      filter: PIPELINES,
      loader: () =>
        import('./views/runs').then(({ RunsTab }) => (
          <RunsTab firstRun={inputs.firstRun?.get(coreExtensionData.reactElement)} />
        )),
    }),
});

const overviewCard = EntityCardBlueprint.make({
  name: 'overview',
  params: {
    type: 'content',
    filter: PIPELINES,
    loader: () => import('./views/overview').then(({ OverviewCard }) => <OverviewCard />),
  },
});

/** The page over all pipelines. */
const rootRouteRef = createRouteRef();

const pipelinesPage = PageBlueprint.make({
  params: {
    path: '/data-pipelines',
    routeRef: rootRouteRef,
    // Short, for the sidebar.
    title: 'Pipelines',
    icon: <RiFlowChart />,
    loader: () => import('./views/pipelines').then(({ PipelinesPage }) => <PipelinesPage />),
  },
});

const nameField = FormFieldBlueprint.make({
  name: 'name',
  params: { field: () => import('./form').then(({ nameFormField }) => nameFormField) },
});

const platformField = FormFieldBlueprint.make({
  name: 'platform',
  params: { field: () => import('./form').then(({ platformFormField }) => platformFormField) },
});

const reviewField = FormFieldBlueprint.make({
  name: 'review',
  params: { field: () => import('./form').then(({ reviewFormField }) => reviewFormField) },
});

const foldField = FormFieldBlueprint.make({
  name: 'fold',
  params: { field: () => import('./form').then(({ foldFormField }) => foldFormField) },
});

/** Runs of data pipelines on their entity page, and the fields of the form that makes a pipeline. */
export default createFrontendPlugin({
  pluginId: 'data-pipelines',
  title: 'Data pipelines',
  icon: <RiFlowChart />,
  routes: { root: rootRouteRef },
  info: { packageJson: () => import('../package.json') },
  extensions: [
    api,
    pipelinesPage,
    runsTab,
    overviewCard,
    nameField,
    platformField,
    reviewField,
    foldField,
  ],
});
