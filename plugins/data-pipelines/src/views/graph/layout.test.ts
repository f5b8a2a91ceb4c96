import { definition } from 'backstage-plugin-data-pipelines-common/fixtures';
import { Flow, flowOf, FlowState, Transition } from './flow';
import { draw, Drawing, PlacedState } from './layout';
import { Point } from './route';

/** Numbers from 0 to 1 that are the same in each run of the tests (mulberry32). */
function randomFrom(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A flow in which each state can be reached, with loops, choices, caught errors, Parallels and Maps. */
function anyFlow(random: () => number, prefix = '', depth = 0): Flow {
  const upTo = (most: number) => Math.floor(random() * most);
  const names = Array.from({ length: 1 + upTo(depth === 0 ? 12 : 4) }, (_, index) =>
    `${prefix}${index} `.padEnd(4 + upTo(20), 'x'),
  );
  const states = names.map((name, index): FlowState => {
    const type = depth < 2 ? ['Task', 'Task', 'Task', 'Map', 'Parallel'][upTo(5)] : 'Task';
    const branches = { Task: 0, Map: 1, Parallel: 1 + upTo(3) }[type]!;
    return {
      name,
      type,
      transitions: [],
      terminal: index === names.length - 1,
      inner: Array.from({ length: branches }, (_, branch) =>
        anyFlow(random, `${name}.${branch}.`, depth + 1),
      ),
    };
  });
  const lead = (from: number, to: number) => {
    const kind = (['next', 'choice', 'default', 'catch'] as const)[upTo(4)];
    const transition: Transition = { to: names[to], kind };
    if (kind === 'choice' || kind === 'catch') transition.label = 'a condition'.repeat(upTo(3));
    states[from].transitions.push(transition);
  };
  for (let to = 1; to < names.length; to += 1) lead(upTo(to), to);
  for (let more = upTo(names.length * 1.5); more > 0; more -= 1) {
    lead(upTo(names.length), upTo(names.length));
  }
  return { start: names[0], states };
}

/** Whether a part of the line between two points is inside the box. */
function crosses(a: Point, b: Point, box: PlacedState): boolean {
  let [enter, leave] = [0, 1];
  for (const [from, to, low, high] of [
    [a.x, b.x, box.x + 1, box.x + box.width - 1],
    [a.y, b.y, box.y + 1, box.y + box.height - 1],
  ]) {
    if (from === to && (from <= low || from >= high)) return false;
    if (from === to) continue;
    const [first, second] = [(low - from) / (to - from), (high - from) / (to - from)];
    enter = Math.max(enter, Math.min(first, second));
    leave = Math.min(leave, Math.max(first, second));
  }
  return enter < leave;
}

function holds({ inner }: FlowState, name: string): boolean {
  return inner.some(flow => flow.states.some(state => state.name === name || holds(state, name)));
}

/** Transitions that lead through a state which neither is an end of theirs nor holds them. */
function hidden({ states, transitions }: Drawing): string[] {
  return transitions.flatMap(({ from, to, points }) =>
    states
      .filter(({ state }) => state.name !== from && state.name !== to)
      .filter(({ state }) => !holds(state, from) && !holds(state, to))
      .filter(box => points.some((point, i) => i > 0 && crosses(points[i - 1], point, box)))
      .map(({ state }) => `${from} -> ${to} through ${state.name}`),
  );
}

/** Transitions that leave the drawing. */
function outside({ width, transitions }: Drawing): string[] {
  return transitions
    .filter(({ points }) => points.some(({ x }) => x < 0 || x > width))
    .map(({ from, to }) => `${from} -> ${to}`);
}

const FLOWS = [
  flowOf(definition)!,
  ...Array.from({ length: 400 }, (_, seed) => anyFlow(randomFrom(seed))),
];

describe('the transitions of any flow', () => {
  it.each([
    ['lead through no state that they do not belong to', hidden],
    ['stay within the drawing', outside],
  ])('%s', (_promise, wrong) => {
    const found = FLOWS.flatMap((flow, index) => {
      const open = new Set(flow.states.map(({ name }) => name));
      return wrong(draw(flow, open)).map(way => `flow ${index}: ${way}`);
    });
    expect(found).toEqual([]);
  });
});
