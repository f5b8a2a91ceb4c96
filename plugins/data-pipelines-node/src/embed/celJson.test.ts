import fc from 'fast-check';
import { compileExpression } from '../expand/cel/expression';
import { fromCel } from '../expand/cel/values';
import { jsonToCel } from './celJson';

const same = (expression: string) => expression;
const evaluated = (cel: string, variables = {}) =>
  fromCel(compileExpression(cel, 'x').evaluate(variables));

describe('jsonToCel', () => {
  it('gives a text that is one expression the type of that expression', () => {
    expect(evaluated(jsonToCel({ a: '${n}' }, same), { n: 5n })).toEqual({ a: 5 });
  });

  it('joins a text that holds expressions', () => {
    expect(jsonToCel('arn:${p}:x:${q}', same)).toBe('"arn:" + p + ":x:" + q');
  });

  it('puts parentheses around what binds less tightly than the join', () => {
    const cel = jsonToCel('a-${x ? "b" : "c"}-d', same);
    expect(cel).toBe('"a-" + (x ? "b" : "c") + "-d"');
    expect(evaluated(cel, { x: false })).toBe('a-c-d');
  });

  it('takes expressions in keys, too', () => {
    expect(evaluated(jsonToCel({ '${issuer}:sub': 'a' }, same), { issuer: 'i' })).toEqual({
      'i:sub': 'a',
    });
  });

  it('writes short values in one line and long ones in many', () => {
    expect(jsonToCel({ Bool: { a: 'b' } }, same)).toBe('{"Bool": {"a": "b"}}');
    expect(jsonToCel(['x'.repeat(90), 'y'.repeat(20)], same)).toBe(
      `[\n  "${'x'.repeat(90)}",\n  "${'y'.repeat(20)}"\n]`,
    );
  });

  it('lets no value out of JSON: what is not an expression comes back as it was', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('"}', '{% $x %}', '}', '\\', "'", '$', '\u2028', '{{'),
    );
    const json = fc.letrec(tie => ({
      value: fc.oneof(
        { depthSize: 'small' },
        text.filter(sample => !sample.includes('${')),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(
          text.filter(key => key !== '__proto__' && !key.includes('${')),
          tie('value'),
          { maxKeys: 4 },
        ),
      ),
    })).value;
    fc.assert(
      fc.property(json, value => {
        const plain = JSON.parse(JSON.stringify(value));
        expect(evaluated(jsonToCel(plain, same))).toEqual(plain);
      }),
      { numRuns: 500 },
    );
  });
});
