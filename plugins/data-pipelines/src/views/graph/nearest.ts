import { PlacedState } from './layout';

/** The state that a person means by an arrow key: the nearest one in that direction, rather straight than close. */
export function nearest(
  states: PlacedState[],
  from: string | undefined,
  key: string,
): string | undefined {
  const current = states.find(({ state }) => state.name === from);
  if (!current) return undefined;
  const [dx, dy] = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[
    key
  ] ?? [0, 0];
  const origin = anchorOf(current);
  let best: { name: string; cost: number } | undefined;
  for (const candidate of states) {
    if (candidate === current) continue;
    const place = anchorOf(candidate);
    const along = (place.x - origin.x) * dx + (place.y - origin.y) * dy;
    const aside = Math.abs((place.x - origin.x) * dy) + Math.abs((place.y - origin.y) * dx);
    if (along < 8) continue;
    const linked = dy !== 0 && (leadsTo(current, candidate) || leadsTo(candidate, current));
    const cost = (along + aside * 2) * (linked ? 0.3 : 1);
    if (!best || cost < best.cost) best = { name: candidate.state.name, cost };
  }
  return best?.name;
}

/** What a state leads to is meant before what merely lies near; a frame leads into what it holds first. */
function leadsTo(from: PlacedState, to: PlacedState): boolean {
  const { name } = to.state;
  return from.open
    ? from.state.inner.some(({ start }) => start === name)
    : from.state.transitions.some(transition => transition.to === name);
}

/** A frame is where its heading is. */
function anchorOf({ x, y, width, height, open }: PlacedState) {
  return { x: x + width / 2, y: y + (open ? 24 : height / 2) };
}
