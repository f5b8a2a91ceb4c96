import { joinText, soleExpression, splitText } from './text';

describe('splitText', () => {
  it('takes a text apart at its expressions', () => {
    expect(splitText('a-${b.c}-d${e}')).toEqual([
      { text: 'a-' },
      { expr: 'b.c' },
      { text: '-d' },
      { expr: 'e' },
    ]);
    expect(splitText('plain {text} $x')).toEqual([{ text: 'plain {text} $x' }]);
    expect(splitText('')).toEqual([]);
  });

  it('counts braces, but not within double quotes', () => {
    expect(splitText('${{"a": {"b": 1}}}')).toEqual([{ expr: '{"a": {"b": 1}}' }]);
    expect(splitText('${"}" + "\\"}"}x')).toEqual([{ expr: '"}" + "\\"}"' }, { text: 'x' }]);
    expect(splitText('${"${VAR}"}')).toEqual([{ expr: '"${VAR}"' }]);
  });

  it('takes a `${` without its end for plain text', () => {
    expect(splitText('${a ')).toEqual([{ text: '${a ' }]);
  });

  it('refuses an expression within an expression', () => {
    expect(() => splitText('${a(${b})}')).toThrow(/may not hold another/);
  });

  it('can be undone', () => {
    const text = 'a-${b.c}-d${"}"}${ ';
    expect(joinText(splitText(text))).toBe(text);
  });
});

describe('soleExpression', () => {
  it('is the expression only where there is nothing else', () => {
    expect(soleExpression('${a}')).toBe('a');
    expect(soleExpression('${a} ')).toBeUndefined();
    expect(soleExpression('${a}${b}')).toBeUndefined();
    expect(soleExpression('a')).toBeUndefined();
  });
});
