/** A choice: its name and the values that it may take. */
export interface Parameter {
  name: string;
  values: unknown[];
}

/** One value for each choice, in the order of the parameters. */
export type Row = unknown[];

/**
 * Rows in which every two values of every two choices meet at least once, if any allowed row has both. Greedy: each row takes the
 * values that bring the most new pairs. The same parameters give the same rows.
 *
 * @param base a row that is allowed; what is not settled otherwise is taken from it
 * @param allowed whether a whole row makes sense
 */
export function pairwise(
  parameters: Parameter[],
  base: Row,
  allowed: (row: Row) => boolean,
): Row[] {
  const indices = (row: Row) => row.map((value, at) => parameters[at].values.indexOf(value));
  const open = new Set<string>();
  parameters.forEach((first, i) =>
    parameters.slice(i + 1).forEach((second, offset) => {
      first.values.forEach((_, a) =>
        second.values.forEach((__, b) => open.add(key(i, a, i + 1 + offset, b))),
      );
    }),
  );
  const rows: Row[] = [];
  const take = (row: Row) => {
    rows.push(row);
    for (const pair of pairsOf(indices(row))) open.delete(pair);
  };
  take(base);
  while (open.size > 0) {
    const [pair] = open;
    const [i, a, j, b] = pair.split(' ').map(Number);
    const seed = [...base];
    seed[i] = parameters[i].values[a];
    seed[j] = parameters[j].values[b];
    // Two values that cannot stand together, whatever else is chosen: no row has them.
    if (!allowed(seed)) open.delete(pair);
    else take(grown(seed, new Set([i, j]), parameters, open, allowed));
  }
  return rows;
}

/** The row with more of its choices changed, each to what brings the most new pairs and is allowed. */
function grown(
  seed: Row,
  settled: Set<number>,
  parameters: Parameter[],
  open: Set<string>,
  allowed: (row: Row) => boolean,
): Row {
  let row = seed;
  parameters.forEach(({ values }, at) => {
    if (settled.has(at)) return;
    const gain = (index: number) =>
      row.filter((value, other) => {
        if (other === at) return false;
        const its = parameters[other].values.indexOf(value);
        return open.has(other < at ? key(other, its, at, index) : key(at, index, other, its));
      }).length;
    const best = values
      .map((value, index) => ({ value, gain: gain(index) }))
      .filter(one => one.gain > 0)
      .sort((x, y) => y.gain - x.gain);
    const found = best.find(({ value }) => allowed(row.with(at, value)));
    if (found) row = row.with(at, found.value);
  });
  return row;
}

function pairsOf(row: number[]): string[] {
  return row.flatMap((a, i) => row.slice(i + 1).map((b, offset) => key(i, a, i + 1 + offset, b)));
}

function key(i: number, a: number, j: number, b: number): string {
  return `${i} ${a} ${j} ${b}`;
}
