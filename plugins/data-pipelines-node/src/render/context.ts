import {
  ANNOTATION_INSTANCE,
  ANNOTATION_STATE_MACHINE_ARN,
  ANNOTATION_TRIGGER,
  ANNOTATION_VERSION,
  COMPONENT_TYPE,
} from 'backstage-plugin-data-pipelines-common';
import { instanceObject, Plan, stateMachineArn } from '../plan';
import { sparkOf } from './spark';

/** `team` in `group:default/team` and the like. */
function entityName(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

/** The owner as the Git host writes it in CODEOWNERS: a team of the organisation that holds the repository, or a user. */
function codeOwner(ref: string, organisation: string): string {
  return ref.startsWith('user:') ? `@${entityName(ref)}` : `@${organisation}/${entityName(ref)}`;
}

/** Where a new object starts a run. */
function triggerPlace({ instance: { trigger, input, scripts } }: Plan): string {
  return trigger.on === 'data'
    ? `s3://${input.bucket}/${trigger.prefix}`
    : `s3://${scripts.bucket}/${scripts.prefix}`;
}

/**
 * Everything that a file of the skeleton may print. The plan as it is, and what several files would otherwise each
 * derive from it.
 */
export function skeletonContext(plan: Plan) {
  const { names, platform, repository } = plan;
  const inWorkBucket = (folder: string) => plan.instance.scripts.prefix.replace('scripts', folder);
  const summary =
    plan.description || `Event-driven data pipeline ${plan.name} of team ${plan.team}`;
  return {
    ...plan,
    summary,
    folders: { output: inWorkBucket('output'), logs: inWorkBucket('logs') },
    spark: sparkOf(plan.instance.spark.releaseLabel),
    componentType: COMPONENT_TYPE,
    instanceObject: instanceObject(plan),
    annotations: {
      [ANNOTATION_STATE_MACHINE_ARN]: stateMachineArn(platform, names.stateMachine),
      [ANNOTATION_INSTANCE]: `${platform.clusterName}/${names.namespace}/${names.instance}`,
      [ANNOTATION_TRIGGER]: triggerPlace(plan),
      [ANNOTATION_VERSION]: plan.version,
      'argocd/app-name': names.component,
      'backstage.io/kubernetes-namespace': names.namespace,
      'backstage.io/techdocs-ref': 'dir:.',
    },
    codeOwners: {
      team: codeOwner(plan.owner, repository.owner),
      platform: codeOwner(platform.owner, repository.owner),
    },
  };
}

export type SkeletonContext = ReturnType<typeof skeletonContext>;
