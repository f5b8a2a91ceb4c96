import { parentPort } from 'node:worker_threads';
import {
  FakeAws,
  type FakeExecution,
} from '../../plugins/data-pipelines-backend/src/__testUtils__/FakeAws';

// The counted AWS, in a thread of its own. It answers at once, which AWS never does: that favours whoever asks it often.
const aws = new FakeAws();
const now = Date.now();
const executions: FakeExecution[] = Array.from({ length: 100 }, (_, i) => ({
  name: `run-${String(i).padStart(7, '0')}`,
  status: i % 10 === 3 ? 'FAILED' : 'SUCCEEDED',
  startedAt: now - i * 7_776_000,
  endedAt: now - i * 7_776_000 + 120_000,
  redriveCount: 0,
}));
aws.source = () => executions;

parentPort!.on('message', () => parentPort!.postMessage({ calls: { ...aws.calls } }));
void aws.start().then(endpoint => parentPort!.postMessage({ endpoint }));
