/** A way from one state to the next. */
export interface Transition {
  to: string;
  kind: 'next' | 'choice' | 'default' | 'catch';
  /** The condition of a choice, or the errors that are caught. */
  label?: string;
}

/** One state of a definition. */
export interface FlowState {
  name: string;
  /** ASL type, e.g. `Task`. */
  type: string;
  comment?: string;
  /** ARN or name of what a Task calls. */
  resource?: string;
  transitions: Transition[];
  /** A run may end here. */
  terminal: boolean;
  /** The branches of a Parallel, or the one flow of a Map. */
  inner: Flow[];
}

/** States that follow each other: a state machine, a branch of a Parallel, what a Map does with an item. */
export interface Flow {
  start: string;
  states: FlowState[];
}

type Json = Record<string, unknown>;

/** ASL nests no deeper in practice; a definition that does is not drawn whole. */
const DEEPEST = 10;

/** Reads a definition in ASL; `undefined` when the text is none. */
export function flowOf(definition: string): Flow | undefined {
  try {
    return readFlow(JSON.parse(definition), 0);
  } catch {
    return undefined;
  }
}

function readFlow(value: unknown, depth: number): Flow | undefined {
  const { StartAt, States } = asObject(value);
  if (typeof StartAt !== 'string' || depth > DEEPEST) return undefined;
  const states = Object.entries(asObject(States)).map(([name, state]) =>
    readState(name, asObject(state), depth),
  );
  return states.length > 0 ? { start: StartAt, states } : undefined;
}

function readState(name: string, state: Json, depth: number): FlowState {
  const type = String(state.Type ?? '');
  const inner = [
    ...asArray(state.Branches),
    ...(type === 'Map' ? [state.ItemProcessor ?? state.Iterator] : []),
  ]
    .map(flow => readFlow(flow, depth + 1))
    .filter(flow => flow !== undefined);
  return {
    name,
    type,
    comment: asText(state.Comment),
    resource: asText(state.Resource),
    transitions: transitionsOf(state),
    terminal: state.End === true || type === 'Succeed' || type === 'Fail',
    inner,
  };
}

function transitionsOf(state: Json): Transition[] {
  const found: Transition[] = [];
  const add = (to: unknown, kind: Transition['kind'], label?: string) => {
    if (typeof to === 'string') found.push({ to, kind, ...(label && { label }) });
  };
  add(state.Next, 'next');
  for (const choice of asArray(state.Choices).map(asObject)) {
    add(choice.Next, 'choice', conditionOf(choice));
  }
  add(state.Default, 'default');
  for (const caught of asArray(state.Catch).map(asObject)) {
    add(caught.Next, 'catch', asArray(caught.ErrorEquals).join(', '));
  }
  return found;
}

/** A choice's condition in one line: JSONata as it is, the older operators as `$.size NumericGreaterThan 5`. */
function conditionOf(choice: Json): string {
  const condition = asText(choice.Condition);
  if (condition !== undefined) return condition.replace(/^\{%\s*|\s*%\}$/g, '');
  const { Next: _next, Comment: _comment, Variable, ...rest } = choice;
  const [[operator, operand] = []] = Object.entries(rest);
  if (operator === undefined) return '';
  if (operator === 'Not') return `not ${conditionOf(asObject(operand))}`;
  if (operator === 'And' || operator === 'Or') {
    return asArray(operand)
      .map(part => conditionOf(asObject(part)))
      .join(` ${operator.toLowerCase()} `);
  }
  return `${Variable} ${operator} ${JSON.stringify(operand)}`;
}

function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
