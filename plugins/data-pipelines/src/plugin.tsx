import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import {
  ANNOTATION_STATE_MACHINE_ARN,
  COMPONENT_TYPE,
} from 'backstage-plugin-data-pipelines-common';
import { DataPipelinesClient, dataPipelinesApiRef } from './api';

const api = ApiBlueprint.make({
  params: define =>
    define({
      api: dataPipelinesApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: apis => new DataPipelinesClient(apis),
    }),
});

const runsTab = EntityContentBlueprint.make({
  name: 'runs',
  params: {
    path: '/runs',
    title: 'Runs',
    // A component of the right type without the annotation gets the tab too: it tells the remedy.
    filter: {
      $all: [
        { kind: 'component' },
        {
          $any: [
            { 'spec.type': COMPONENT_TYPE },
            { [`metadata.annotations.${ANNOTATION_STATE_MACHINE_ARN}`]: { $exists: true } },
          ],
        },
      ],
    },
    loader: () => import('./views/runs').then(({ RunsTab }) => <RunsTab />),
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

/** Runs of data pipelines on their entity page, and the fields of the form that makes a pipeline. */
export default createFrontendPlugin({
  pluginId: 'data-pipelines',
  title: 'Data pipelines',
  info: { packageJson: () => import('../package.json') },
  extensions: [api, runsTab, nameField, platformField, reviewField],
});
