import { Step } from 'backstage-plugin-data-pipelines-common';

/** A step and the steps that ran in it. */
export interface StepNode {
  step: Step;
  children: StepNode[];
}

/** Hangs each step under its parent; one whose parent is not known stays at the top. */
export function nest(steps: Step[]): StepNode[] {
  const nodes = new Map(steps.map(step => [step.id, { step, children: [] } as StepNode]));
  const roots: StepNode[] = [];
  for (const node of nodes.values()) {
    const parent = node.step.parentId === undefined ? undefined : nodes.get(node.step.parentId);
    (parent && parent !== node ? parent.children : roots).push(node);
  }
  return roots;
}
