import { toError } from '@backstage/errors';
import type {
  Readiness,
  ReadinessCheck,
  ReadinessCheckId,
  Run,
} from 'backstage-plugin-data-pipelines-common';
import { instanceOf } from '../pipeline/instanceOf';
import type { Pipeline } from '../pipeline/PipelineReader';
import { triggerPlaceOf } from '../pipeline/TriggerPlace';
import type { Platforms } from '../platform/Platforms';
import type {
  InstanceState,
  ObjectProvider,
  PipelineObjectProvider,
  QueueProvider,
  TopicProvider,
  VirtualClusterProvider,
} from '../provider';
import { LruCache, SharedCalls } from '../provider';
import { Deadline } from '../service/Deadline';
import type { RunService } from '../service/RunService';
import {
  deadLetterCheck,
  emailCheck,
  eventCheck,
  instanceCheck,
  notificationCheck,
  resourceCheck,
  type Verdict,
  virtualClusterCheck,
  worst,
} from './checks';

/** Where something is known, a viewer waits no longer than this for AWS and the cluster. */
const PATIENCE_MS = 1_500;
/** Pipelines of which the last look is kept. */
const KEPT = 1_000;

/** Looks at everything that a pipeline needs to do its work. */
export class ReadinessService {
  private readonly shared: SharedCalls;
  private readonly last = new LruCache<Readiness>(KEPT);

  constructor(
    private readonly deps: {
      runs: RunService;
      platforms: Platforms;
      cluster: PipelineObjectProvider;
      objects: ObjectProvider;
      queues: QueueProvider;
      topics: TopicProvider;
      virtualClusters: VirtualClusterProvider;
      /** Milliseconds for which one look serves all who ask. */
      refreshMs: number;
    },
  ) {
    this.shared = new SharedCalls(deps.refreshMs);
  }

  /**
   * Never rejects for what AWS or the cluster says: what could not be looked at is `unknown`, with the reason. While a
   * look takes long, the one before is told, with its age.
   */
  async read(pipeline: Pipeline): Promise<Readiness> {
    const { entityRef } = pipeline;
    const last = this.last.get(entityRef);
    const looking = this.shared.share(entityRef, async () => {
      const seen = await this.look(pipeline);
      this.last.set(entityRef, seen, 1);
      return seen;
    });
    if (!last) {
      return looking;
    }
    return new Deadline(PATIENCE_MS).race(() => looking).catch(() => last);
  }

  private async look(pipeline: Pipeline): Promise<Readiness> {
    const { stateMachine, entityRef } = pipeline;
    const { queues, topics, virtualClusters, objects, runs } = this.deps;
    const { name, accountId, region } = stateMachine;
    const place = { accountId, region };
    const [, partition] = stateMachine.arn.split(':');

    const instance = attempt(() => this.instance(pipeline));
    const lastRun = attempt(async () => (await runs.list(pipeline, { limit: 1 })).items.at(0));
    const [instanceSeen, runSeen] = await Promise.all([instance, lastRun]);

    const look = async (
      id: ReadinessCheckId,
      work: () => Verdict | Promise<Verdict>,
    ): Promise<ReadinessCheck> => {
      const seen = await attempt(async () => work());
      return 'error' in seen
        ? { id, state: 'unknown', sentence: seen.error.message }
        : { id, ...seen.value };
    };
    const checks = await Promise.all([
      look('instance', () => instanceCheck(valueOf(instanceSeen))),
      look('resources', () => resourceCheck(valueOf(instanceSeen))),
      look('notifications', async () => {
        const bucket = triggerPlaceOf(pipeline.entity, entityRef)?.bucket;
        return notificationCheck(
          bucket,
          bucket !== undefined && (await objects.tellsEventBridge({ ...place, bucket })),
        );
      }),
      look('script', () => this.script(pipeline, knownOf(instanceSeen), knownOf(runSeen))),
      look('emails', async () =>
        emailCheck(
          await topics.emails(place, `arn:${partition}:sns:${region}:${accountId}:${name}`),
        ),
      ),
      look('virtualCluster', async () =>
        virtualClusterCheck(await virtualClusters.state(place, name), knownOf(instanceSeen)),
      ),
      look('lastEvent', () => eventCheck(valueOf(runSeen))),
      look('deadLetters', async () =>
        deadLetterCheck(await queues.depth(place, `${name}-dlq`), `${name}-dlq`),
      ),
    ]);
    return { state: worst(checks), checks, checkedAt: new Date().toISOString() };
  }

  private instance(pipeline: Pipeline): Promise<InstanceState> {
    return this.deps.cluster.read(instanceOf(pipeline, this.deps.platforms));
  }

  /** Where the script is stands in the instance; without a cluster the last run's job tells. */
  private async script(
    { stateMachine: { accountId, region } }: Pipeline,
    instance: InstanceState | undefined,
    run: Run | undefined,
  ): Promise<Verdict> {
    const scripts = instance?.spec.scripts as
      { bucket?: string; prefix?: string; entryPoint?: string } | undefined;
    if (!scripts?.bucket || !scripts.entryPoint) {
      return run?.status === 'succeeded'
        ? { state: 'ok', sentence: 'The last run found its script.' }
        : {
            state: 'unknown',
            sentence:
              "Where the script should be is known from the cluster only, which can't be asked.",
          };
    }
    const key = `${scripts.prefix ?? 'scripts/'}${scripts.entryPoint}`;
    const found = await attempt(() =>
      this.deps.objects.head({ accountId, region, bucket: scripts.bucket! }, key),
    );
    if ('value' in found) {
      return { state: 'ok', sentence: `The script is in s3://${scripts.bucket}/${key}.` };
    }
    if (found.error.name !== 'NotFoundError') {
      throw found.error;
    }
    return {
      state: 'todo',
      sentence: `The script s3://${scripts.bucket}/${key} is not there.`,
      remedy: 'Sync the pipeline in Argo CD: its step after the sync uploads the script.',
    };
  }
}

type Seen<T> = { value: T } | { error: Error };

async function attempt<T>(work: () => Promise<T>): Promise<Seen<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: toError(error) };
  }
}

function valueOf<T>(seen: Seen<T>): T {
  if ('error' in seen) {
    throw seen.error;
  }
  return seen.value;
}

function knownOf<T>(seen: Seen<T>): T | undefined {
  return 'value' in seen ? seen.value : undefined;
}
