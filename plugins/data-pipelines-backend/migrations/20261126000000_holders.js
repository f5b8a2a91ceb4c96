// @ts-check

/**
 * A state machine is one pipeline's. Where several entities name the same, one keeps it.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const kept = knex('pipelines').min('entity_ref').groupBy('machine_id');
  await knex('pipelines').whereNotIn('entity_ref', kept).delete();
  await knex.schema.alterTable('pipelines', table => {
    table.dropIndex(['machine_id'], 'pipelines_machine');
    table.unique(['machine_id'], { indexName: 'pipelines_holder' });
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('pipelines', table => {
    table.dropUnique(['machine_id'], 'pipelines_holder');
    table.index(['machine_id'], 'pipelines_machine');
  });
};
