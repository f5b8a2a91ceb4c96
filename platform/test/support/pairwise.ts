/** Combinations of values such that every two values of two keys meet in at least one; greedy, always the same. */
export function pairwise<T extends Record<string, readonly unknown[]>>(
  values: T,
): { [K in keyof T]: T[K][number] }[] {
  const keys = Object.keys(values);
  const open = new Set<string>();
  const pair = (a: number, i: number, b: number, j: number) => `${a}.${i} ${b}.${j}`;
  for (let a = 0; a < keys.length; a += 1)
    for (let b = a + 1; b < keys.length; b += 1)
      values[keys[a]!]!.forEach((_, i) =>
        values[keys[b]!]!.forEach((__, j) => open.add(pair(a, i, b, j))),
      );
  const rows: number[][] = [];
  while (open.size > 0) {
    const [first, second] = [...open][0]!.split(' ').map(part => part.split('.').map(Number));
    const row: (number | undefined)[] = keys.map(() => undefined);
    row[first![0]!] = first![1];
    row[second![0]!] = second![1];
    keys.forEach((key, k) => {
      if (row[k] !== undefined) return;
      const gain = (i: number) =>
        row.reduce<number>((sum, j, other) => {
          if (j === undefined) return sum;
          return sum + Number(open.has(other < k ? pair(other, j, k, i) : pair(k, i, other, j)));
        }, 0);
      row[k] = values[key]!.map((_, i) => i).reduce(
        (best, i) => (gain(i) > gain(best) ? i : best),
        0,
      );
    });
    row.forEach((i, a) => row.forEach((j, b) => a < b && open.delete(pair(a, i!, b, j!))));
    rows.push(row as number[]);
  }
  return rows.map(
    row => Object.fromEntries(keys.map((key, k) => [key, values[key]![row[k]!]])) as never,
  );
}
