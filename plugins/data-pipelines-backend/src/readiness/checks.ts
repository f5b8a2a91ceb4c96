import type { ReadinessCheck, Run } from 'backstage-plugin-data-pipelines-common';
import type { Condition, InstanceState, Subscriber, VirtualClusterState } from '../provider';

/** What a look at one thing came to. */
export type Verdict = Omit<ReadinessCheck, 'id'>;

type State = ReadinessCheck['state'];

const WORST_FIRST: State[] = ['failed', 'todo', 'waiting', 'unknown', 'ok'];

/** The state of the whole checklist. */
export function worst(checks: { state: State }[]): State {
  return WORST_FIRST.find(state => checks.some(check => check.state === state)) ?? 'unknown';
}

/** kro's word about the instance. */
export function instanceCheck({ state, conditions }: InstanceState): Verdict {
  const ready = conditionOf(conditions, 'Ready');
  if (state === 'DELETING') {
    return { state: 'waiting', sentence: 'The pipeline is being deleted.' };
  }
  if (ready?.status === 'True') {
    return { state: 'ok', sentence: ready.message ?? 'Every resource is as it should be in AWS.' };
  }
  return {
    state: state === 'FAILED' || state === 'ERROR' ? 'failed' : 'waiting',
    sentence: ready?.message ?? 'kro has not looked at the pipeline yet.',
    ...((state === 'FAILED' || state === 'ERROR') && {
      remedy:
        'See the resources below; mend the instance in the team repo and let Argo CD sync it.',
    }),
  };
}

/** Each resource's own condition; those that are as they should be are only counted. */
export function resourceCheck({ resources }: InstanceState): Verdict {
  const details = resources.map(({ kind, name, conditions }) => ({
    name: `${kind} ${name}`,
    ...resourceState(conditions),
  }));
  const open = details.filter(({ state }) => state !== 'ok');
  if (!details.length) {
    return { state: 'waiting', sentence: 'No resource has been made yet.' };
  }
  if (!open.length) {
    return {
      state: 'ok',
      sentence: `All ${details.length} resources are in AWS as they should be.`,
    };
  }
  return {
    state: worst(open),
    sentence: `${open.length} of ${details.length} resources are not as they should be.`,
    ...(worst(open) === 'failed' && {
      remedy: 'AWS refused them: mend what their messages name; ACK tries again by itself.',
    }),
    details: open,
  };
}

function resourceState(conditions: Condition[]): { state: State; sentence: string } {
  const terminal = conditionOf(conditions, 'ACK.Terminal');
  if (terminal?.status === 'True') {
    return { state: 'failed', sentence: terminal.message ?? 'AWS refused it.' };
  }
  const recoverable = conditionOf(conditions, 'ACK.Recoverable');
  if (conditionOf(conditions, 'ACK.ResourceSynced')?.status === 'True') {
    return { state: 'ok', sentence: 'In AWS as it should be.' };
  }
  return {
    state: 'waiting',
    sentence: recoverable?.message ?? 'ACK has not finished with it yet.',
  };
}

/** Whether objects that arrive start anything. */
export function notificationCheck(bucket: string | undefined, on: boolean): Verdict {
  if (!bucket) {
    return {
      state: 'unknown',
      sentence: 'The catalog entity does not say where objects arrive (data-pipelines/trigger).',
    };
  }
  return on
    ? { state: 'ok', sentence: `The bucket ${bucket} tells EventBridge of its objects.` }
    : {
        state: 'todo',
        sentence: `The bucket ${bucket} does not tell EventBridge of its objects, so that none starts a run.`,
        remedy:
          'Sync the pipeline in Argo CD: its step switches notifications on. A job asserts it again every 15 minutes; AWS takes up to five.',
      };
}

/**
 * Who was asked to confirm and did not. AWS drops an address after two days. It sends the mail again to whoever may
 * subscribe the address, which this portal may not: who may is told where.
 */
export function emailCheck(subscribers: Subscriber[]): Verdict {
  const open = subscribers.filter(({ confirmed }) => !confirmed);
  if (!open.length) {
    return {
      state: 'ok',
      sentence: subscribers.length
        ? `${subscribers.length === 1 ? 'The address has' : `All ${subscribers.length} addresses have`} been confirmed.`
        : 'No address hears of runs.',
    };
  }
  const who = open.length === 1 ? `${open[0].address} has` : `${open.length} addresses have`;
  return {
    state: 'todo',
    sentence: `${who} not been confirmed.`,
    remedy:
      'Follow the link in the mail from AWS; it is good for two days. If it was lost, have it sent again: in the SNS console, at the subscriptions of the topic, by Request confirmation.',
    details: open.map(({ address }) => ({
      name: address,
      state: 'todo',
      sentence: 'Waits for its confirmation.',
    })),
  };
}

/** Whether Spark jobs can be submitted. */
export function virtualClusterCheck(
  state: VirtualClusterState | undefined,
  instance: InstanceState | undefined,
): Verdict {
  const lifecycle = (instance?.spec.virtualCluster as { lifecycle?: string } | undefined)
    ?.lifecycle;
  switch (state) {
    case 'RUNNING':
      return { state: 'ok', sentence: 'The EMR virtual cluster is running.' };
    case 'TERMINATING':
      return lifecycle === 'run'
        ? { state: 'ok', sentence: "The last run's virtual cluster is being deleted." }
        : { state: 'waiting', sentence: 'The EMR virtual cluster is being deleted.' };
    case 'ARRESTED':
      return {
        state: 'failed',
        sentence: 'The EMR virtual cluster is arrested: EMR has lost its access to the namespace.',
        remedy:
          'Check that the namespace exists and that EMR has its access entry (or RoleBinding) on the EKS cluster; then delete the virtual cluster, so that ACK makes it anew.',
      };
    default:
      return lifecycle === 'pipeline'
        ? { state: 'waiting', sentence: 'There is no EMR virtual cluster yet.' }
        : {
            state: lifecycle === 'run' ? 'ok' : 'unknown',
            sentence:
              'There is no EMR virtual cluster now; a pipeline that makes one for each run has none in between.',
          };
  }
}

/** Whether anything has arrived yet. */
export function eventCheck(lastRun: Run | undefined): Verdict {
  return lastRun
    ? {
        state: 'ok',
        sentence: `The last run started at ${lastRun.startedAt}${lastRun.trigger ? `, by ${lastRun.trigger.key}` : ''}.`,
      }
    : {
        state: 'waiting',
        sentence: 'No run has started yet.',
        remedy: "Put a file into the pipeline's folder: it starts the first run.",
      };
}

/** Events that reached no workflow. */
export function deadLetterCheck(depth: number, queue: string): Verdict {
  return depth === 0
    ? { state: 'ok', sentence: 'Every event has reached the workflow.' }
    : {
        state: 'todo',
        sentence: `${depth === 1 ? 'One event could not be delivered and waits' : `${depth} events could not be delivered and wait`} in the queue ${queue}.`,
        remedy:
          "Read the message's attributes ERROR_CODE and ERROR_MESSAGE; when the cause is mended, start runs with these objects and delete the messages.",
      };
}

function conditionOf(conditions: Condition[], type: string): Condition | undefined {
  return conditions.find(condition => condition.type === type);
}
