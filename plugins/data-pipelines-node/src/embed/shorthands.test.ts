import { writeOut } from './shorthands';

const FILES: Record<string, unknown> = {
  'a.json': { arn: 'arn:${account}:${bucket}', days: '${schema.spec.days * 2}' },
  'whole.json': { States: { One: { Branches: [{ StartAt: 'x' }, { StartAt: 'y' }] } } },
  'part.json': { StartAt: '${account}' },
};
const SHORTHANDS = {
  account: 'schema.spec.aws.accountId',
  pipeline: 'schema.a + "-" + schema.b',
  own: 'schema.key != ""',
};
const write = (expression: string) => writeOut(expression, SHORTHANDS, path => FILES[path]);

describe('writeOut', () => {
  it('puts what a shorthand stands for in its place', () => {
    expect(write('"a" + account')).toBe('"a" + schema.spec.aws.accountId');
    expect(write('"x" + pipeline')).toBe('"x" + schema.a + "-" + schema.b');
  });

  it('keeps the meaning by parentheses where they are needed', () => {
    expect(write('own ? 1 : 2')).toBe('(schema.key != "") ? 1 : 2');
    expect(write('pipeline.size()')).toBe('(schema.a + "-" + schema.b).size()');
  });

  it('leaves fields and variables of macros alone that happen to be named so', () => {
    expect(write('x.account.exists(account, account == 1)')).toBe(
      'x.account.exists(account, account == 1)',
    );
  });

  it('writes an embedded file out as JSON text, its own expressions too', () => {
    expect(write('embed("a.json", {"bucket": schema.spec.bucket})')).toBe(
      'json.marshal({"arn": "arn:" + schema.spec.aws.accountId + ":" + schema.spec.bucket, "days": schema.spec.days * 2})',
    );
  });

  it('replaces a part of an embedded file by another file', () => {
    const text = write('embed("whole.json", {"/States/One/Branches/0": embed("part.json")})');
    expect(text).toContain('[{"StartAt": schema.spec.aws.accountId}, {"StartAt": "y"}]');
    expect(() => write('embed("whole.json", {"/States/Two": embed("part.json")})')).toThrow(
      /no \/States\/Two to replace/,
    );
  });

  it('embeds within a larger expression', () => {
    expect(write('own ? embed("part.json") : omit()')).toBe(
      '(schema.key != "") ? json.marshal({"StartAt": schema.spec.aws.accountId}) : omit()',
    );
  });

  it('refuses an embed that it does not understand', () => {
    expect(() => write('embed(account)')).toThrow(/write embed\("FILE"\)/);
    expect(() => write('embed("a.json", {"/x": account})')).toThrow(/account is not an embed/);
  });
});
