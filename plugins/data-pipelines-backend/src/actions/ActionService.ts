import { ConflictError, InputError } from '@backstage/errors';
import type {
  Backfill,
  BackfillRequest,
  RunAction,
  RunDetail,
  StartedRun,
  StartRequest,
  TriggerObject,
} from 'backstage-plugin-data-pipelines-common';
import { randomUUID } from 'node:crypto';
import type { Pipeline } from '../pipeline/PipelineReader';
import { executionArn } from '../pipeline/StateMachine';
import { triggerPlaceOf } from '../pipeline/TriggerPlace';
import { type BucketRef, inParallel, type ObjectProvider, type RunControl } from '../provider';
import type { LastRun, RunService } from '../service/RunService';
import { actionStates } from './actionStates';
import { againInput, objectEvent } from './objectEvent';

/** Objects that one backfill may start. */
const MOST_OBJECTS = 1_000;
/** Runs started at once; Step Functions allows hundreds a second, a person can wait for some. */
const AT_ONCE = 10;

const DONE: Record<RunAction, string> = { stop: 'stopped', redrive: 'redriven', rerun: 'rerun' };

/** Who acts, for the input of what is started and the cause of what is stopped: an entity reference or a service's subject. */
export type Actor = string;

/**
 * Acts on runs. Who may is decided before: a {@link Pipeline} is one that the caller may do the action on. Everything
 * is checked before the first effect, so that a refusal leaves nothing half done.
 */
export class ActionService {
  constructor(
    private readonly deps: {
      runs: RunService;
      control: RunControl;
      objects: ObjectProvider;
    },
  ) {}

  /** Starts a run with an object that is in the bucket already. */
  async start(pipeline: Pipeline, request: StartRequest, actor: Actor): Promise<StartedRun> {
    const { ref, prefix } = this.placeOf(pipeline);
    if (!request.key.startsWith(prefix) || request.key.endsWith('/')) {
      throw new InputError(
        `The key is "${request.key.slice(0, 200)}": give an object in the pipeline's folder s3://${ref.bucket}/${prefix}`,
      );
    }
    const object = await this.deps.objects.head(ref, request.key, request.versionId);
    const last = await this.deps.runs.lastByKey(pipeline, [request.key]);
    const again = request.again === true || leftUndone(last.get(request.key));
    return this.startWith(pipeline, objectEvent(ref, object, { startedBy: actor, again }));
  }

  /** Processes the object of a run once more, from the start. */
  async rerun(pipeline: Pipeline, id: string, actor: Actor): Promise<StartedRun> {
    const run = await this.runThatMay(pipeline, id, 'rerun');
    return this.startWith(pipeline, inputAgain(run, actor));
  }

  async stop(
    pipeline: Pipeline,
    id: string,
    reason: string | undefined,
    actor: Actor,
  ): Promise<void> {
    await this.runThatMay(pipeline, id, 'stop');
    const cause = `Stopped in the portal by ${actor}${reason ? `: ${reason}` : ''}`;
    await this.deps.control.stop(executionArn(pipeline.stateMachine, id), cause);
  }

  /** Lets a run go on at the step that failed. */
  async redrive(pipeline: Pipeline, id: string): Promise<StartedRun> {
    const { redriveCount } = await this.runThatMay(pipeline, id, 'redrive');
    await this.deps.control.redrive(executionArn(pipeline.stateMachine, id));
    await this.deps.runs.redriven(pipeline, id, redriveCount + 1);
    return { runId: id };
  }

  /** Starts a run for each object under a prefix or of the runs named; or tells, as a preview, which it would start. */
  async backfill(pipeline: Pipeline, request: BackfillRequest, actor: Actor): Promise<Backfill> {
    const chosen = request.runIds
      ? await this.objectsOfRuns(pipeline, request.runIds)
      : await this.objectsUnder(pipeline, request.prefix ?? '');
    const keys = chosen.objects.map(({ object }) => object.key);
    const last = await this.deps.runs.lastByKey(pipeline, [...new Set(keys)]);
    const rows = chosen.objects.map(({ object, input }) => {
      const lastRun = last.get(object.key);
      const processed = lastRun && !leftUndone(lastRun);
      // Who names runs wants them again; who names a folder may not know what is in it.
      const problem =
        processed && !request.again && !input
          ? 'It was processed before: choose to process again.'
          : undefined;
      return { object, input, lastRun, problem };
    });
    const { ref } = this.placeOf(pipeline);
    const objects = await inParallel(rows, AT_ONCE, async ({ object, input, lastRun, problem }) => {
      const row: Backfill['objects'][number] = { ...object, ...(lastRun && { lastRun }) };
      if (problem || request.preview !== false) {
        return { ...row, ...(problem && { problem }) };
      }
      try {
        const body =
          input?.(actor) ??
          objectEvent(ref, await this.deps.objects.head(ref, object.key), {
            startedBy: actor,
            again: request.again === true || leftUndone(lastRun),
          });
        return { ...row, ...(await this.startWith(pipeline, body)) };
      } catch (error) {
        // One object that cannot be started must not keep the others from it, nor be left out in silence.
        return { ...row, problem: (error as Error).message };
      }
    });
    return { objects, more: chosen.more };
  }

  private async objectsUnder(pipeline: Pipeline, folder: string) {
    const { ref, prefix } = this.placeOf(pipeline);
    if (!folder.startsWith(prefix)) {
      throw new InputError(
        `The prefix is "${folder.slice(0, 200)}": give a folder within the pipeline's own, which is "${prefix}"`,
      );
    }
    const page = await this.deps.objects.list(ref, { prefix: folder, limit: MOST_OBJECTS });
    return {
      objects: page.objects
        // A folder made in the console is an object of its own, without content.
        .filter(({ key }) => !key.endsWith('/'))
        .map(({ key, size }) => ({
          object: { bucket: ref.bucket, key, size } as TriggerObject,
          input: undefined as ((actor: Actor) => string) | undefined,
        })),
      more: page.nextCursor !== undefined,
    };
  }

  private async objectsOfRuns(pipeline: Pipeline, ids: string[]) {
    const runs = await inParallel([...new Set(ids)], AT_ONCE, id =>
      this.runThatMay(pipeline, id, 'rerun'),
    );
    return {
      objects: runs.map(run => ({
        object: run.trigger!,
        input: ((actor: Actor) => inputAgain(run, actor)) as ((actor: Actor) => string) | undefined,
      })),
      more: false,
    };
  }

  private async startWith(pipeline: Pipeline, input: string): Promise<StartedRun> {
    const runId = `portal-${randomUUID()}`;
    await this.deps.control.start(pipeline.stateMachine.arn, runId, input);
    return { runId };
  }

  private async runThatMay(pipeline: Pipeline, id: string, action: RunAction): Promise<RunDetail> {
    const run = await this.deps.runs.get(pipeline, id);
    const { possible, note } = actionStates(run, Date.now())[action];
    if (!possible) {
      throw new ConflictError(`Run ${id} cannot be ${DONE[action]}: ${note}`);
    }
    return run;
  }

  private placeOf({ entity, entityRef, stateMachine }: Pipeline): {
    ref: BucketRef;
    prefix: string;
  } {
    const place = triggerPlaceOf(entity, entityRef);
    if (!place) {
      throw new ConflictError(
        `${entityRef} has no annotation data-pipelines/trigger: add it to its catalog-info.yaml, with the folder in which new objects start runs`,
      );
    }
    const { accountId, region } = stateMachine;
    return { ref: { accountId, region, bucket: place.bucket }, prefix: place.prefix };
  }
}

/** A run that ended without success keeps its claim on the object: the next one has to say that it comes again. */
function leftUndone(last: LastRun | undefined): boolean {
  return last !== undefined && ['failed', 'timedOut', 'stopped'].includes(last.status);
}

function inputAgain(run: RunDetail, actor: Actor): string {
  try {
    return againInput(run.input ?? '', { startedBy: actor });
  } catch {
    throw new ConflictError(
      `Run ${run.id} cannot be rerun: its input is not known whole; start a run with its object instead`,
    );
  }
}
