import type { Router } from 'express';
import { pipeline as pump } from 'node:stream/promises';
import { z } from 'zod';
import type { DiagnosisService } from '../diagnosis';
import type { JobService } from '../jobs/JobService';
import { parse } from '../request/parse';
import { read } from '../request/purpose';
import { runId } from '../request/runId';
import { PIPELINE, type PipelineRouteOptions, withPipeline } from './withPipeline';

/** What the routes of diagnoses and jobs need. */
export interface JobRoutesOptions extends PipelineRouteOptions {
  jobs: JobService;
  diagnoses: DiagnosisService;
}

const MOST_LINES = 10_000;
const JOB = `${PIPELINE}/runs/:id/jobs/:jobId`;

const lines = (most: number) => {
  const wanted = `give a whole number from 1 to ${most}`;
  return z
    .string(wanted)
    .regex(/^\d{1,9}$/, wanted)
    .transform(Number)
    .refine(value => value >= 1 && value <= most, wanted);
};
const sliceQuery = z
  .strictObject({
    from: lines(999_999_999).optional(),
    limit: lines(MOST_LINES).optional(),
    tail: lines(MOST_LINES).optional(),
    download: z.literal('true', 'give true or leave it out').optional(),
  })
  .refine(
    query => query.tail === undefined || (query.from ?? query.limit) === undefined,
    'give either tail, or from and limit',
  );
const none = z.strictObject({});

/** Serves why a run failed, and the logs of its jobs. */
export function addJobRoutes(router: Router, options: JobRoutesOptions) {
  const { diagnoses, jobs } = options;

  router.get(`${PIPELINE}/runs/:id/diagnosis`, async (req, res) => {
    const diagnosis = await withPipeline(req, read('diagnosis'), options, pipeline => {
      parse(none, req.query, 'The query');
      return diagnoses.diagnose(pipeline, parse(runId, req.params.id, 'The id of the run'));
    });
    res.json(diagnosis);
  });

  router.get(`${JOB}/logs`, async (req, res) => {
    const files = await withPipeline(req, read('logs'), options, pipeline => {
      parse(none, req.query, 'The query');
      return jobs.logs(pipeline, jobOf(req.params));
    });
    res.json(files);
  });

  router.get(`${JOB}/logs/:logId`, async (req, res) => {
    const { logId } = req.params;
    const answer = await withPipeline(req, read('log'), options, async pipeline => {
      const query = parse(sliceQuery, req.query, 'The query');
      const job = jobOf(req.params);
      return query.download
        ? { text: await jobs.openLog(pipeline, job, logId) }
        : { slice: await jobs.log(pipeline, job, logId, rangeOf(query)) };
    });
    if (answer.slice) {
      res.json(answer.slice);
      return;
    }
    // Never html: what a job prints is data.
    res.setHeader('Content-Type', 'text/plain; charset=utf-8');
    res.setHeader('X-Content-Type-Options', 'nosniff');
    res.setHeader('Content-Disposition', `attachment; filename="${req.params.jobId}.log"`);
    await pump(answer.text, res);
  });

  router.get(`${JOB}/spark-history`, async (req, res) => {
    const url = await withPipeline(req, read('spark-history'), options, pipeline => {
      parse(none, req.query, 'The query');
      return jobs.sparkHistory(pipeline, jobOf(req.params));
    });
    // Whoever has the address may look; so it is kept nowhere.
    res.setHeader('Cache-Control', 'no-store');
    res.json({ url });
  });
}

function rangeOf({ from, limit, tail }: { from?: number; limit?: number; tail?: number }) {
  return tail ? { tail } : { from: from ?? 1, limit: limit ?? 1_000 };
}

function jobOf({ id, jobId }: { [name: string]: string }) {
  return { runId: parse(runId, id, 'The id of the run'), jobId };
}
