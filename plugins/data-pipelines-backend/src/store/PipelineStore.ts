import type { Knex } from 'knex';
import { chunks } from './Database';

/** A pipeline as the catalog has it. */
export interface CatalogPipeline {
  entityRef: string;
  stateMachineArn: string;
  title: string;
  owner?: string;
  /** Version of the skeleton that it was generated from. */
  skeleton?: string;
}

/** Keeps which pipelines the catalog has, so that a page over all of them need not ask it for each. */
export class PipelineStore {
  constructor(private readonly knex: Knex) {}

  /** Adds pipelines, or what is new of them. `machines` has the id of each ARN. */
  async keep(some: CatalogPipeline[], machines: Map<string, number>, knex = this.knex) {
    await knex('pipelines')
      .insert(
        some.map(pipeline => ({
          entity_ref: pipeline.entityRef,
          machine_id: machines.get(pipeline.stateMachineArn)!,
          title: pipeline.title,
          owner: pipeline.owner ?? null,
          skeleton: pipeline.skeleton ?? null,
        })),
      )
      .onConflict('entity_ref')
      .merge();
  }

  /** Makes the table what the catalog says. `machines` has the id of each ARN. */
  async replace(pipelines: CatalogPipeline[], machines: Map<string, number>): Promise<void> {
    await this.knex.transaction(async tx => {
      const known = new Set<string>(await tx('pipelines').pluck('entity_ref'));
      for (const some of chunks(pipelines, 200)) await this.keep(some, machines, tx);
      const now = new Set(pipelines.map(({ entityRef }) => entityRef));
      const gone = [...known].filter(ref => !now.has(ref));
      for (const some of chunks(gone, 200)) {
        await tx('pipelines').whereIn('entity_ref', some).delete();
      }
    });
  }

  /** Refs of the pipelines whose runs are those of the machine. */
  async refsOf(machineId: number): Promise<string[]> {
    return this.knex('pipelines').where({ machine_id: machineId }).pluck('entity_ref');
  }
}
