import { goJson } from './goJson';

describe('goJson', () => {
  it('sorts keys by their bytes, at every depth', () => {
    expect(goJson({ b: 1, a: { '\u{1F600}': 1, '\uFFFD': 2, A: 3 } })).toBe(
      '{"a":{"A":3,"\uFFFD":2,"\u{1F600}":1},"b":1}',
    );
  });

  it('escapes what Go escapes, and nothing else', () => {
    expect(goJson('<a href="x">&\u2028\u2029é/\u0001\n')).toBe(
      '"\\u003ca href=\\"x\\"\\u003e\\u0026\\u2028\\u2029é/\\u0001\\n"',
    );
  });

  it('writes numbers as Go does', () => {
    expect(goJson([1n, 9007199254740993n, 1.5, 0.000001, 1e-7, 1e21, 0])).toBe(
      '[1,9007199254740993,1.5,0.000001,1e-07,1e+21,0]',
    );
  });
});
