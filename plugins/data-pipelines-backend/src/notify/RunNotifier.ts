import { type Entity, RELATION_OWNED_BY, stringifyEntityRef } from '@backstage/catalog-model';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { Run, RunStatus } from 'backstage-plugin-data-pipelines-common';

/** A run that came to its end. */
export interface EndedRun {
  entity: Entity;
  run: Run;
  /** How the run before it ended, duplicates and stopped ones aside; undefined when there was none. */
  previous?: RunStatus;
}

const FAILED: RunStatus[] = ['failed', 'timedOut'];
/** Characters of an error that a notification repeats. */
const MOST_CHARACTERS = 300;

/** Tells the owners of a pipeline when it fails, and when it works again. Says nothing of what goes on failing or on working. */
export class RunNotifier {
  constructor(private readonly notifications: NotificationService) {}

  async ended({ entity, run, previous }: EndedRun): Promise<void> {
    const owners = (entity.relations ?? [])
      .filter(({ type }) => type === RELATION_OWNED_BY)
      .map(({ targetRef }) => targetRef);
    const payload = payloadOf(entity, run, previous);
    if (!payload || !owners.length) {
      return;
    }
    await this.notifications.send({
      recipients: { type: 'entity', entityRef: owners },
      payload: {
        ...payload,
        link: linkOf(entity, run),
        topic: 'Data pipelines',
        // A later one takes the place of the one before, so that a night of failures is one line in the morning.
        scope: `data-pipelines:${stringifyEntityRef(entity)}`,
      },
    });
  }
}

function payloadOf(entity: Entity, run: Run, previous: RunStatus | undefined) {
  const name = entity.metadata.title ?? entity.metadata.name;
  const object = run.trigger?.key.split('/').at(-1);
  if (FAILED.includes(run.status)) {
    return {
      title: `${name} ${run.status === 'timedOut' ? 'took too long' : 'failed'}${object ? `: ${object}` : ''}`,
      ...(run.error && { description: run.error.message.slice(0, MOST_CHARACTERS) }),
      severity: 'high' as const,
    };
  }
  if (run.status === 'succeeded' && previous && FAILED.includes(previous)) {
    return {
      title: `${name} works again${object ? `: ${object}` : ''}`,
      severity: 'normal' as const,
    };
  }
  return undefined;
}

function linkOf({ kind, metadata }: Entity, run: Run): string {
  const parts = [metadata.namespace ?? 'default', kind.toLocaleLowerCase('en-US'), metadata.name];
  return `/catalog/${parts.map(encodeURIComponent).join('/')}/runs/${encodeURIComponent(run.id)}`;
}
