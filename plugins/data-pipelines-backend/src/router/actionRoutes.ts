import {
  dataPipelinesRunRedrivePermission,
  dataPipelinesRunStartPermission,
  dataPipelinesRunStopPermission,
} from 'backstage-plugin-data-pipelines-common';
import { json, type Router } from 'express';
import { z } from 'zod';
import type { ActionService } from '../actions';
import { parse } from '../request/parse';
import { act } from '../request/purpose';
import { runId } from '../request/runId';
import { PIPELINE, type PipelineRouteOptions, withPipeline } from './withPipeline';

/** What the routes of actions need. */
export interface ActionRoutesOptions extends PipelineRouteOptions {
  actions: ActionService;
}

/** Runs that one backfill may name. */
const MOST_RUNS = 100;

const key = z
  .string('give the key of an object')
  .min(1, 'give the key of an object')
  .max(1024, 'give the key of an object: S3 has none of more than 1024 bytes');
const flag = z.boolean('give true or false').optional();
const nothing = z.strictObject({}).default({});
const startBody = z.strictObject({
  key,
  versionId: z.string('give the version of the object').min(1).max(1024).optional(),
  again: flag,
});
const stopBody = z
  .strictObject({
    reason: z
      .string('give a sentence')
      .max(1000, 'give at most 1000 characters')
      .regex(/^[^\p{Cc}]*$/u, 'give a sentence of one line')
      .optional(),
  })
  .default({});
const backfillBody = z
  .strictObject({
    prefix: z.string('give a folder').max(1024, 'give a folder').optional(),
    runIds: z
      .array(runId)
      .min(1, 'name at least one run')
      .max(MOST_RUNS, `name at most ${MOST_RUNS} runs`)
      .optional(),
    again: flag,
    preview: flag,
  })
  .refine(
    body => (body.prefix === undefined) !== (body.runIds === undefined),
    'give either prefix or runIds',
  );

/** Serves what people do to runs. Every route is audited, and decided on the pipeline's entity, before its first effect. */
export function addActionRoutes(router: Router, options: ActionRoutesOptions) {
  const { actions } = options;
  const start = (actionType: string) => act(actionType, dataPipelinesRunStartPermission);
  const body = json({ limit: '64kb' });

  router.post(`${PIPELINE}/runs`, body, async (req, res) => {
    const started = await withPipeline(req, start('start'), options, (pipeline, actor) =>
      actions.start(pipeline, parse(startBody, req.body, 'The body'), actor),
    );
    res.status(202).json(started);
  });

  router.post(`${PIPELINE}/runs/:id/rerun`, body, async (req, res) => {
    const started = await withPipeline(req, start('rerun'), options, (pipeline, actor) => {
      parse(nothing, req.body, 'The body');
      return actions.rerun(pipeline, idOf(req.params), actor);
    });
    res.status(202).json(started);
  });

  router.post(`${PIPELINE}/runs/:id/stop`, body, async (req, res) => {
    const purpose = act('stop', dataPipelinesRunStopPermission);
    await withPipeline(req, purpose, options, (pipeline, actor) => {
      const { reason } = parse(stopBody, req.body, 'The body');
      return actions.stop(pipeline, idOf(req.params), reason, actor);
    });
    res.status(202).json({});
  });

  router.post(`${PIPELINE}/runs/:id/redrive`, body, async (req, res) => {
    const purpose = act('redrive', dataPipelinesRunRedrivePermission);
    const started = await withPipeline(req, purpose, options, pipeline => {
      parse(nothing, req.body, 'The body');
      return actions.redrive(pipeline, idOf(req.params));
    });
    res.status(202).json(started);
  });

  router.post(`${PIPELINE}/backfill`, body, async (req, res) => {
    const answer = await withPipeline(req, start('backfill'), options, (pipeline, actor) =>
      actions.backfill(pipeline, parse(backfillBody, req.body, 'The body'), actor),
    );
    res.json(answer);
  });
}

function idOf({ id }: { [name: string]: string }): string {
  return parse(runId, id, 'The id of the run');
}
