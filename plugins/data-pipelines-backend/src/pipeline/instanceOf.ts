import { ConflictError, NotFoundError } from '@backstage/errors';
import { ANNOTATION_INSTANCE } from 'backstage-plugin-data-pipelines-common';
import type { Platforms } from '../platform/Platforms';
import type { Pipeline } from './PipelineReader';

/** Where the kro instance of a pipeline is, and the API group of its team. */
export interface InstancePlace {
  accountId: string;
  region: string;
  cluster: string;
  group: string;
  namespace: string;
  name: string;
}

const NAME = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const PLACE = new RegExp(`^([A-Za-z0-9][A-Za-z0-9_-]{0,99})/(${NAME})/(${NAME})$`);

/**
 * Reads the entity's annotation. The cluster must be one of the platform's in whose account the state machine is, so
 * that an entity cannot send the portal to another team's cluster.
 *
 * @throws NotFoundError without the annotation, ConflictError when it names no such place.
 */
export function instanceOf(
  { entity, entityRef, stateMachine }: Pipeline,
  platforms: Platforms,
): InstancePlace {
  const value = entity.metadata.annotations?.[ANNOTATION_INSTANCE];
  if (!value) {
    throw new NotFoundError(
      `${entityRef} has no annotation ${ANNOTATION_INSTANCE}: add it to its catalog-info.yaml as cluster/namespace/name`,
    );
  }
  const [, cluster, namespace, name] = PLACE.exec(value) ?? [];
  const { accountId, region } = stateMachine;
  const platform = platforms.all.find(
    one => one.clusterName === cluster && one.accountId === accountId && one.region === region,
  );
  const team = namespace?.endsWith(`-${name}`) ? namespace.slice(0, -name.length - 1) : undefined;
  if (!platform || !team) {
    throw new ConflictError(
      `The annotation ${ANNOTATION_INSTANCE} of ${entityRef} is "${value}": give cluster/namespace/name, with a cluster of this portal's platforms in account ${accountId}, region ${region}, and the namespace <team>-<name>`,
    );
  }
  return { accountId, region, cluster, group: `${team}.${platform.apiGroup}`, namespace, name };
}
