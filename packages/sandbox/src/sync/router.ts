import { HttpAuthService } from '@backstage/backend-plugin-api';
import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import express from 'express';
import Router from 'express-promise-router';
import { LocalAws } from '../aws/service';
import { isUnreachable } from './apply/errors';
import { parseDropRequest } from './drop/dropRequest';
import { DropService } from './drop/dropService';
import { addKubernetesRoutes } from './kubernetesRoutes';
import { PipelineRecord } from './status/pipelineRecord';
import { PipelineStatus } from './status/pipelineStatus';
import { StatusStore } from './status/statusStore';

/** What the routes serve from. */
export interface RouterOptions {
  httpAuth: HttpAuthService;
  store: StatusStore;
  drops: DropService;
  aws: LocalAws;
  /** Bearer token for reading objects as from a Kubernetes API. */
  clusterToken?: string;
}

/** The sandbox's HTTP API, for whoever is signed in. */
export function createRouter({
  httpAuth,
  store,
  drops,
  aws,
  clusterToken,
}: RouterOptions): express.Router {
  const router = Router();
  addKubernetesRoutes(router, { store, token: clusterToken });
  router.use(express.json({ limit: '10kb' }));
  router.use('/v1', async (req, _res, next) => {
    await httpAuth.credentials(req, { allow: ['user', 'service'] });
    next();
  });

  router.get('/v1/status', (_req, res) => {
    const { state, message } = aws.status();
    res.json({ aws: state, message });
  });

  router.get('/v1/pipelines', (_req, res) => {
    res.json({ items: store.list().map(({ status }) => summaryOf(status)) });
  });

  router.get('/v1/pipelines/:namespace', (req, res) => {
    res.json({ ...find(store, req.params.namespace).status, endpoint: aws.endpoint });
  });

  router.post('/v1/pipelines/:namespace/drop', async (req, res) => {
    const request = parseDropRequest(req.body);
    const record = find(store, req.params.namespace);
    try {
      res.status(201).json(await drops.drop(record, request));
    } catch (error) {
      if (isUnreachable(error)) {
        throw new ServiceUnavailableError('the local AWS does not answer; try again in a moment');
      }
      throw error;
    }
  });

  return router;
}

/** A pipeline without what fills pages. */
function summaryOf(status: PipelineStatus): Omit<PipelineStatus, 'log' | 'steps' | 'resources'> {
  const { log: _log, steps: _steps, resources: _resources, ...summary } = status;
  return summary;
}

function find(store: StatusStore, namespace: string): PipelineRecord {
  const record = store.byNamespace(namespace);
  if (!record) {
    throw new NotFoundError(
      `there is no pipeline with the namespace '${namespace}'; GET /v1/pipelines lists them`,
    );
  }
  return record;
}
