import { runDetails, runs } from 'backstage-plugin-data-pipelines-common/fixtures';
import { JOB_STATES, RUN_STATUSES } from 'backstage-plugin-data-pipelines-common';
import request from 'supertest';
import { createRouter, type RouterOptions } from '../router/createRouter';
import { mockAws } from '../__testUtils__/mockAws';
import { document, faults } from '../__testUtils__/openapi';
import { startPortal } from '../__testUtils__/startPortal';

const RUN_PATH = '/v1/pipelines/{namespace}/{kind}/{name}/runs';
const RUNS = '/api/data-pipelines/v1/pipelines/default/component/retail-taxi-daily/runs';

describe('openapi.yaml', () => {
  it('names the routes there are, and no others', () => {
    // Routes are only counted, so nothing has to be behind them.
    const router = createRouter({
      limits: { pageSize: 1, maxPageSize: 1 },
    } as RouterOptions);
    const real = router.stack.flatMap(({ route }) =>
      route
        ? route.stack.map(({ method }) => `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`)
        : [],
    );
    const told = Object.entries<object>(document.paths).flatMap(([path, item]) =>
      Object.keys(item)
        .filter(key => key !== 'parameters')
        .map(method => `${method} ${path}`),
    );
    expect([...new Set(real)].sort()).toEqual(told.sort());
  });

  it('knows the words of the common package', () => {
    const { RunStatus, JobState } = document.components.schemas;
    expect(RunStatus.enum).toEqual(RUN_STATUSES);
    expect(JobState.enum).toEqual([...JOB_STATES, 'UNKNOWN']);
  });

  it('describes the fixtures that the views are built on', () => {
    expect(faults({ items: runs }, RUN_PATH)).toEqual([]);
    for (const run of runDetails) {
      expect(faults(run, `${RUN_PATH}/{id}`)).toEqual([]);
    }
  });

  it('would notice a field that it does not describe', () => {
    expect(faults({ items: [{ ...runs[0], colour: 'red' }] }, RUN_PATH)).not.toEqual([]);
    expect(faults({ ...runDetails[0], colour: 'red' }, `${RUN_PATH}/{id}`)).not.toEqual([]);
  });

  it('describes what is really answered', async () => {
    const aws = mockAws();
    const { server } = await startPortal();
    const names = ['succeeded', 'failed-spark', 'kinds', 'duplicate', 'redriven'];
    aws.executions(...names.map(name => ({ name, status: 'SUCCEEDED' as const, history: name })), {
      name: 'running',
      status: 'RUNNING',
      history: 'running',
    });
    aws.mapItems(155, 100);
    expect(faults((await request(server).get(RUNS)).body, RUN_PATH)).toEqual([]);
    for (const name of [...names, 'running']) {
      const { body } = await request(server).get(`${RUNS}/${name}`);
      expect(faults(body, `${RUN_PATH}/{id}`)).toEqual([]);
    }
    const wrong = await request(server).get(`${RUNS}?limit=x`);
    expect(faults(wrong.body, RUN_PATH, 'get', 400)).toEqual([]);

    const V1 = '/api/data-pipelines/v1';
    const { body: platforms } = await request(server).get(`${V1}/platforms`);
    expect(faults(platforms, '/v1/platforms')).toEqual([]);
    const { body: preview } = await request(server).post(`${V1}/preview`).send({ form: {} });
    expect(faults(preview, '/v1/preview', 'post')).toEqual([]);
  });
});
