import '@testing-library/jest-dom';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { renderInTestApp, TestApiProvider } from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { FirstDrop } from './FirstDrop';
import { sandboxApiRef, SandboxClient, SyncedPipeline } from './SandboxClient';

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'retail-taxi',
    annotations: { 'backstage.io/kubernetes-namespace': 'retail-taxi-daily' },
  },
};

function renderFirstDrop(pipeline: Partial<SyncedPipeline> | undefined) {
  const client = {
    pipeline: jest.fn(async () => pipeline),
    drop: jest.fn(async () => ({ bucket: 'b', key: 'input/trips-1.parquet', size: 2048 })),
  };
  renderInTestApp(
    <TestApiProvider apis={[[sandboxApiRef, client as unknown as SandboxClient]]}>
      <EntityProvider entity={entity}>
        <FirstDrop />
      </EntityProvider>
    </TestApiProvider>,
  );
  return client;
}

describe('A file for the first run', () => {
  it('is dropped by one button, which then says that the run starts', async () => {
    const client = renderFirstDrop({
      namespace: 'retail-taxi-daily',
      syncedCommit: 'c',
      state: 'synced',
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Drop a sample file' }));
    expect(await screen.findByText(/Its run starts now\.$/)).toBeVisible();
    expect(client.pipeline).toHaveBeenCalledWith('retail-taxi-daily');
    expect(client.drop).toHaveBeenCalledWith('retail-taxi-daily', {});
    expect(screen.getAllByRole('button')).toHaveLength(1);
  });

  it('is offered once the pipeline can take it', async () => {
    const client = renderFirstDrop({ namespace: 'retail-taxi-daily', state: 'syncing' });
    await waitFor(() => expect(client.pipeline).toHaveBeenCalled());
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });
});
