/** A point in px, counted from the top left of the drawing. */
export interface Point {
  x: number;
  y: number;
}

/** A rectangle by its centre. */
export interface Box extends Point {
  width: number;
  height: number;
}

/** Least distance (px) of a line's end from the corners of its box. */
const CORNER = 12;

/**
 * Leads lines around boxes that stand in rows, their centres on one height. Through a row a line goes straight,
 * where the layout has made room for it; it goes aslant only between rows, where no box is in the way.
 */
export function routerAround(boxes: Box[]) {
  const halves = new Map<number, number>();
  for (const { y, height } of boxes) {
    halves.set(Math.round(y), Math.max(halves.get(Math.round(y)) ?? 0, height / 2));
  }
  const halfAt = (y: number) => halves.get(Math.round(y)) ?? 0;

  /** `points` are the layout's own: both ends on the borders, between them one in each row on the way. */
  return (from: Box, to: Box, points: Point[]): Point[] => {
    if (from === to) return points;
    const way = Math.sign(to.y - from.y);
    const out = within(from, points[0].x);
    const into = within(to, points[points.length - 1].x);
    return withoutTwins([
      { x: out, y: from.y + (way * from.height) / 2 },
      { x: out, y: from.y + way * halfAt(from.y) },
      ...points.slice(1, -1).flatMap(({ x, y }) => [
        { x, y: y - way * halfAt(y) },
        { x, y: y + way * halfAt(y) },
      ]),
      { x: into, y: to.y - way * halfAt(to.y) },
      { x: into, y: to.y - (way * to.height) / 2 },
    ]);
  };
}

function within({ x, width }: Box, wanted: number): number {
  const most = Math.max(0, width / 2 - CORNER);
  return Math.min(x + most, Math.max(x - most, wanted));
}

function withoutTwins(points: Point[]): Point[] {
  return points.filter(
    ({ x, y }, index) => index === 0 || x !== points[index - 1].x || y !== points[index - 1].y,
  );
}
