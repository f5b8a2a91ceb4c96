import { mockServices } from '@backstage/backend-test-utils';
import { pipelineEntity, STATE_MACHINE_ARN } from 'backstage-plugin-data-pipelines-common/fixtures';
import type { HistoryEvent } from '../history';
import { parseStateMachineArn } from '../pipeline/StateMachine';
import type { Execution, RunProvider } from '../provider';
import { recordedHistory } from '../__testUtils__/recordedHistory';
import { DefaultRunService } from './DefaultRunService';

const pipeline = {
  entityRef: 'component:default/retail-taxi-daily',
  entity: pipelineEntity,
  stateMachine: parseStateMachineArn(STATE_MACHINE_ARN, 'The test'),
};
const started = '2026-06-02T14:02:11.000Z';

function service(history: () => Promise<HistoryEvent[]>) {
  const execution: Execution = {
    arn: 'execution:0',
    name: '0',
    status: 'succeeded',
    startedAt: started,
    redriveCount: 0,
  };
  const runs: RunProvider = {
    list: async () => ({ executions: [execution] }),
    describe: async () => execution,
    history,
    outline: history,
    definition: async () => '{}',
    mapItems: async () => ({ total: 1, succeeded: 1, failed: 0, running: 0 }),
  };
  return new DefaultRunService({
    runs,
    jobs: { describe: () => new Promise(() => {}) },
    limits: { timeoutMs: 300, concurrency: 5 },
    logger: mockServices.logger.mock(),
  });
}

describe('DefaultRunService', () => {
  it('shows a run in its time though EMR hangs', async () => {
    const run = await service(async () => recordedHistory('succeeded')).get(pipeline, '0');
    expect(run.jobs).toMatchObject([{ state: 'COMPLETED' }]);
    expect(run.notices).toEqual([expect.stringContaining('AWS did not answer')]);
  });

  it('leaves out inputs and outputs that together are too big, and says so', async () => {
    const big = 'x'.repeat(250_000);
    const events: HistoryEvent[] = [];
    const add = (type: string, details: HistoryEvent['details']) =>
      events.push({ id: events.length + 1, previousId: events.length, at: started, type, details });
    add('ExecutionStarted', { input: '{}' });
    for (let i = 0; i < 20; i++) {
      add('PassStateEntered', { name: `s${i}`, input: big });
      add('PassStateExited', { name: `s${i}`, output: big });
    }
    add('ExecutionSucceeded', { output: '{}' });
    const run = await service(async () => events).get(pipeline, '0');
    expect(run.steps).toHaveLength(20);
    expect(run.steps.filter(step => step.input)).toHaveLength(8);
    expect(run.notices).toEqual([
      expect.stringContaining('Input and output of 12 steps are left out'),
    ]);
  });

  it('reads a history of 25,000 events without keeping anybody waiting', async () => {
    const events: HistoryEvent[] = [
      { id: 1, previousId: 0, at: started, type: 'ExecutionStarted', details: { input: '{}' } },
      { id: 2, previousId: 0, at: started, type: 'MapStateEntered', details: { name: 'Each' } },
      { id: 3, previousId: 2, at: started, type: 'MapStateStarted', details: { length: 4165 } },
    ];
    const add = (previousId: number, type: string, details: HistoryEvent['details']) =>
      events.push({ id: events.length + 1, previousId, at: started, type, details });
    for (let index = 0; index < 4165; index++) {
      let last = add(3, 'MapIterationStarted', { name: 'Each', index });
      last = add(last, 'TaskStateEntered', { name: 'Check' });
      last = add(last, 'TaskScheduled', { resourceType: 'dynamodb', resource: 'putItem' });
      last = add(last, 'TaskSucceeded', { resourceType: 'dynamodb', resource: 'putItem' });
      last = add(last, 'TaskStateExited', { name: 'Check' });
      add(last, 'MapIterationSucceeded', { name: 'Each', index });
    }
    const run = await service(async () => events).get(pipeline, '0');
    expect(run.steps).toHaveLength(4166);
    expect(run.steps[0].items).toEqual({ total: 4165, succeeded: 4165, failed: 0, running: 0 });
    expect(run.steps.at(-1)).toMatchObject({ name: 'Check', iteration: 4164, status: 'succeeded' });
  });
});
