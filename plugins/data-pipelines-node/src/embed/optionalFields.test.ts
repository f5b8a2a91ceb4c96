import { withOptionalFields } from './optionalFields';

describe('withOptionalFields', () => {
  it('leaves a field out, where the skeleton gives it null', () => {
    expect(
      withOptionalFields({ enabled: true, sseType: 'KMS', key: '${own ? x.key : dyn(null)}' }),
    ).toBe('${{"enabled": true, "sseType": "KMS"}.merge(own ? {"key": x.key} : {})}');
  });

  it('turns a condition for leaving out into one for putting in', () => {
    expect(withOptionalFields({ a: '${r == "us-east-1" ? dyn(null) : {"l": r}}' })).toBe(
      '${{}.merge(!(r == "us-east-1") ? {"a": {"l": r}} : {})}',
    );
  });

  it('keeps the texts and expressions beside it', () => {
    expect(
      withOptionalFields({
        name: 'x-${schema.metadata.name}',
        rules: [{ days: 7, on: '${a && b}' }],
        job: '${a ? (b ? c : d) : dyn(null)}',
        more: '${(a ? b : c) ? "d" : dyn(null)}',
      }),
    ).toBe(
      [
        '${{"name": "x-" + schema.metadata.name, "rules": [{"days": 7, "on": a && b}]}',
        '.merge(a ? {"job": b ? c : d} : {}).merge((a ? b : c) ? {"more": "d"} : {})}',
      ].join(''),
    );
  });

  it('keeps the parentheses around the operands of a condition and of a value', () => {
    expect(
      withOptionalFields({ a: '${(x == ")") && ((y || z)) ? ("(" + p) + (q) : dyn(null)}' }),
    ).toBe('${{}.merge((x == ")") && ((y || z)) ? {"a": ("(" + p) + (q)} : {})}');
  });

  it.each([
    { a: 'text' },
    { a: '${b ? c : d}' },
    { a: null },
    { a: 'x${b ? c : dyn(null)}' },
    { a: [{ b: 1 }] },
  ])('leaves %j alone', object => {
    expect(withOptionalFields(object)).toBe(object);
  });
});
