import { succeededRun } from 'backstage-plugin-data-pipelines-common/fixtures';
import type { InstanceState } from '../provider';
import {
  deadLetterCheck,
  emailCheck,
  eventCheck,
  instanceCheck,
  notificationCheck,
  resourceCheck,
  virtualClusterCheck,
  worst,
} from './checks';

const synced = { type: 'ACK.ResourceSynced', status: 'True' } as const;
const instance = (more: Partial<InstanceState> = {}): InstanceState => ({
  state: 'ACTIVE',
  conditions: [{ type: 'Ready', status: 'True', message: 'Every resource is there.' }],
  spec: { virtualCluster: { lifecycle: 'pipeline' } },
  status: {},
  resources: [{ kind: 'Bucket', name: 'taxi-input', conditions: [synced] }],
  ...more,
});

describe('the checklist', () => {
  it("gives kro's own words about the instance", () => {
    expect(instanceCheck(instance())).toEqual({
      state: 'ok',
      sentence: 'Every resource is there.',
    });
    expect(instanceCheck(instance({ state: 'IN_PROGRESS', conditions: [] })).state).toBe('waiting');
    expect(
      instanceCheck(
        instance({
          state: 'ERROR',
          conditions: [{ type: 'Ready', status: 'False', message: 'no such field' }],
        }),
      ),
    ).toMatchObject({ state: 'failed', sentence: 'no such field', remedy: expect.any(String) });
    expect(instanceCheck(instance({ state: 'DELETING' })).state).toBe('waiting');
  });

  it('names each resource that is not as it should be, and counts the others', () => {
    const resources = [
      { kind: 'Bucket', name: 'in', conditions: [synced] },
      {
        kind: 'Topic',
        name: 'out',
        conditions: [
          { type: 'ACK.Terminal', status: 'True' as const, message: 'InvalidParameter: name' },
          { type: 'ACK.ResourceSynced', status: 'False' as const },
        ],
      },
      {
        kind: 'Role',
        name: 'job',
        conditions: [{ type: 'ACK.Recoverable', status: 'True' as const, message: 'Throttling' }],
      },
    ];
    expect(resourceCheck(instance({ resources }))).toEqual({
      state: 'failed',
      sentence: '2 of 3 resources are not as they should be.',
      remedy: expect.any(String),
      details: [
        { name: 'Topic out', state: 'failed', sentence: 'InvalidParameter: name' },
        { name: 'Role job', state: 'waiting', sentence: 'Throttling' },
      ],
    });
    expect(resourceCheck(instance())).toMatchObject({ state: 'ok' });
    expect(resourceCheck(instance({ resources: [] }))).toMatchObject({ state: 'waiting' });
  });

  it('never takes what it does not know for good', () => {
    expect(notificationCheck(undefined, false).state).toBe('unknown');
    expect(virtualClusterCheck(undefined, undefined).state).toBe('unknown');
    expect(worst([{ state: 'ok' }, { state: 'unknown' }])).toBe('unknown');
    expect(worst([{ state: 'ok' }, { state: 'unknown' }, { state: 'todo' }])).toBe('todo');
    expect(worst([])).toBe('unknown');
  });

  it('says what a person must do', () => {
    expect(notificationCheck('b', true).state).toBe('ok');
    expect(notificationCheck('b', false)).toMatchObject({
      state: 'todo',
      remedy: expect.stringContaining('Argo CD'),
    });
    const emails = emailCheck([
      { address: 'a@example.com', confirmed: true },
      { address: 'b@example.com', confirmed: false },
    ]);
    expect(emails).toMatchObject({
      state: 'todo',
      sentence: 'b@example.com has not been confirmed.',
      remedy: expect.stringContaining('sent again'),
      details: [{ name: 'b@example.com' }],
    });
    expect(emailCheck([]).state).toBe('ok');
    expect(deadLetterCheck(0, 'q').state).toBe('ok');
    expect(deadLetterCheck(3, 'q')).toMatchObject({
      state: 'todo',
      sentence: '3 events could not be delivered and wait in the queue q.',
    });
    expect(virtualClusterCheck('ARRESTED', undefined).state).toBe('failed');
    expect(virtualClusterCheck('RUNNING', undefined).state).toBe('ok');
    expect(virtualClusterCheck(undefined, instance()).state).toBe('waiting');
    const perRun = instance({ spec: { virtualCluster: { lifecycle: 'run' } } });
    expect(virtualClusterCheck(undefined, perRun).state).toBe('ok');
    expect(virtualClusterCheck('TERMINATING', perRun).state).toBe('ok');
    expect(eventCheck(undefined)).toMatchObject({ state: 'waiting', remedy: expect.any(String) });
    expect(eventCheck(succeededRun).sentence).toContain(succeededRun.trigger!.key);
  });
});
