import express from 'express';
import request from 'supertest';
import { addKubernetesRoutes } from './kubernetesRoutes';
import { emptyPipeline, PipelineRecord } from './status/pipelineRecord';
import { StatusStore } from './status/statusStore';

const ACK = '/kubernetes/apis/s3.services.k8s.aws/v1alpha1/namespaces/retail-taxi';
const KRO = '/kubernetes/apis/retail.pipelines.example.org/v1alpha1/namespaces/retail-taxi';

function serve(token: string | undefined = 'may-read') {
  const store = new StatusStore('unused', () => {});
  const record = new PipelineRecord(
    emptyPipeline({ owner: 'retail', repository: 'r', folder: 'taxi' }),
    () => {},
  );
  jest
    .spyOn(store, 'byNamespace')
    .mockImplementation(namespace => (namespace === 'retail-taxi' ? record : undefined));
  const object = (apiVersion: string, kind: string, name: string) => ({
    id: kind === 'DataPipeline' ? 'instance' : name,
    digest: '',
    object: { apiVersion, kind, metadata: { name, namespace: 'retail-taxi' }, spec: {} },
  });
  record.remember(object('retail.pipelines.example.org/v1alpha1', 'DataPipeline', 'taxi'));
  record.remember(object('s3.services.k8s.aws/v1alpha1', 'Bucket', 'taxi-input'));
  record.remember(object('eventbridge.services.k8s.aws/v1alpha1', 'EventBus', 'taxi'));
  const app = express();
  addKubernetesRoutes(app, { store, token });
  const get = (path: string, bearer = 'may-read') =>
    request(app).get(path).set('Authorization', `Bearer ${bearer}`);
  return { get, record };
}

describe('the Kubernetes API of the sandbox', () => {
  it('lists objects of a kind, by the plural that a cluster would have', async () => {
    const { get } = serve();
    const names = async (path: string) =>
      (await get(path)).body.items.map(
        (item: { metadata: { name: string } }) => item.metadata.name,
      );
    expect(await names(`${ACK}/buckets`)).toEqual(['taxi-input']);
    expect(await names(`${ACK.replace('s3.', 'eventbridge.')}/eventbuses`)).toEqual(['taxi']);
    expect(await names(`${ACK}/tables`)).toEqual([]);
    expect(await names(`${ACK.replace('retail-taxi', 'other')}/buckets`)).toEqual([]);
  });

  it('gives the instance with the status of the last sync, or says that it is no longer true', async () => {
    const { get, record } = serve();
    record.update({ state: 'synced', instance: { state: 'ACTIVE' } });
    expect((await get(`${KRO}/datapipelines/taxi`)).body.status).toEqual({ state: 'ACTIVE' });
    record.enter('failed', 'the table cannot be made');
    expect((await get(`${KRO}/datapipelines/taxi`)).body.status).toMatchObject({
      state: 'ERROR',
      conditions: [{ type: 'Ready', status: 'False', message: 'the table cannot be made' }],
    });
    expect((await get(`${KRO}/datapipelines/none`)).status).toBe(404);
  });

  it('serves nobody without the token', async () => {
    expect((await serve().get(`${ACK}/buckets`, 'other')).status).toBe(401);
    expect((await serve('').get(`${ACK}/buckets`, '')).status).toBe(401);
  });
});
