import { triggerOf } from './trigger';

const inputOf = (object: object, bucket = 'input') =>
  JSON.stringify({ detail: { bucket: { name: bucket }, object } });

describe('triggerOf', () => {
  it('reads the object as S3 sends it', () => {
    const object = { key: 'input/ä 1.parquet', size: 5_000_000_000, 'version-id': 'v' };
    expect(triggerOf(inputOf(object))).toEqual({
      bucket: 'input',
      key: 'input/ä 1.parquet',
      size: 5_000_000_000,
      versionId: 'v',
    });
  });

  it.each([1.5, -1, 1e300, '7', null])('leaves out the size %j, written by hand', size => {
    expect(triggerOf(inputOf({ key: 'a', size }))).toEqual({ bucket: 'input', key: 'a' });
  });

  it('takes what S3 cannot name for no object, and names no such version', () => {
    expect(triggerOf(inputOf({ key: 'ä'.repeat(512) }))).toBeDefined();
    expect(triggerOf(inputOf({ key: `${'ä'.repeat(512)}b` }))).toBeUndefined();
    expect(triggerOf(inputOf({ key: 'a' }, 'b'.repeat(2_000)))).toBeUndefined();
    expect(triggerOf(inputOf({ key: 'a', 'version-id': 'v'.repeat(2_000) }))).toEqual({
      bucket: 'input',
      key: 'a',
    });
  });
});
