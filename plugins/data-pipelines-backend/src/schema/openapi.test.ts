import { runDetails, runs } from 'backstage-plugin-data-pipelines-common/fixtures';
import { JOB_STATES, RUN_STATUSES } from 'backstage-plugin-data-pipelines-common';
import request from 'supertest';
import { createRouter, type RouterOptions } from '../router/createRouter';
import { mockAws } from '../__testUtils__/mockAws';
import { document, faults } from '../__testUtils__/openapi';
import { startPortal } from '../__testUtils__/startPortal';

jest.setTimeout(60_000);

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
    const { server, reconcile } = await startPortal();
    const names = ['succeeded', 'failed-spark', 'kinds', 'duplicate', 'redriven'];
    aws.executions(...names.map(name => ({ name, status: 'SUCCEEDED' as const, history: name })), {
      name: 'running',
      status: 'RUNNING',
      history: 'running',
    });
    aws.mapItems(155, 100);
    aws.definition('{"StartAt":"a"}');
    const check = async (path: string, url: string, status = 200) => {
      const answer = await request(server).get(url);
      expect([url, answer.status]).toEqual([url, status]);
      expect([url, faults(answer.body, path, 'get', status)]).toEqual([url, []]);
      return answer.body;
    };
    const V1 = '/api/data-pipelines/v1';
    await check(RUN_PATH, RUNS);
    await reconcile();
    const { items } = await check('/v1/pipelines', `${V1}/pipelines`);
    expect(items).toEqual([expect.objectContaining({ lastRun: expect.anything() })]);
    await check(RUN_PATH, RUNS);
    await check(`${RUN_PATH.replace(/runs$/, 'statistics')}`, RUNS.replace(/runs$/, 'statistics'));
    for (const name of [...names, 'running']) {
      await check(`${RUN_PATH}/{id}`, `${RUNS}/${name}`);
      await check(`${RUN_PATH}/{id}/events`, `${RUNS}/${name}/events?limit=5`);
      await check(`${RUN_PATH}/{id}/events`, `${RUNS}/${name}/events?steps=true`);
      await check(`${RUN_PATH}/{id}/definition`, `${RUNS}/${name}/definition`);
    }
    await check(RUN_PATH, `${RUNS}?limit=x`, 400);
    await check('/v1/platforms', `${V1}/platforms`);
    const { body: preview } = await request(server).post(`${V1}/preview`).send({ form: {} });
    expect(faults(preview, '/v1/preview', 'post')).toEqual([]);
  });
});
