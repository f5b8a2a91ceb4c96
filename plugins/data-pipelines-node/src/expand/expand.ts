import { applyDefaults } from './applyDefaults';
import { compileGraph, Graph } from './graph/graph';
import { ExpandedResource } from './types';

/**
 * Everything that kro will make for an instance before any of it is there, in kro's order. Values that are known only
 * later are marked: `‹known after creation: table.status.tableID›`. Pure.
 *
 * @param definition the ResourceGraphDefinition, or the graph compiled from it.
 * @throws InputError when the definition or the instance is wrong.
 */
export function expand(definition: unknown, instance: unknown): ExpandedResource[] {
  const graph = definition instanceof Graph ? definition : compileGraph(definition);
  const world = { instance: applyDefaults(graph, instance), observed: {} };
  return graph.order.flatMap(id => {
    const { objects, pending } = graph.resolve(id, world);
    return objects.map(object => ({ id, object, pending }));
  });
}
