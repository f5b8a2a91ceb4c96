import { NotThereYet } from '../cel/expression';
import { toCel } from '../cel/values';
import { KubeObject } from '../types';
import { EACH, Node } from './node';
import { Resolution } from './resolution';

/** kro's readiness: left out, or all there with every readyWhen true. */
export function isReady(node: Node, resolution: Resolution): boolean {
  const { skipped, objects } = resolution.resolved(node.id);
  if (skipped) return true;
  const seen = resolution.observed(node.id);
  if (seen === undefined) return false;
  if (!Array.isArray(seen)) return holds(node, node.id, seen);
  return seen.length >= objects.length && seen.every(object => holds(node, EACH, object));
}

function holds(node: Node, name: string, object: KubeObject): boolean {
  try {
    return node.readyWhen.every(
      expression => expression.evaluate({ [name]: toCel(object) }) === true,
    );
  } catch (error) {
    if (error instanceof NotThereYet) return false;
    throw error;
  }
}
