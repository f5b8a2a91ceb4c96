import { Step, StepStatus } from 'backstage-plugin-data-pipelines-common';
import { Flow } from './flow';

/** What became of one state of the definition in a run. */
export interface Progress {
  status: StepStatus;
  /** Each time that the state was entered, in order: more than one in a loop or a Map. */
  steps: Step[];
  /** Tries of the last time that needed more than one. */
  tries: number;
  items?: Step['items'];
}

/** How each state of the definition stands in a run, by its name; states not entered are absent. */
export function progressOf(steps: Step[]): Map<string, Progress> {
  const byName = new Map<string, Step[]>();
  for (const step of steps) {
    const known = byName.get(step.name);
    if (known) known.push(step);
    else byName.set(step.name, [step]);
  }
  return new Map(
    [...byName].map(([name, entered]) => [
      name,
      {
        status: statusOf(entered),
        steps: entered,
        tries: Math.max(...entered.slice(-50).map(step => step.tries.length)),
        items: entered.at(-1)?.items,
      },
    ]),
  );
}

/** In a Map one bad item makes the state bad; in a loop the last time counts. */
function statusOf(steps: Step[]): StepStatus {
  if (steps[0].iteration === undefined) return steps[steps.length - 1].status;
  const statuses = new Set(steps.map(step => step.status));
  const order: StepStatus[] = ['failed', 'timedOut', 'running', 'stopped', 'caught', 'unknown'];
  return order.find(status => statuses.has(status)) ?? 'succeeded';
}

/** Name of a transition in {@link takenOf}. */
export function transitionKey(from: string, to: string): string {
  return `${from}\n${to}`;
}

/** The transitions that the run went along: from a step to the first that came after it of those it leads to. */
export function takenOf(flow: Flow, steps: Step[]): Set<string> {
  const targets = new Map<string, Set<string>>();
  const collect = ({ states }: Flow) => {
    for (const { name, transitions, inner } of states) {
      targets.set(name, new Set(transitions.map(({ to }) => to)));
      inner.forEach(collect);
    }
  };
  collect(flow);

  const groups = new Map<string, Step[]>();
  for (const step of steps) {
    const key = `${step.parentId ?? ''} ${step.iteration ?? ''}`;
    const group = groups.get(key);
    if (group) group.push(step);
    else groups.set(key, [step]);
  }
  const taken = new Set<string>();
  for (const group of groups.values()) {
    group.forEach((step, index) => {
      const next = targets.get(step.name);
      if (!next || next.size === 0) return;
      for (let later = index + 1; later < group.length; later += 1) {
        if (next.has(group[later].name)) {
          taken.add(transitionKey(step.name, group[later].name));
          return;
        }
      }
    });
  }
  return taken;
}
