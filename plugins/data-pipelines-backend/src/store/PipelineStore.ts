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

interface Holder {
  entity_ref: string;
  machine_id: number;
}

/**
 * Keeps which pipelines the catalog has, so that a page over all of them need not ask it for each.
 *
 * A state machine is one entity's: the first that names it holds it for as long as the catalog has that entity, so that
 * nobody gets at another team's runs by an entity of their own.
 */
export class PipelineStore {
  constructor(private readonly knex: Knex) {}

  /** Adds pipelines, or what is new of them, but for those whose machine another holds. `machines` has the id of each ARN. */
  async keep(some: CatalogPipeline[], machines: Map<string, number>, knex = this.knex) {
    const holding = await this.holding(some, machines, knex);
    if (!holding.length) return;
    await knex('pipelines')
      .insert(
        holding.map(pipeline => ({
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
      const now = new Map(
        pipelines.map(({ entityRef, stateMachineArn }) => [
          entityRef,
          machines.get(stateMachineArn),
        ]),
      );
      const known: Holder[] = await tx('pipelines').select('entity_ref', 'machine_id');
      const gone = known.filter(({ entity_ref, machine_id }) => now.get(entity_ref) !== machine_id);
      for (const some of chunks(gone, 200)) {
        const refs = some.map(({ entity_ref }) => entity_ref);
        await tx('pipelines').whereIn('entity_ref', refs).delete();
      }
      for (const some of chunks(pipelines, 200)) await this.keep(some, machines, tx);
    });
  }

  /** Ref of the pipeline that holds the state machine; undefined where none does yet. */
  async holderOf(stateMachineArn: string): Promise<string | undefined> {
    const [ref] = await this.knex('pipelines')
      .join('machines', 'machines.id', 'pipelines.machine_id')
      .where({ arn: stateMachineArn })
      .pluck('entity_ref');
    return ref;
  }

  /** Refs of the pipelines whose runs are those of the machine. */
  async refsOf(machineId: number): Promise<string[]> {
    return this.knex('pipelines').where({ machine_id: machineId }).pluck('entity_ref');
  }

  private async holding(some: CatalogPipeline[], machines: Map<string, number>, knex: Knex) {
    const idOf = ({ stateMachineArn }: CatalogPipeline) => machines.get(stateMachineArn)!;
    const known: Holder[] = await knex('pipelines')
      .whereIn('machine_id', some.map(idOf))
      .select('entity_ref', 'machine_id');
    const holders = new Map(known.map(row => [row.machine_id, row.entity_ref]));
    return some.filter(pipeline => {
      const holder = holders.get(idOf(pipeline)) ?? pipeline.entityRef;
      holders.set(idOf(pipeline), holder);
      return holder === pipeline.entityRef;
    });
  }
}
