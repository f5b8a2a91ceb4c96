import type { Router } from 'express';
import { groupOf, KubeObject } from './kube/kubeObject';
import { PipelineRecord } from './status/pipelineRecord';
import { StatusStore } from './status/statusStore';

/** Whom the routes serve, and from what. */
export interface KubernetesRoutesOptions {
  store: StatusStore;
  /** Bearer token that a reader must have; without one nobody may read. */
  token: string | undefined;
}

/**
 * As much of a Kubernetes API as the portal's readiness checklist reads: get and list of custom objects of a namespace.
 * What is served is what the sync keeps of the objects it applied, with the status that kro and ACK would have given.
 */
export function addKubernetesRoutes(router: Router, { store, token }: KubernetesRoutesOptions) {
  const collection = '/kubernetes/apis/:group/:version/namespaces/:namespace/:plural';

  router.use('/kubernetes', (req, res, next) => {
    if (token && req.headers.authorization === `Bearer ${token}`) {
      next();
    } else {
      res.status(401).json(failure(401, 'Unauthorized'));
    }
  });

  router.get(collection, (req, res) => {
    res.json({ apiVersion: 'v1', kind: 'List', items: objectsAt(store, req.params) });
  });

  router.get(`${collection}/:name`, (req, res) => {
    const found = objectsAt(store, req.params).find(
      ({ metadata }) => metadata.name === req.params.name,
    );
    if (found) {
      res.json(found);
    } else {
      res.status(404).json(failure(404, `${req.params.plural} "${req.params.name}" not found`));
    }
  });
}

function objectsAt(
  store: StatusStore,
  { group, version, namespace, plural }: Record<string, string>,
): KubeObject[] {
  const record = store.byNamespace(namespace);
  return (record ? objectsOf(record) : []).filter(
    object =>
      groupOf(object) === group &&
      object.apiVersion.endsWith(`/${version}`) &&
      pluralOf(object.kind) === plural,
  );
}

/** The objects with the graph's instance, whose status is kept apart. */
function objectsOf({ inventory, status }: PipelineRecord): KubeObject[] {
  return inventory.map(({ id, object }) =>
    id === 'instance' ? { ...object, status: instanceStatus(status.instance, status) } : object,
  );
}

/** While a sync goes on or has failed the status of the last one is not the truth. */
function instanceStatus(
  known: Record<string, unknown>,
  { state, message }: PipelineRecord['status'],
): Record<string, unknown> {
  if (state === 'synced') {
    return known;
  }
  return {
    ...known,
    state: state === 'failed' ? 'ERROR' : 'IN_PROGRESS',
    conditions: [{ type: 'Ready', status: 'False', reason: 'Sync', message }],
  };
}

/** As the kinds of ACK and kro are called in the plural: buckets, eventbuses, accessentries. */
function pluralOf(kind: string): string {
  const lower = kind.toLowerCase();
  if (lower.endsWith('s')) {
    return `${lower}es`;
  }
  return lower.endsWith('y') ? `${lower.slice(0, -1)}ies` : `${lower}s`;
}

function failure(code: number, message: string) {
  return { apiVersion: 'v1', kind: 'Status', status: 'Failure', code, message };
}
