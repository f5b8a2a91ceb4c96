/** Whether a version such as `0.9.1` is older than another. What is no version is never called old. */
export function isBehind(version: string, current: string): boolean {
  const [a, b] = [version, current].map(text =>
    /^\d+(\.\d+)*/.exec(text)?.[0].split('.').map(Number),
  );
  if (!a || !b) {
    return false;
  }
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0];
    if (x !== y) {
      return x < y;
    }
  }
  return false;
}
