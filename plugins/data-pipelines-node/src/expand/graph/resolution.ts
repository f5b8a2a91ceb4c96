import { Expression } from '../cel/expression';
import { toCel } from '../cel/values';
import { marker, markedIn } from '../marker';
import { FieldSchema } from '../schema/simpleSchema';
import { ExternalCollection, KubeObject, Resolved, World } from '../types';
import { INSTANCE, Node } from './node';

/** Kinds that are not in a namespace; all other kinds that a pipeline may have are. */
const CLUSTER_SCOPED = new Set([
  'Namespace',
  'ClusterRole',
  'ClusterRoleBinding',
  'PriorityClass',
  'StorageClass',
]);

/** Works out what the resources of one instance come to in one world, each once. */
export class Resolution {
  private readonly done = new Map<string, Resolved>();
  readonly schemaVariable: unknown;

  constructor(
    private readonly nodes: Map<string, Node>,
    private readonly world: World,
    schema: FieldSchema,
  ) {
    const { status: _, spec, ...rest } = world.instance;
    this.schemaVariable = { ...(toCel(rest) as object), spec: specToCel(spec, schema) };
  }

  resolved(id: string): Resolved {
    const known = this.done.get(id);
    if (known) return known;
    const resolved = this.work(this.nodes.get(id)!);
    this.done.set(id, resolved);
    return resolved;
  }

  /** What is there of a resource, or undefined. None of an empty forEach is a thing that is there. */
  observed(id: string): KubeObject | KubeObject[] | undefined {
    const node = this.nodes.get(id)!;
    const seen = this.world.observed[id];
    if (node.external) return [seen ?? []].flat();
    if (node.forEach.length === 0) return Array.isArray(seen) ? seen[0] : seen;
    if (seen === undefined) return this.resolved(id).objects.length === 0 ? [] : undefined;
    return Array.isArray(seen) ? seen : [seen];
  }

  private work(node: Node): Resolved {
    if (this.isSkipped(node)) return { skipped: true, objects: [], pending: [] };
    const variables = this.variables(node);
    if (node.external) {
      const wanted = node.template.render(variables) as ExternalCollection;
      return { skipped: false, objects: [], pending: [], external: wanted };
    }
    const objects = combinations(node, variables).map(items => {
      const object = node.template.render({ ...variables, ...items }) as KubeObject;
      if (!CLUSTER_SCOPED.has(object.kind))
        object.metadata.namespace ??= this.world.instance.metadata.namespace;
      return object;
    });
    return { skipped: false, objects, pending: markedIn(objects) };
  }

  private isSkipped(node: Node): boolean {
    if (node.dependencies.some(id => this.resolved(id).skipped)) return true;
    const variables = this.variables(node);
    return node.includeWhen.some(expression => expression.evaluate(variables) !== true);
  }

  private variables(node: Node): Record<string, unknown> {
    const expressions = [
      ...node.template.expressions,
      ...node.includeWhen,
      ...node.forEach.map(({ list }) => list),
    ];
    const variables: Record<string, unknown> = { [INSTANCE]: this.schemaVariable };
    for (const id of node.dependencies) variables[id] = this.variable(id, expressions);
    return variables;
  }

  /** A resource as others see it: as it is there, or as it will be made, with markers for what they read and is not there. */
  private variable(id: string, readers: Expression[]): unknown {
    const seen = this.observed(id);
    if (Array.isArray(seen)) return seen.map(toCel);
    if (this.nodes.get(id)!.forEach.length > 0) return this.resolved(id).objects.map(toCel);
    const object = toCel(seen ?? this.resolved(id).objects[0]) as Record<string, unknown>;
    const paths = readers.flatMap(reader => reader.fields).filter(([first]) => first === id);
    for (const path of paths) mark(object, path);
    return object;
  }
}

/** Puts a marker where a path ends in nothing; where it meets something that is not an object it is left alone. */
function mark(object: Record<string, unknown>, path: string[]): void {
  const [last, ...above] = path.slice(1).reverse();
  let at = object;
  for (const key of above.reverse()) {
    at[key] ??= {};
    if (typeof at[key] !== 'object') return;
    at = at[key] as Record<string, unknown>;
  }
  at[last] ??= marker(path.join('.'));
}

/** Every combination of what the variables of forEach run through; one empty one where there is no forEach. */
function combinations(node: Node, variables: Record<string, unknown>): Record<string, unknown>[] {
  return node.forEach.reduce<Record<string, unknown>[]>(
    (before, { name, list }) => {
      const items = list.evaluate(variables) as unknown[];
      return before.flatMap(combination => items.map(item => ({ ...combination, [name]: item })));
    },
    [{}],
  );
}

/** By the schema's types, so that a `float` field keeps a whole number as a float. */
function specToCel(value: unknown, schema: FieldSchema | undefined): unknown {
  if (schema?.type === 'number') return value;
  if (Array.isArray(value)) return Array.from(value, item => specToCel(item, schema?.items));
  if (value === null || typeof value !== 'object') return toCel(value);
  const ofField = (key: string) => schema?.values ?? schema?.properties?.[key];
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, specToCel(item, ofField(key))]),
  );
}
