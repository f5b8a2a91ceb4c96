import type { BackstageCredentials, PermissionsService } from '@backstage/backend-plugin-api';
import { type CompoundEntityRef, type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { ConflictError, NotAllowedError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  AuthorizeResult,
  type Permission,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  ANNOTATION_STATE_MACHINE_ARN,
  dataPipelinesRunReadPermission,
  dataPipelinesRunRedrivePermission,
  dataPipelinesRunStartPermission,
  dataPipelinesRunStopPermission,
} from 'backstage-plugin-data-pipelines-common';
import type { Platforms } from '../platform/Platforms';
import { parseStateMachineArn, type StateMachine } from './StateMachine';

/** What each permission allows, for the sentence of a refusal. */
const WHAT: Record<string, string> = {
  [dataPipelinesRunReadPermission.name]: 'see',
  [dataPipelinesRunStartPermission.name]: 'start',
  [dataPipelinesRunStopPermission.name]: 'stop',
  [dataPipelinesRunRedrivePermission.name]: 'redrive',
};

/** A pipeline of the catalog that the caller may do something with. */
export interface Pipeline {
  entityRef: string;
  entity: Entity;
  stateMachine: StateMachine;
}

/**
 * Finds the pipeline behind a catalog entity, for a caller.
 *
 * The order is a promise: what the caller may not see does not exist, then what the caller may not do is refused,
 * and only then is anything said about AWS. All of it happens before the first AWS call.
 */
export class PipelineReader {
  constructor(
    private readonly deps: {
      catalog: CatalogService;
      permissions: PermissionsService;
      platforms: Platforms;
      /** Which entity holds a state machine; undefined where none does yet. */
      holders: { holderOf(stateMachineArn: string): Promise<string | undefined> };
    },
  ) {}

  async read(
    ref: CompoundEntityRef,
    permission: ResourcePermission,
    credentials: BackstageCredentials,
  ): Promise<Pipeline> {
    const asked = stringifyEntityRef(ref);
    const entity = await this.deps.catalog.getEntityByRef(ref, { credentials });
    if (!entity) {
      throw new NotFoundError(
        `There is no pipeline ${asked} in the catalog, or you may not see it: check the name, or ask its owner for access`,
      );
    }
    // The catalog looks refs up without regard to case, a policy need not: decide on the entity as it is named.
    const entityRef = stringifyEntityRef(entity);
    await this.authorize(entityRef, permission, credentials);
    const stateMachine = this.stateMachineOf(entity, entityRef);
    await this.checkHolder(stateMachine, entityRef);
    return { entityRef, entity, stateMachine };
  }

  /** Permissions go by the entity, so whoever may write one must not reach the runs of another's. */
  private async checkHolder({ arn }: StateMachine, entityRef: string) {
    const holder = await this.deps.holders.holderOf(arn);
    if (holder && holder !== entityRef) {
      throw new ConflictError(
        `The state machine of ${entityRef} is that of another entity, which named it before: correct the annotation ` +
          `${ANNOTATION_STATE_MACHINE_ARN}, or take the other entity out of the catalog`,
      );
    }
  }

  private async authorize(
    resourceRef: string,
    permission: Permission & ResourcePermission,
    credentials: BackstageCredentials,
  ) {
    const [decision] = await this.deps.permissions.authorize([{ permission, resourceRef }], {
      credentials,
    });
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `You may not ${WHAT[permission.name] ?? 'do this to'} the runs of ${resourceRef}: ask whoever decides on the permission ${permission.name}`,
      );
    }
  }

  private stateMachineOf(entity: Entity, entityRef: string): StateMachine {
    const arn = entity.metadata.annotations?.[ANNOTATION_STATE_MACHINE_ARN];
    if (!arn) {
      throw new NotFoundError(
        `${entityRef} has no annotation ${ANNOTATION_STATE_MACHINE_ARN}: add it to its catalog-info.yaml, ` +
          `with the ARN of the state machine whose executions are its runs`,
      );
    }
    const machine = parseStateMachineArn(
      arn,
      `The annotation ${ANNOTATION_STATE_MACHINE_ARN} of ${entityRef}`,
    );
    if (!this.deps.platforms.find(machine.accountId, machine.region)) {
      // Whoever writes a catalog-info.yaml must not choose which accounts the portal's credentials are used in.
      throw new ConflictError(
        `The state machine of ${entityRef} is in account ${machine.accountId}, region ${machine.region}, which is none of ` +
          `this portal's platforms: correct the annotation ${ANNOTATION_STATE_MACHINE_ARN}, or ask the portal's owners to ` +
          `add the platform to dataPipelines.platforms`,
      );
    }
    return machine;
  }
}
