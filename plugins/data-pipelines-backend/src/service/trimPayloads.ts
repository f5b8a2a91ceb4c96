import type { Step } from 'backstage-plugin-data-pipelines-common';

/**
 * Leaves out inputs and outputs of steps once together they pass `budget` characters, the later ones first. A step may
 * carry twice 256 KiB, and a run thousands of steps: all of it would stall the page and the process.
 */
export function trimPayloads(steps: Step[], budget: number): { steps: Step[]; trimmed: number } {
  let left = budget;
  let trimmed = 0;
  const kept = steps.map(step => {
    const size = (step.input?.length ?? 0) + (step.output?.length ?? 0);
    if (size <= left) {
      left -= size;
      return step;
    }
    trimmed += 1;
    const { input: _input, output: _output, ...rest } = step;
    return rest;
  });
  return { steps: kept, trimmed };
}
