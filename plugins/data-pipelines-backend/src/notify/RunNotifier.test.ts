import {
  duplicateRun,
  failedRun,
  pipelineEntity,
  stoppedRun,
  succeededRun,
} from 'backstage-plugin-data-pipelines-common/fixtures';
import { RunNotifier } from './RunNotifier';

const send = jest.fn(async () => {});
const notifier = new RunNotifier({ send });
const entity = {
  ...pipelineEntity,
  relations: [
    { type: 'ownedBy', targetRef: 'group:default/retail' },
    { type: 'partOf', targetRef: 'system:default/retail-pipelines' },
  ],
};

beforeEach(() => send.mockClear());

describe('RunNotifier', () => {
  it('tells the owners of a failure, in one line that the next replaces', async () => {
    await notifier.ended({ entity, run: failedRun, previous: 'succeeded' });
    expect(send).toHaveBeenCalledWith({
      recipients: { type: 'entity', entityRef: ['group:default/retail'] },
      payload: {
        title: 'retail / taxi-daily failed: yellow_tripdata_2026-06.parquet',
        description: expect.stringContaining('fare_amount'),
        severity: 'high',
        link: `/catalog/default/component/retail-taxi-daily/runs/${failedRun.id}`,
        topic: 'Data pipelines',
        scope: 'data-pipelines:component:default/retail-taxi-daily',
      },
    });
  });

  it('tells that it works again', async () => {
    await notifier.ended({ entity, run: succeededRun, previous: 'timedOut' });
    expect(send).toHaveBeenCalledWith(
      expect.objectContaining({
        payload: expect.objectContaining({
          title: expect.stringMatching(/^retail \/ taxi-daily works again/),
          severity: 'normal',
        }),
      }),
    );
  });

  it('is silent about all else', async () => {
    await notifier.ended({ entity, run: succeededRun, previous: 'succeeded' });
    await notifier.ended({ entity, run: succeededRun });
    await notifier.ended({ entity, run: duplicateRun, previous: 'failed' });
    await notifier.ended({ entity, run: stoppedRun, previous: 'failed' });
    await notifier.ended({ entity: pipelineEntity, run: failedRun });
    expect(send).not.toHaveBeenCalled();
  });
});
