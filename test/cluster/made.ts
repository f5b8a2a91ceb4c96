import type { KubeClient } from './harness/KubeClient.ts';
import type { KubeObject } from './harness/KubeObject.ts';

const NODE_ID = 'kro.run/node-id';

/** What kro made of an instance, by the id of the resource; a list for a resource with forEach, in its order. */
export async function madeBy(
  client: KubeClient,
  rgd: any,
  instance: KubeObject,
): Promise<Record<string, KubeObject | KubeObject[]>> {
  const resources = rgd.spec.resources.filter(({ template }: any) => template);
  const kinds = new Map<string, any>(
    resources.map(({ template }: any) => [`${template.apiVersion} ${template.kind}`, template]),
  );
  const lists = await Promise.all(
    [...kinds.values()].map(({ apiVersion, kind }) =>
      client.list(apiVersion, kind, instance.metadata.namespace),
    ),
  );
  const objects = lists
    .flat()
    .filter(({ metadata }) => metadata.labels?.['kro.run/instance-name'] === instance.metadata.name)
    .sort((a, b) => indexOf(a) - indexOf(b));
  const made: Record<string, KubeObject | KubeObject[]> = {};
  for (const { id, forEach } of resources) {
    const own = objects.filter(({ metadata }) => metadata.labels![NODE_ID] === id);
    if (forEach) made[id] = own;
    else if (own.length > 0) made[id] = own[0];
  }
  return made;
}

/** An object as it was written: without what kro and the API server add to every object, and without status. */
export function withoutServersOwn({ metadata, status: _, ...object }: KubeObject): unknown {
  const { name, namespace } = metadata;
  const [labels, annotations] = [metadata.labels, metadata.annotations].map(all =>
    Object.fromEntries(Object.entries(all ?? {}).filter(([key]) => !isKros(key))),
  );
  return { ...object, metadata: { name, namespace, labels, annotations } };
}

function isKros(key: string): boolean {
  return (
    key.includes('kro.run/') || key.startsWith('applyset.kubernetes.io/') || key === MANAGED_BY
  );
}
const MANAGED_BY = 'app.kubernetes.io/managed-by';

function indexOf({ metadata }: KubeObject): number {
  return Number(metadata.labels?.['kro.run/collection-index'] ?? 0);
}
