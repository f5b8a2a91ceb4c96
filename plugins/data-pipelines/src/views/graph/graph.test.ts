import { Step } from 'backstage-plugin-data-pipelines-common';
import {
  bigDefinition,
  bigRun,
  definition,
  failedRun,
  succeededRun,
} from 'backstage-plugin-data-pipelines-common/fixtures';
import { flowOf } from './flow';
import { draw, PlacedState } from './layout';
import { nearest } from './nearest';
import { progressOf, takenOf, transitionKey } from './progress';
import { serviceOf } from './serviceOf';

const flow = flowOf(definition)!;

const overlaps = (a: PlacedState, b: PlacedState) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const holds = (outer: PlacedState, inner: PlacedState) =>
  outer.x < inner.x &&
  outer.y < inner.y &&
  outer.x + outer.width > inner.x + inner.width &&
  outer.y + outer.height > inner.y + inner.height;

describe('a definition', () => {
  it('is read with branches, Maps, choices and caught errors', () => {
    const state = (name: string) => flow.states.find(found => found.name === name)!;
    expect(flow.start).toBe('Claim');
    expect(state('Claim').transitions).toEqual([
      { to: 'Process', kind: 'next' },
      {
        to: 'Already processed',
        kind: 'catch',
        label: 'DynamoDB.ConditionalCheckFailedException',
      },
    ]);
    expect(state('Process').inner.map(({ start }) => start)).toEqual(['Run Spark', 'Copy to lake']);
    const choice = state('Store results').inner[0].states.find(({ type }) => type === 'Choice')!;
    expect(choice.transitions.map(({ kind, label }) => [kind, label])).toEqual([
      ['choice', '$count($requests) = 0'],
      ['choice', '$tries >= 10'],
      ['default', undefined],
    ]);
  });

  it('says conditions of the older language in one line', () => {
    const older = flowOf(
      JSON.stringify({
        StartAt: 'A',
        States: {
          A: {
            Type: 'Choice',
            Choices: [
              {
                And: [
                  { Variable: '$.size', NumericGreaterThan: 5 },
                  { Not: { Variable: '$.kind', StringEquals: 'x' } },
                ],
                Next: 'B',
              },
            ],
          },
          B: { Type: 'Succeed' },
        },
      }),
    )!;
    expect(older.states[0].transitions[0].label).toBe(
      '$.size NumericGreaterThan 5 and not $.kind StringEquals "x"',
    );
  });

  it.each([
    '',
    'no json',
    '[]',
    '{}',
    '{"StartAt":"A","States":{}}',
    '{"StartAt":1,"States":{"A":1}}',
  ])('that is none is not drawn: %s', text => expect(flowOf(text)).toBeUndefined());

  it('survives states of any shape', () => {
    const odd = flowOf('{"StartAt":"A","States":{"A":null,"B":{"Type":"Task","Next":"gone"}}}')!;
    expect(draw(odd, new Set()).states).toHaveLength(2);
  });
});

describe('the drawing', () => {
  const drawing = draw(flow, new Set(['Store results']));
  const placed = (name: string) => drawing.states.find(({ state }) => state.name === name)!;

  it('puts every state into its frame, and none upon another', () => {
    expect(holds(placed('Process'), placed('Run Spark'))).toBe(true);
    expect(holds(placed('Process'), placed('Copy to lake'))).toBe(true);
    expect(holds(placed('Store results'), placed('Write batch'))).toBe(true);
    const leaves = drawing.states.filter(({ open }) => !open);
    const collisions = leaves.filter(a => leaves.some(b => a !== b && overlaps(a, b)));
    expect(collisions).toEqual([]);
  });

  it('keeps a Map closed until it is opened', () => {
    const closed = draw(flow, new Set());
    expect(closed.states.map(({ state }) => state.name)).not.toContain('Write batch');
    expect(closed.height).toBeLessThan(drawing.height);
  });

  it('stays within its size', () => {
    for (const { x, y, width, height } of drawing.states) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(drawing.width);
      expect(y + height).toBeLessThanOrEqual(drawing.height);
    }
  });

  it('is walked by the arrow keys: into a frame, along the transitions, to the neighbour', () => {
    const go = (from: string, ...keys: string[]) =>
      keys.reduce<string | undefined>((at, key) => nearest(drawing.states, at, key), from);
    expect(go('Claim', 'ArrowDown')).toBe('Process');
    expect(go('Claim', 'ArrowDown', 'ArrowDown')).toBe('Run Spark');
    expect(go('Run Spark', 'ArrowRight')).toBe('Copy to lake');
    expect(go('Run Spark', 'ArrowUp')).toBe('Process');
    expect(go('Announce', 'ArrowDown')).toBeUndefined();
  });
});

describe('the progress of a run', () => {
  it('is that of each state by its name; what was not entered has none', () => {
    const progress = progressOf(failedRun.steps);
    expect(progress.get('Run Spark')).toMatchObject({ status: 'failed', tries: 2 });
    expect(progress.has('Announce')).toBe(false);
  });

  it('is bad for a state within a Map when one item is bad, and the last time counts in a loop', () => {
    const step = (status: Step['status'], iteration?: number) =>
      ({ name: 'A', status, iteration, tries: [] }) as unknown as Step;
    const of = (...steps: Step[]) => progressOf(steps).get('A')!.status;
    expect(of(step('succeeded', 0), step('failed', 1), step('succeeded', 2))).toBe('failed');
    expect(of(step('failed'), step('succeeded'))).toBe('succeeded');
  });

  it('marks the transitions that the run went along', () => {
    const taken = takenOf(flow, succeededRun.steps);
    expect(taken).toContain(transitionKey('Claim', 'Process'));
    expect(taken).toContain(transitionKey('Store results', 'Announce'));
    expect(taken).not.toContain(transitionKey('Claim', 'Already processed'));
  });

  it('is counted for a run of 25,000 events', () => {
    const { run, events } = bigRun();
    expect(events.length).toBeGreaterThan(24_990);
    const progress = progressOf(run.steps);
    expect(progress.get('Convert file')!.steps).toHaveLength(3_569);
    expect(takenOf(flowOf(bigDefinition)!, run.steps)).toContain(
      transitionKey('Check file', 'Convert file'),
    );
  });
});

it.each([
  ['arn:aws:states:::emr-containers:startJobRun.sync', 'EMR on EKS'],
  ['aws-sdk:s3:getObject', 'Amazon S3'],
  ['arn:aws:lambda:eu-west-1:1:function:f', 'Lambda'],
  ['arn:aws:states:::aws-sdk:polly:speak', 'polly'],
  [undefined, undefined],
])('%s is a call of %s', (resource, service) => expect(serviceOf(resource)).toBe(service));
