import { Form, Platform } from '../form';

/** What EMR lays over the pods of one kind: on which nodes they may run. */
export interface PodTemplate {
  apiVersion: 'v1';
  kind: 'Pod';
  spec: { nodeSelector?: Record<string, string>; tolerations?: Toleration[] };
}

interface Toleration {
  key: string;
  operator: 'Equal' | 'Exists';
  value?: string;
  effect: string;
}

/** Pod templates of driver and executors. */
export interface PodTemplates {
  driver: PodTemplate;
  executor: PodTemplate;
}

/** Whether a form says anything about the nodes on which Spark runs. */
export function needsPodTemplates({ spark: { nodes, executor } }: Form): boolean {
  return executor.spot || Object.keys(nodes.selector).length > 0 || nodes.tolerations.length > 0;
}

/** `KEY=VALUE:EFFECT` or `KEY:EFFECT`, as the schema has let it pass. */
function toleration(text: string): Toleration {
  const [taint, effect] = text.split(':');
  const [key, value] = taint.split('=');
  return value === undefined
    ? { key, operator: 'Exists', effect }
    : { key, operator: 'Equal', value, effect };
}

function podTemplate(selector: Record<string, string>, tolerations: string[]): PodTemplate {
  const labels = Object.entries(selector).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    spec: {
      ...(labels.length > 0 && { nodeSelector: Object.fromEntries(labels) }),
      ...(tolerations.length > 0 && { tolerations: tolerations.map(toleration) }),
    },
  };
}

/**
 * The pod templates of a form; undefined when it says nothing about nodes. Only executors may be on spot nodes: a job
 * whose driver is taken away starts anew.
 */
export function planPodTemplates(form: Form, platform: Platform): PodTemplates | undefined {
  if (!needsPodTemplates(form)) return undefined;
  const { nodes, executor } = form.spark;
  const spot = executor.spot ? platform.spot : { selector: {}, tolerations: [] };
  return {
    driver: podTemplate(nodes.selector, nodes.tolerations),
    executor: podTemplate({ ...nodes.selector, ...spot.selector }, [
      ...new Set([...nodes.tolerations, ...spot.tolerations]),
    ]),
  };
}
