import fc from 'fast-check';
import { parse } from 'yaml';
import { printMarkdown, printWord, printYaml } from './printers';

/** Values that YAML 1.1, 1.2 or both would read as something else than a text. */
const TRAPS = [
  'on',
  'yes',
  'NO',
  'y',
  'n',
  'null',
  '~',
  'true',
  '012',
  '1e3',
  '0x1',
  '1_000',
  '12:30:45',
  '2024-01-01',
  '.inf',
  'e0',
  'E1',
  '',
  ' ',
  '-',
  '- a',
  'a: b',
  '#x',
  '*a',
  '&a',
  '!x',
  '@a',
  '`',
  '"',
  "'",
  '%',
  '?',
  '|',
  '>',
  '[',
  '{',
  '<<',
  '=',
];

describe('printYaml', () => {
  it.each(TRAPS)('prints the text %j so that every version of YAML reads a text', text => {
    for (const version of ['1.1', '1.2'] as const) {
      expect(parse(printYaml(text), { version })).toBe(text);
      expect(parse(`a: ${printYaml(text)}\n`, { version })).toEqual({ a: text });
      expect(parse(printYaml({ [text]: text }), { version })).toEqual({ [text]: text });
    }
  });

  it('quotes the key "on"', () => {
    expect(printYaml({ on: 'data' })).toBe('"on": data');
  });

  it('writes no anchors, and no line that is folded', () => {
    const shared = { a: 'x '.repeat(200) };
    expect(printYaml([shared, shared]).split('\n')).toHaveLength(2);
  });

  it('gives every value back', () => {
    const value = fc.letrec(tie => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string({ unit: 'binary' }).filter(text => !/\p{Cs}/u.test(text)),
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom(...TRAPS),
        fc.integer(),
        fc.boolean(),
        fc.array(tie('value')),
        fc.dictionary(
          fc.string().filter(key => key !== '__proto__'),
          tie('value'),
        ),
      ),
    })).value;
    fc.assert(
      fc.property(value, input => {
        const plain = JSON.parse(JSON.stringify(input));
        expect(parse(printYaml(plain))).toEqual(plain);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('printMarkdown', () => {
  it('shows a text as it is: no link, no HTML, no heading, no list', () => {
    expect(printMarkdown('[x](http://y) <b> `q` *z* & #1')).toBe(
      '\\[x\\]\\(http:\\//y\\) &lt;b\\> \\`q\\` \\*z\\* &amp; \\#1',
    );
    expect(printMarkdown('- a')).toBe('\\- a');
    expect(printMarkdown('1. a')).toBe('1\\. a');
    expect(printMarkdown('taxi-daily')).toBe('taxi-daily');
  });
});

describe('printWord', () => {
  it('prints names, prefixes and addresses as they are, and refuses everything else', () => {
    expect(printWord('s3-bucket.name/input/')).toBe('s3-bucket.name/input/');
    for (const text of ['', 'a b', '`x`', '$(x)', 'a;b', 'a|b', 'a\nb', '<a>', "it's"]) {
      expect(() => printWord(text)).toThrow('is not one plain word');
    }
  });
});
