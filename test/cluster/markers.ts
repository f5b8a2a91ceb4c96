const MARKER = /‹known after creation: ([^›]*)›/g;

/** A value with what stands in each marker's place once it is known. */
export function substituted(value: unknown, observed: Record<string, any>): unknown {
  if (typeof value === 'string') {
    const [whole, path] = /^‹known after creation: ([^›]*)›$/.exec(value) ?? [];
    if (whole) return lookedUp(path, observed);
    return value.replace(MARKER, (_, inner) => String(lookedUp(inner, observed)));
  }
  if (Array.isArray(value)) return value.map(item => substituted(item, observed));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      substituted(key, observed),
      substituted(item, observed),
    ]),
  );
}

function lookedUp(path: string, observed: Record<string, any>): unknown {
  const [id, ...keys] = path.split('.');
  const [object] = [observed[id]].flat();
  const found = keys.reduce((at, key) => at?.[key], object);
  if (found === undefined) throw new Error(`nothing is at ${path}`);
  return found;
}
