import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import {
  discoveryApiRef,
  errorApiRef,
  fetchApiRef,
  identityApiRef,
} from '@backstage/core-plugin-api';
import { EntityProvider, entityRouteRef } from '@backstage/plugin-catalog-react';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { mockApis, renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { failedRun, pipelineEntity } from 'backstage-plugin-data-pipelines-common/fixtures';
import { FakeBackend } from './__testUtils__/FakeBackend';
import {
  dataPipelinesApiRef,
  dataPipelinesPlugin,
  DataPipelinesPage,
  EntityDataPipelineCard,
  EntityRunsContent,
  isDataPipeline,
} from './legacy';

jest.setTimeout(40_000);

/** An app of the frontend system before, with the plugin's extensions placed as its README says. */
function renderLegacy(address: string) {
  const backend = new FakeBackend();
  const [client] = [...dataPipelinesPlugin.getApis()];
  const discoveryApi = mockApis.discovery();
  const fetchApi = { fetch: backend.fetch };
  const api = client.factory({ discoveryApi, fetchApi }) as typeof dataPipelinesApiRef.T;
  return renderInTestApp(
    <TestApiProvider
      apis={[
        [dataPipelinesApiRef, api],
        [discoveryApiRef, discoveryApi],
        [fetchApiRef, fetchApi],
        [identityApiRef, mockApis.identity()],
        [permissionApiRef, mockApis.permission()],
        [errorApiRef, { post: jest.fn(), error$: jest.fn() }],
      ]}
    >
      <Routes>
        <Route path="/data-pipelines" element={<DataPipelinesPage />} />
        <Route
          path="/entity/*"
          element={
            <EntityProvider entity={pipelineEntity}>
              <EntityDataPipelineCard />
              <Routes>
                <Route path="runs/*" element={<EntityRunsContent />} />
              </Routes>
            </EntityProvider>
          }
        />
      </Routes>
    </TestApiProvider>,
    {
      routeEntries: [address],
      mountedRoutes: {
        '/data-pipelines': dataPipelinesPlugin.routes.root,
        '/entity/runs': dataPipelinesPlugin.routes.runs,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

describe('Portals on the frontend system before', () => {
  it('have the card and the runs on the entity page, and each run its own page', async () => {
    await renderLegacy('/entity/runs');
    const card = await screen.findByRole('region', { name: 'Data pipeline' });
    expect(await within(card).findByText('Failing')).toBeVisible();
    const grid = await screen.findByRole('grid', { name: 'Runs' });
    await userEvent.click(within(grid).getByRole('link', { name: /2026-06\.parquet/ }));
    expect(await screen.findByText(/lines 2414 to 2421/)).toBeVisible();
    expect(screen.getByText(failedRun.id)).toBeVisible();
  });

  it('have the page over all pipelines under its heading, with links into the catalog', async () => {
    await renderLegacy('/data-pipelines');
    expect(await screen.findByRole('heading', { name: 'All pipelines', level: 1 })).toBeVisible();
    const link = await screen.findByRole('link', { name: 'retail / taxi-daily' });
    expect(link).toHaveAttribute('href', '/catalog/default/component/retail-taxi-daily');
  });

  it('know a pipeline by its type or by its annotation', () => {
    const { annotations, ...bare } = pipelineEntity.metadata;
    expect(annotations).toBeDefined();
    const service = { ...pipelineEntity, spec: { type: 'service' } };
    expect(isDataPipeline(service)).toBe(true);
    expect(isDataPipeline({ ...pipelineEntity, metadata: bare })).toBe(true);
    expect(isDataPipeline({ ...service, metadata: bare })).toBe(false);
  });
});
