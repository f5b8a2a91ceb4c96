import { parentPort } from 'node:worker_threads';
import { FakeAws } from '../../plugins/data-pipelines-backend/src/__testUtils__/FakeAws';
import { RUNS, runOf } from './settings';

/** From now on AWS has the runs of so many pipelines. */
interface Fill {
  pipelines: number;
  now: number;
}

// The counted AWS, in a thread of its own. It answers at once, which AWS never does: that favours whoever asks it often.
const aws = new FakeAws();

function fill({ pipelines, now }: Fill): void {
  aws.source = arn => {
    const pipeline = Number(arn.split('-').at(-1));
    return Array.from({ length: RUNS / pipelines }, (_, index) => {
      const { failed, ...run } = runOf(pipeline, index, pipelines, now);
      return {
        ...run,
        status: failed ? ('FAILED' as const) : ('SUCCEEDED' as const),
        redriveCount: 0,
      };
    });
  };
}

parentPort!.on('message', (asked: 'count' | Fill) => {
  if (asked !== 'count') fill(asked);
  parentPort!.postMessage({ calls: { ...aws.calls } });
});
void aws.start().then(endpoint => parentPort!.postMessage({ endpoint }));
