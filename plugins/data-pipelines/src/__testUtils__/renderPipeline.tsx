import { ReactElement } from 'react';
import { useLocation } from 'react-router-dom';
import { Entity } from '@backstage/catalog-model';
import { coreExtensionData, createExtension } from '@backstage/frontend-plugin-api';
import { mockApis, renderTestApp } from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { createTestEntityPage } from '@backstage/plugin-catalog-react/testUtils';
import { SignalApi, signalApiRef } from '@backstage/plugin-signals-react';
import { pipelineEntity } from 'backstage-plugin-data-pipelines-common/fixtures';
import plugin from '../plugin';
import { PipelineSignal } from 'backstage-plugin-data-pipelines-common';
import { FakeBackend } from './FakeBackend';

/** Address of the entity page. */
export const PIPELINE_PATH = '/catalog/default/component/retail-taxi-daily';

/** The same pipeline under another name: answers about permissions are kept for a name while tests run. */
export function pipelineNamed(name: string): Entity {
  return { ...pipelineEntity, metadata: { ...pipelineEntity.metadata, name } };
}

/** The portal's signals, as far as a page hears them. */
export class FakeSignals implements SignalApi {
  private readonly listeners = new Set<(message: any) => void>();

  subscribe(_channel: string, onMessage: (message: any) => void) {
    this.listeners.add(onMessage);
    return { unsubscribe: () => this.listeners.delete(onMessage) };
  }

  tell(message: PipelineSignal) {
    this.listeners.forEach(listener => listener(message));
  }
}

/** With a second tab the test's entity page routes as the real one does. */
const otherTab = EntityContentBlueprint.make({
  name: 'other',
  params: { path: '/other', title: 'Other', loader: async () => <OtherTab /> },
});

function OtherTab() {
  return <div>Other tab at {useLocation().pathname}</div>;
}

function firstRunOf(element: ReactElement) {
  return createExtension({
    name: 'first-run',
    attachTo: { id: 'entity-content:data-pipelines/runs', input: 'firstRun' },
    output: [coreExtensionData.reactElement],
    factory: () => [coreExtensionData.reactElement(element)],
  });
}

/** Shows the plugin as it is, in an entity page over a fake backend; `path` begins at the page. */
export function renderPipeline(options: {
  backend: FakeBackend;
  path?: string;
  entity?: Entity;
  card?: boolean;
  signals?: FakeSignals;
  /** What the portal adds to the words about the first run. */
  firstRun?: ReactElement;
}) {
  const { entity = pipelineEntity, firstRun } = options;
  return renderTestApp({
    extensions: [
      createTestEntityPage({ entity }),
      otherTab,
      ...(firstRun ? [firstRunOf(firstRun)] : []),
    ],
    features: [plugin],
    initialRouteEntries: [`${PIPELINE_PATH}${options.path ?? '/runs'}`],
    apis: [
      mockApis.fetch({ baseImplementation: options.backend.fetch }),
      ...(options.signals ? ([[signalApiRef, options.signals]] as const) : []),
      mockApis.permission({
        authorize: ({ permission }) =>
          options.backend.may(permission.name) ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
      }),
    ],
    config: {
      app: {
        baseUrl: 'http://localhost:3000',
        extensions: [
          { 'page:test/test-entity': { config: { path: PIPELINE_PATH } } },
          // The test's page shows cards and contents at once; a test is about one of them.
          { 'entity-card:data-pipelines/overview': options.card ?? false },
        ],
      },
      backend: { baseUrl: 'http://localhost:7007' },
    },
  });
}
