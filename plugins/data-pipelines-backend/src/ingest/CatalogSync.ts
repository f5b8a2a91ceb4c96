import type { AuthService } from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  ANNOTATION_STATE_MACHINE_ARN,
  ANNOTATION_VERSION,
} from 'backstage-plugin-data-pipelines-common';
import { parseStateMachineArn } from '../pipeline/StateMachine';
import type { Platforms } from '../platform/Platforms';
import type { CatalogPipeline, MachineStore, PipelineStore } from '../store';

const FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'metadata.annotations',
  'spec.owner',
  'relations',
];

/** Keeps the index's pipelines those of the catalog. Only such as lie on a configured platform are asked about. */
export class CatalogSync {
  constructor(
    private readonly deps: {
      catalog: CatalogService;
      auth: AuthService;
      platforms: Platforms;
      machines: MachineStore;
      pipelines: PipelineStore;
    },
  ) {}

  /** @returns how many pipelines there are */
  async run(): Promise<number> {
    const { catalog, auth, machines, pipelines } = this.deps;
    const credentials = await auth.getOwnServiceCredentials();
    const found: CatalogPipeline[] = [];
    let cursor: string | undefined;
    do {
      const page: { items: Entity[]; pageInfo: { nextCursor?: string } } =
        await catalog.queryEntities(
          cursor
            ? { cursor, limit: 500, fields: FIELDS }
            : {
                filter: {
                  [`metadata.annotations.${ANNOTATION_STATE_MACHINE_ARN}`]: CATALOG_FILTER_EXISTS,
                },
                limit: 500,
                fields: FIELDS,
              },
          { credentials },
        );
      found.push(...page.items.flatMap(entity => this.toPipeline(entity) ?? []));
      cursor = page.pageInfo.nextCursor;
    } while (cursor);
    const ids = await machines.ensureAll(found.map(({ stateMachineArn }) => stateMachineArn));
    await pipelines.replace(found, ids);
    return found.length;
  }

  /** Takes a pipeline that somebody looks at before the catalog was read again, so that open pages hear of its runs. */
  async take(entity: Entity): Promise<void> {
    const pipeline = this.toPipeline(entity);
    if (pipeline) {
      const ids = await this.deps.machines.ensureAll([pipeline.stateMachineArn]);
      await this.deps.pipelines.keep([pipeline], ids);
    }
  }

  private toPipeline(entity: Entity): CatalogPipeline | undefined {
    const { annotations = {}, title, name } = entity.metadata;
    const arn = annotations[ANNOTATION_STATE_MACHINE_ARN];
    try {
      const machine = parseStateMachineArn(arn, name);
      if (!this.deps.platforms.find(machine.accountId, machine.region)) {
        return undefined;
      }
    } catch {
      return undefined; // its own page says what is wrong with the annotation
    }
    const owner = entity.relations?.find(({ type }) => type === 'ownedBy')?.targetRef;
    return {
      entityRef: stringifyEntityRef(entity),
      stateMachineArn: arn,
      title: title ?? name,
      ...((owner ?? entity.spec?.owner) && { owner: owner ?? String(entity.spec?.owner) }),
      ...(annotations[ANNOTATION_VERSION] && { skeleton: annotations[ANNOTATION_VERSION] }),
    };
  }
}
