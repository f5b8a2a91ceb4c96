import type { Router } from 'express';
import { z } from 'zod';
import { actionStates } from '../actions';
import type { RunLimits } from '../platform/RunLimits';
import type { RunService } from '../service/RunService';
import { parse } from '../request/parse';
import { cursor, flag, limit, statuses, time, words } from './query';
import { read } from '../request/purpose';
import { runId } from '../request/runId';
import { PIPELINE, type PipelineRouteOptions, withPipeline } from './withPipeline';

/** What the routes of runs need. */
export interface RunRoutesOptions extends PipelineRouteOptions {
  runs: RunService;
  limits: Pick<RunLimits, 'pageSize' | 'maxPageSize'>;
}

/** Most events on a page: as many as AWS gives in one answer. */
const MAX_EVENTS = 1_000;
/** AWS keeps 90 days; the index more. */
const MAX_DAYS = 365;
const nothing = z.strictObject({});

/** Serves the runs of a pipeline, its figures, and all about one run. */
export function addRunRoutes(router: Router, options: RunRoutesOptions) {
  const { runs, limits } = options;
  const listQuery = z.strictObject({
    status: statuses,
    from: time,
    to: time,
    object: words,
    text: words,
    cursor,
    limit: limit(limits.pageSize, limits.maxPageSize),
  });
  const eventQuery = z.strictObject({ cursor, steps: flag, limit: limit(200, MAX_EVENTS) });
  const statisticsQuery = z.strictObject({ days: limit(30, MAX_DAYS) });
  const idOf = (params: { id: string }) => parse(runId, params.id, 'The id of the run');

  router.get(`${PIPELINE}/runs`, async (req, res) => {
    const page = await withPipeline(req, read('list'), options, pipeline => {
      const { status, ...query } = parse(listQuery, req.query, 'The query');
      return runs.list(pipeline, { ...query, ...(status && { statuses: status }) });
    });
    res.json(page);
  });

  router.get(`${PIPELINE}/runs/:id`, async (req, res) => {
    const run = await withPipeline(req, read('get'), options, pipeline => {
      parse(nothing, req.query, 'The query');
      return runs.get(pipeline, idOf(req.params));
    });
    res.json({ ...run, actions: actionStates(run, Date.now()) });
  });

  router.get(`${PIPELINE}/runs/:id/events`, async (req, res) => {
    const page = await withPipeline(req, read('events'), options, pipeline =>
      runs.events(pipeline, idOf(req.params), parse(eventQuery, req.query, 'The query')),
    );
    res.json(page);
  });

  router.get(`${PIPELINE}/runs/:id/definition`, async (req, res) => {
    const definition = await withPipeline(req, read('definition'), options, pipeline => {
      parse(nothing, req.query, 'The query');
      return runs.definition(pipeline, idOf(req.params));
    });
    res.json(definition);
  });

  router.get(`${PIPELINE}/statistics`, async (req, res) => {
    const figures = await withPipeline(req, read('statistics'), options, pipeline =>
      runs.statistics(pipeline, parse(statisticsQuery, req.query, 'The query').days),
    );
    res.json(figures);
  });
}
