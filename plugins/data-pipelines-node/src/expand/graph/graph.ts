import { InputError } from '@backstage/errors';
import { FieldSchema, parseSchema } from '../schema/simpleSchema';
import { Resolved, World } from '../types';
import { compileNode, Node } from './node';
import { topologicalOrder } from './order';
import { isReady } from './ready';
import { Resolution } from './resolution';
import { compileStatus, StatusTemplate } from './status';

/** A compiled ResourceGraphDefinition. Holds no state: every answer is worked out from the world that is given. */
export class Graph {
  /** kro's order: dependencies first, else as in the definition. */
  readonly order: string[];

  constructor(
    private readonly nodes: Map<string, Node>,
    private readonly statusTemplate: StatusTemplate,
    /** Schema of an instance's `spec`. */
    readonly schema: FieldSchema,
    /** `apiVersion` and `kind` of an instance. */
    readonly instanceType: { apiVersion: string; kind: string },
  ) {
    this.order = topologicalOrder(new Map([...nodes].map(([id, node]) => [id, node.dependencies])));
  }

  /** Ids of the resources that one refers to: kro waits until these are ready. */
  dependencies(id: string): string[] {
    return [...this.node(id).dependencies];
  }

  /** What a resource comes to, given what is there of the others. */
  resolve(id: string, world: World): Resolved {
    return this.resolution(world).resolved(this.node(id).id);
  }

  /** Whether a resource is there and as it should be. One that is left out counts as ready, as with kro. */
  ready(id: string, world: World): boolean {
    return isReady(this.node(id), this.resolution(world));
  }

  /** The instance's status: fields that cannot be known yet are absent. `state` and `conditions` as kro sets them. */
  status(world: World): Record<string, unknown> {
    const resolution = this.resolution(world);
    const ready = this.order.every(id => isReady(this.node(id), resolution));
    return this.statusTemplate.render(resolution, ready);
  }

  private resolution(world: World): Resolution {
    return new Resolution(this.nodes, world, this.schema);
  }

  private node(id: string): Node {
    const node = this.nodes.get(id);
    if (!node) throw new InputError(`the definition has no resource "${id}"`);
    return node;
  }
}

/**
 * Compiles a ResourceGraphDefinition.
 *
 * @throws InputError with the path of what is wrong. What only kro can see, such as a field that an AWS kind does not
 *   have, is not found here.
 */
export function compileGraph(rgd: unknown): Graph {
  const { apiVersion, kind, spec } = (rgd ?? {}) as any;
  if (kind !== 'ResourceGraphDefinition' || !String(apiVersion).startsWith('kro.run/')) {
    throw new InputError('this is not a ResourceGraphDefinition of kro.run');
  }
  const { schema, resources } = spec ?? {};
  if (!schema?.kind || !schema.apiVersion || !Array.isArray(resources)) {
    throw new InputError('spec.schema.kind, spec.schema.apiVersion and spec.resources are needed');
  }
  const ids = resources.map((resource: { id: string }) => resource.id);
  const nodes = new Map<string, Node>(
    resources.map((resource, index) => [ids[index], compileNode(resource, index, ids)]),
  );
  return new Graph(
    nodes,
    compileStatus(schema.status ?? {}, ids),
    parseSchema(schema.spec ?? {}, schema.types ?? {}, 'spec'),
    { apiVersion: `${schema.group ?? 'kro.run'}/${schema.apiVersion}`, kind: schema.kind },
  );
}
