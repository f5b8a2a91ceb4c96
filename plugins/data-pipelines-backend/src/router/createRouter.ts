import type { ErrorRequestHandler, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { TryLaterError } from '../errors/TryLaterError';
import { type ActionRoutesOptions, addActionRoutes } from './actionRoutes';
import { addFormRoutes, type FormRoutesOptions } from './formRoutes';
import { addPipelineRoutes, type PipelineListOptions } from './pipelineRoutes';
import { addJobRoutes, type JobRoutesOptions } from './jobRoutes';
import { addReadinessRoutes, type ReadinessRoutesOptions } from './readinessRoutes';
import { addRunRoutes, type RunRoutesOptions } from './runRoutes';

/** Tells programs, too, when to ask again; the answer itself is left to the framework. */
const sayWhenToRetry: ErrorRequestHandler = (error, _req, res, next) => {
  if (error instanceof TryLaterError) {
    res.setHeader('Retry-After', String(error.retryAfter));
  }
  next(error);
};

/** What the routes are served from. */
export type RouterOptions = RunRoutesOptions &
  PipelineListOptions &
  ActionRoutesOptions &
  JobRoutesOptions &
  ReadinessRoutesOptions &
  FormRoutesOptions;

/** The plugin's HTTP API; src/schema/openapi.yaml describes it. */
export function createRouter(options: RouterOptions): Router {
  const router = PromiseRouter();
  addRunRoutes(router, options);
  addPipelineRoutes(router, options);
  addActionRoutes(router, options);
  addJobRoutes(router, options);
  addReadinessRoutes(router, options);
  addFormRoutes(router, options);
  router.use(sayWhenToRetry);
  return router;
}
