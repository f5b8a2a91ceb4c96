import { joinSlices } from './joinSlices';

/** Lines `from` to `to` of a log, each of which says its number. */
function slice(from: number, to: number, more = false) {
  const lines = Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
  return { firstLine: from, lines, more };
}

describe('joining lines of a log', () => {
  it.each([
    ['before', slice(501, 600), slice(401, 500)],
    ['over the beginning', slice(501, 600), slice(401, 550)],
    ['over the end', slice(401, 550), slice(501, 600)],
    ['behind', slice(401, 500), slice(501, 600)],
    ['among those known', slice(401, 600), slice(450, 499, true)],
  ])('puts them %s, each once', (_, known, next) =>
    expect(joinSlices(known, next)).toEqual(slice(401, 600)),
  );

  it.each([
    ['before', slice(501, 600), slice(401, 499)],
    ['behind', slice(501, 600), slice(602, 700)],
  ])('does not hide lines that are missing %s', (_, known, next) =>
    expect(joinSlices(known, next)).toBeUndefined(),
  );

  it('reads the same lines again, which may say by now why the job failed', () => {
    const failed = { ...slice(1, 10), failedLine: 9 };
    expect(joinSlices(slice(1, 10), failed)).toEqual(failed);
    expect(joinSlices(failed, slice(11, 20))).toEqual({ ...slice(1, 20), failedLine: 9 });
  });

  it('keeps no more than 5,000 lines, those nearest to what was asked for', () => {
    expect(joinSlices(slice(501, 5_500), slice(1, 500))).toEqual(slice(1, 5_000, true));
    expect(joinSlices(slice(1, 5_000), slice(4_600, 5_003))).toEqual(slice(501, 5_003));
  });
});
