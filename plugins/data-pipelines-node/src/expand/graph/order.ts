import { InputError } from '@backstage/errors';

/**
 * kro's order of resources: dependencies first, else as in the definition.
 *
 * @param dependencies of each id; the keys stand in the definition's order.
 * @throws InputError when resources wait for each other in a circle.
 */
export function topologicalOrder(dependencies: Map<string, string[]>): string[] {
  const order: string[] = [];
  const left = new Set(dependencies.keys());
  while (left.size > 0) {
    const next = [...left].find(id =>
      dependencies.get(id)!.every(dependency => !left.has(dependency)),
    );
    if (next === undefined)
      throw new InputError(
        `these resources refer to each other in a circle: ${circle(dependencies, left)}`,
      );
    order.push(next);
    left.delete(next);
  }
  return order;
}

function circle(dependencies: Map<string, string[]>, left: Set<string>): string {
  const path: string[] = [];
  let at = [...left][0];
  while (!path.includes(at)) {
    path.push(at);
    at = dependencies.get(at)!.find(dependency => left.has(dependency))!;
  }
  return [...path.slice(path.indexOf(at)), at].join(' -> ');
}
