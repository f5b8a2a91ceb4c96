import { graphlib, layout as arrange } from '@dagrejs/dagre';
import { Flow, FlowState, Transition } from './flow';
import { Point, routerAround } from './route';

/** A state with its place; `x` and `y` are its top left. */
export interface PlacedState extends Point {
  state: FlowState;
  width: number;
  height: number;
  /** Shown as a frame around the states within it. */
  open: boolean;
  /** How many frames it lies in. */
  depth: number;
}

/** The way of a transition: a line through these points. */
export interface PlacedTransition extends Transition {
  from: string;
  points: Point[];
  /** Centre of its label. */
  labelAt?: Point;
}

/** A drawing of a flow. */
export interface Drawing {
  width: number;
  height: number;
  states: PlacedState[];
  transitions: PlacedTransition[];
  /** Where the run begins and ends; only of the whole, not of what is within a state. */
  ends: (Point & { kind: 'start' | 'end' })[];
}

export const NODE_HEIGHT = 60;
/** Radius of the dots at which a run begins and ends. */
export const DOT = 9;
const MARGIN = 2;
const FRAME = { side: 20, head: 52, foot: 18, gap: 28 };
const START = '\nstart';
const END = '\nend';

/** Places the states of a flow; Maps are frames when `open` has their name, Parallels always. */
export function draw(flow: Flow, open: ReadonlySet<string>): Drawing {
  return drawFlow(flow, open, 0);
}

function drawFlow(flow: Flow, open: ReadonlySet<string>, depth: number): Drawing {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({
    rankdir: 'TB',
    nodesep: 36,
    ranksep: 34,
    edgesep: 18,
    marginx: MARGIN,
    marginy: MARGIN,
  });
  graph.setDefaultEdgeLabel(() => ({}));

  const insides = new Map<string, Drawing>();
  for (const state of flow.states) {
    const framed = state.inner.length > 0 && (state.type !== 'Map' || open.has(state.name));
    const inside = framed ? drawFrame(state, open, depth) : undefined;
    if (inside) insides.set(state.name, inside);
    graph.setNode(state.name, inside ?? { width: widthOf(state), height: NODE_HEIGHT });
  }
  const known = new Set(flow.states.map(({ name }) => name));
  const edges: { from: string; transition: Transition; id: string }[] = [];
  for (const { name, transitions } of flow.states) {
    transitions.forEach((transition, index) => {
      if (!known.has(transition.to)) return;
      const id = `${index}`;
      edges.push({ from: name, transition, id });
      graph.setEdge(
        name,
        transition.to,
        transition.label || transition.kind === 'default'
          ? { width: labelWidth(transition), height: 20, labelpos: 'c' }
          : {},
        id,
      );
    });
  }
  const whole = depth === 0;
  if (whole) {
    graph.setNode(START, { width: DOT * 2, height: DOT * 2 });
    graph.setNode(END, { width: DOT * 2, height: DOT * 2 });
    if (known.has(flow.start)) graph.setEdge(START, flow.start, { weight: 3 });
    for (const { name, terminal } of flow.states) if (terminal) graph.setEdge(name, END);
  }
  arrange(graph);
  const route = routerAround(graph.nodes().map(name => graph.node(name)));
  const wayOf = (from: string, to: string, id?: string) =>
    route(graph.node(from), graph.node(to), graph.edge(from, to, id).points);

  const drawing: Drawing = {
    ...empty(),
    width: graph.graph().width ?? 0,
    height: graph.graph().height ?? 0,
  };
  for (const state of flow.states) {
    const { x, y, width, height } = graph.node(state.name);
    const left = x - width / 2;
    const top = y - height / 2;
    const inside = insides.get(state.name);
    drawing.states.push({ state, x: left, y: top, width, height, open: !!inside, depth });
    if (inside) add(drawing, inside, left, top);
  }
  for (const { from, transition, id } of edges) {
    const edge = graph.edge(from, transition.to, id);
    drawing.transitions.push({
      ...transition,
      from,
      points: wayOf(from, transition.to, id),
      ...(edge.x !== undefined && edge.width && { labelAt: { x: edge.x, y: edge.y } }),
    });
  }
  if (whole) {
    for (const [name, kind] of [
      [START, 'start'],
      [END, 'end'],
    ] as const) {
      const { x, y } = graph.node(name);
      drawing.ends.push({ x, y, kind });
    }
    if (known.has(flow.start)) {
      drawing.transitions.push({
        from: START,
        to: flow.start,
        kind: 'next',
        points: wayOf(START, flow.start),
      });
    }
    for (const { name, terminal } of flow.states) {
      if (!terminal) continue;
      drawing.transitions.push({
        from: name,
        to: END,
        kind: 'next',
        points: wayOf(name, END),
      });
    }
  }
  return widened(drawing);
}

/** The layout's width leaves out transitions that lead around all states. */
function widened(drawing: Drawing): Drawing {
  const across = drawing.transitions.flatMap(({ points }) => points.map(({ x }) => x));
  const left = Math.min(0, ...across.map(x => x - MARGIN));
  const right = Math.max(drawing.width, ...across.map(x => x + MARGIN));
  const whole: Drawing = { ...empty(), width: right - left, height: drawing.height };
  add(whole, drawing, -left, 0);
  return whole;
}

/** The branches of a state side by side in its frame; the frame's own place is added by its caller. */
function drawFrame(state: FlowState, open: ReadonlySet<string>, depth: number): Drawing {
  const frame = empty();
  let left = FRAME.side;
  let height = 0;
  for (const branch of state.inner) {
    const drawing = drawFlow(branch, open, depth + 1);
    add(frame, drawing, left, FRAME.head);
    left += drawing.width + FRAME.gap;
    height = Math.max(height, drawing.height);
  }
  const wanted = widthOf(state);
  const needed = left - FRAME.gap + FRAME.side;
  if (needed < wanted) {
    const shift = (wanted - needed) / 2;
    const moved = empty();
    add(moved, frame, shift, 0);
    Object.assign(frame, moved);
  }
  frame.width = Math.max(needed, wanted);
  frame.height = FRAME.head + height + FRAME.foot;
  return frame;
}

function empty(): Drawing {
  return { width: 0, height: 0, states: [], transitions: [], ends: [] };
}

function add(to: Drawing, from: Drawing, x: number, y: number) {
  const move = (point: Point) => ({ ...point, x: point.x + x, y: point.y + y });
  to.states.push(...from.states.map(state => ({ ...state, ...move(state) })));
  to.transitions.push(
    ...from.transitions.map(transition => ({
      ...transition,
      points: transition.points.map(move),
      ...(transition.labelAt && { labelAt: move(transition.labelAt) }),
    })),
  );
  to.ends.push(...from.ends.map(end => ({ ...end, ...move(end) })));
}

/** Room for the name, within bounds; a longer name is cut and told on hover. */
function widthOf({ name }: FlowState): number {
  return Math.min(260, Math.max(196, 76 + name.length * 8));
}

/** Labels of conditions are short here and whole on hover. */
export function labelWidth({ label, kind }: Transition): number {
  return Math.min(150, Math.max(72, (label ?? kind).length * 6.4 + 16));
}
