/** Names of choices, each with what may be chosen. */
export type Choices<T> = Readonly<Record<string, readonly T[]>>;

/**
 * Rows that between them hold every pair of what may be chosen in two places: faults that take two choices to show are
 * shown by some row, with a few rows in place of all combinations. The same choices give the same rows.
 *
 * Greedy: each row begins with a pair that no row holds yet and takes, place by place, what adds the most new pairs.
 */
export function pairwise<T>(choices: Choices<T>): Record<string, T>[] {
  const names = Object.keys(choices);
  const open = new Set<string>();
  const key = (a: number, i: number, b: number, j: number) =>
    a < b ? `${a},${i},${b},${j}` : `${b},${j},${a},${i}`;
  names.forEach((_, a) =>
    names
      .slice(a + 1)
      .forEach((other, at) =>
        choices[names[a]].forEach((__, i) =>
          choices[other].forEach((___, j) => open.add(key(a, i, a + 1 + at, j))),
        ),
      ),
  );
  const rows: Record<string, T>[] = [];
  while (open.size > 0) {
    const [a, i, b, j] = [...open][0].split(',').map(Number);
    const row = new Map([
      [a, i],
      [b, j],
    ]);
    for (let place = 0; place < names.length; place += 1) {
      if (row.has(place)) continue;
      const gains = choices[names[place]].map(
        (_, value) => [...row].filter(([p, v]) => open.has(key(p, v, place, value))).length,
      );
      row.set(place, gains.indexOf(Math.max(...gains)));
    }
    for (const [p, v] of row) for (const [q, w] of row) if (p !== q) open.delete(key(p, v, q, w));
    rows.push(Object.fromEntries([...row].map(([p, v]) => [names[p], choices[names[p]][v]])));
  }
  return rows;
}
