import { Changes } from './changes';

/** Tags as one map, the form in which they are compared. */
export type Tags = Record<string, string>;

interface LowerTag {
  key?: string;
  value?: string;
}

interface UpperTag {
  Key?: string;
  Value?: string;
}

function pairOf(tag: LowerTag | UpperTag): [string, string] {
  return 'Key' in tag
    ? [tag.Key ?? '', tag.Value ?? '']
    : [(tag as LowerTag).key ?? '', (tag as LowerTag).value ?? ''];
}

/** `[{key, value}]` (or the SDK's `Key`, `Value`) as a map. Tags of AWS itself are left out: nobody can set them. */
export function tagMap(list: (LowerTag | UpperTag)[] | Tags | undefined): Tags {
  const entries = Array.isArray(list) ? list.map(pairOf) : Object.entries(list ?? {});
  return Object.fromEntries(entries.filter(([key]) => !key.startsWith('aws:')));
}

/** A map as `[{Key, Value}]`, as most services want it. */
export function upperTags(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Sets the tags that differ and drops those that are not wanted. */
export async function syncTags(
  changes: Changes,
  want: Tags,
  have: Tags,
  set: (tags: Tags) => Promise<unknown>,
  drop: (keys: string[]) => Promise<unknown>,
): Promise<void> {
  const differing = Object.entries(want).filter(([key, value]) => have[key] !== value);
  const surplus = Object.keys(have).filter(key => !Object.hasOwn(want, key));
  await changes.part('tags', Object.fromEntries(differing), {}, () =>
    set(Object.fromEntries(differing)),
  );
  await changes.part('tags', surplus, [], () => drop(surplus));
}
