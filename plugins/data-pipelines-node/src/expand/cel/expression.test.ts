import { compileExpression, NotThereYet } from './expression';
import { OMITTED } from './values';

const value = (source: string, variables: Record<string, unknown> = {}) =>
  compileExpression(source, 'spec.x').evaluate(variables);

describe('compileExpression', () => {
  it('tells which variables an expression refers to, but not those that it binds itself', () => {
    const compiled = compileExpression(
      'subs.filter(s, s.a == schema.spec.b).map(s, s.c) + json.unmarshal(x)',
      'x',
    );
    expect(compiled.references).toEqual(['schema', 'subs', 'x']);
  });

  it('tells which fields an expression reads', () => {
    const { fields } = compileExpression(
      'table.status.id + role.status.arns[0] + vc.?status.?id.orValue("")',
      'x',
    );
    expect(fields).toEqual([
      ['table', 'status', 'id'],
      ['role', 'status', 'arns'],
    ]);
  });

  it('tells a field that is not there yet from a mistake', () => {
    expect(() => value('table.status.id', { table: {} })).toThrow(NotThereYet);
    expect(() => value('table.spec.a + 1', { table: { spec: { a: 'x' } } })).toThrow(
      /spec\.x.*no such overload/,
    );
    expect(() => compileExpression('a +', 'spec.x')).toThrow(/spec\.x: .* in the expression a \+/);
  });

  it('counts in whole numbers', () => {
    expect(value('schema.n * 60 + 1', { schema: { n: 60n } })).toBe(3601n);
  });

  it('knows kro’s own functions', () => {
    expect(value('json.marshal({"b": 1, "a": [x, true, null, "<&>"]})', { x: 2n })).toBe(
      '{"a":[2,true,null,"\\u003c\\u0026\\u003e"],"b":1}',
    );
    expect(value('"%s-%x".format(["a", hash.fnv64a("hello")])')).toBe('a-a430d84680aabd0b');
    expect(value('x == "" ? omit() : {"a": x}', { x: '' })).toBe(OMITTED);
    expect(value('x == "" ? omit() : {"a": x}', { x: 'y' })).toEqual({ a: 'y' });
    expect(
      value('runtime.newCondition({type: "Ready", status: s, reason: "R", message: "m"})', {
        s: 'True',
      }),
    ).toEqual({ type: 'Ready', status: 'True', reason: 'R', message: 'm' });
  });

  it('refuses a condition with a status that Kubernetes does not know', () => {
    expect(() => value('runtime.newCondition({type: "Ready", status: "Yes"})')).toThrow(
      /use True, False or Unknown/,
    );
  });
});
