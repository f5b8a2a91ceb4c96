import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pairwise } from './pairwise.ts';

const parameters = ['a', 'b', 'c', 'd', 'e', 'f'].map((name, at) => ({
  name,
  values: Array.from({ length: 2 + (at % 3) }, (_, value) => `${name}${value}`),
}));
const base = parameters.map(({ values }) => values[0]);

describe('pairwise', () => {
  // Two values that never stand together, and one that asks for another.
  const allowed = (row: unknown[]) =>
    !(row.includes('a1') && row.includes('b2')) && !(row.includes('c3') && !row.includes('d0'));
  const rows = pairwise(parameters, base, allowed);

  it('has every two values that some allowed row has', () => {
    const missing: string[] = [];
    for (const [i, first] of parameters.entries())
      for (const second of parameters.slice(i + 1))
        for (const a of first.values)
          for (const b of second.values) {
            const possible =
              !(a === 'a1' && b === 'b2') && !(a === 'c3' && b.startsWith('d') && b !== 'd0');
            if (possible && !rows.some(row => row.includes(a) && row.includes(b)))
              missing.push(`${a} ${b}`);
          }
    assert.deepEqual(missing, []);
  });

  it('has no row that is not allowed', () => {
    assert.deepEqual(
      rows.filter(row => !allowed(row)),
      [],
    );
  });

  it('has far fewer rows than there are combinations, and the same ones each time', () => {
    assert.ok(rows.length < 30, String(rows.length));
    assert.deepEqual(pairwise(parameters, base, allowed), rows);
  });
});
