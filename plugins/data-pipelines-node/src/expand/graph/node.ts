import { InputError } from '@backstage/errors';
import { compileExpression, Expression } from '../cel/expression';
import { soleExpression } from '../cel/text';
import { compileTemplate, Template } from './template';

/** Variables that the expressions of a definition have besides the resources. */
export const INSTANCE = 'schema';
export const EACH = 'each';

/** One resource of a definition, compiled. */
export interface Node {
  id: string;
  /** Of an external collection: what is looked for, see `External`. */
  template: Template;
  /** True for objects of others that are read, not made: an `externalRef` with a selector. */
  external: boolean;
  includeWhen: Expression[];
  readyWhen: Expression[];
  /** Variables and the lists that they run through; every combination makes an object. */
  forEach: { name: string; list: Expression }[];
  /** Ids of the resources that it refers to, in the definition's order. */
  dependencies: string[];
}

/** Ids that kro keeps for itself, and words of CEL. */
const RESERVED = new Set(
  [
    'apiVersion context dependency dependencies each externalRef externalReference externalRefs externalReferences graph',
    'instance item items kind kro metadata namespace object resource resourceGraphDefinition resourcegraphdefinition',
    'resources root runtime schema self serviceAccountName spec status this variables vars version',
    'true false null in as break const continue else for function if import let loop package return var void while',
  ].flatMap(line => line.split(' ')),
);

/**
 * Compiles a resource of a definition.
 *
 * @param ids all ids of the definition, in its order.
 * @throws InputError with the path of what is wrong.
 */
export function compileNode(resource: any, index: number, ids: string[]): Node {
  const { id } = resource;
  const where = `spec.resources[${index}]`;
  if (typeof id !== 'string' || !/^[a-z][a-zA-Z0-9]*$/.test(id) || RESERVED.has(id)) {
    throw new InputError(
      `${where}.id: "${id}" cannot be an id; use lower camel case and none of kro's own words`,
    );
  }
  if (ids.indexOf(id) !== index)
    throw new InputError(`${where}.id: "${id}" is the id of another resource already`);
  const at = `${where} (${id})`;
  const body = resource.template ?? externalCollection(resource, at);
  const list = (name: string) =>
    (resource[name] ?? []).map((text: string) => sole(text, `${at}.${name}`));
  const forEach = (resource.forEach ?? []).flatMap((dimension: Record<string, string>) =>
    Object.entries(dimension).map(([name, text]) => ({
      name,
      list: sole(text, `${at}.forEach.${name}`),
    })),
  );
  const node: Node = {
    id,
    template: compileTemplate(body, `${at}.${resource.template ? 'template' : 'externalRef'}`),
    external: !resource.template,
    includeWhen: list('includeWhen'),
    readyWhen: list('readyWhen'),
    forEach,
    dependencies: [],
  };
  node.dependencies = checkReferences(node, ids, at);
  return node;
}

function externalCollection({ externalRef, template }: any, where: string): unknown {
  if (externalRef?.metadata?.selector && template === undefined) return externalRef;
  throw new InputError(
    externalRef
      ? `${where}.externalRef: only a collection by metadata.selector is known here`
      : `${where}: there is no template`,
  );
}

function sole(text: string, where: string): Expression {
  const source = typeof text === 'string' ? soleExpression(text) : undefined;
  if (source === undefined)
    throw new InputError(`${where}: ${JSON.stringify(text)} must be one \${…} and nothing else`);
  return compileExpression(source, where);
}

function checkReferences(node: Node, ids: string[], where: string): string[] {
  const iterators = node.forEach.map(dimension => dimension.name);
  const self = node.forEach.length > 0 || node.external ? EACH : node.id;
  const check = (expressions: Expression[], allowed: string[]) =>
    expressions.flatMap(({ references, source }) =>
      references.map(name => {
        if (!allowed.includes(name))
          throw new InputError(`${where}: there is no "${name}" for the expression ${source}`);
        return name;
      }),
    );
  const others = [INSTANCE, ...ids.filter(id => id !== node.id)];
  const used = new Set([
    ...check(node.template.expressions, [...others, ...iterators]),
    ...check(node.includeWhen, others),
    ...check(
      node.forEach.map(dimension => dimension.list),
      others,
    ),
  ]);
  check(node.readyWhen, [self]);
  return ids.filter(id => used.has(id));
}
