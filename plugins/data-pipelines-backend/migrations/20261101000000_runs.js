// @ts-check

/**
 * The index of runs. Times are milliseconds since 1970, UTC. Text that is compared or ordered goes by code points in
 * both databases: in SQLite as it is, in Postgres by the collation "C".
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const postgres = knex.client.config.client === 'pg';
  const ordered = (/** @type {string} */ type) => (postgres ? `${type} collate "C"` : type);

  await knex.schema.createTable('machines', table => {
    table.comment('State machines, and how far each is known');
    table.increments('id');
    table.string('arn', 300).notNullable().unique();
    table
      .bigInteger('version')
      .notNullable()
      .defaultTo(0)
      .comment('Grows with every change of its runs');
    table.bigInteger('checked_at').comment('When AWS last told all that was new; null: never');
    table.bigInteger('deep_at').comment('The same for runs old enough to have been redriven');
    table.bigInteger('due_at').notNullable().defaultTo(0).comment('When to ask AWS again');
    table.bigInteger('newest_at').comment("Start of the newest run, by AWS's clock");
    table.bigInteger('complete_since').comment('Start back to which all runs are here');
    table.text('backfill_cursor').comment('Where the reading of older runs goes on');
    table.boolean('backfilled').notNullable().defaultTo(false);
    table.bigInteger('event_at').comment('When the last event came by push');
    table.bigInteger('viewed_at').comment('When somebody last looked');
    table.text('problem').comment('What keeps AWS from telling; null: nothing');
    table
      .integer('failures')
      .notNullable()
      .defaultTo(0)
      .comment('Checks that failed one after the other');
    table.bigInteger('summary_version').notNullable().defaultTo(-1);
    table.bigInteger('summary_at').notNullable().defaultTo(0);
    table.text('summary').comment('Figures of the page over all pipelines, as JSON');
    table.index(['due_at'], 'machines_due');
  });

  await knex.schema.createTable('pipelines', table => {
    table.comment('Pipelines of the catalog, by the state machine whose executions are their runs');
    table.string('entity_ref', 255).primary();
    table
      .integer('machine_id')
      .notNullable()
      .references('id')
      .inTable('machines')
      .onDelete('CASCADE');
    table.text('title').notNullable();
    table.text('owner');
    table.string('skeleton', 64).comment('Version of the skeleton that it was generated from');
    table.index(['machine_id'], 'pipelines_machine');
  });

  await knex.schema.createTable('runs', table => {
    table
      .integer('machine_id')
      .notNullable()
      .references('id')
      .inTable('machines')
      .onDelete('CASCADE');
    table.specificType('run_id', ordered('varchar(80)')).notNullable();
    table.string('status', 12).notNullable();
    table.integer('redrive_count').notNullable();
    table
      .integer('precision')
      .notNullable()
      .comment('Who told it: 0 an event, 1 AWS asked, 2 the history');
    table.bigInteger('started_at').notNullable();
    table.bigInteger('ended_at');
    table.text('bucket');
    table.specificType('key', ordered('text'));
    table.text('version_id');
    table.bigInteger('size');
    table.string('job_id', 64);
    table.string('job_state', 20);
    table.text('error_name');
    table.text('error_message');
    table.text('error_step');
    table.bigInteger('detail_at').comment('When to read the history; null: nothing more to read');
    table.integer('detail_tries').notNullable().defaultTo(0);
    table.primary(['machine_id', 'run_id']);
    table.index(['machine_id', 'started_at', 'run_id'], 'runs_started');
    table.index(['machine_id', 'status', 'started_at', 'run_id'], 'runs_status');
    table.index(['machine_id', 'key'], 'runs_key');
    table.index(['started_at'], 'runs_age');
  });
  // Of a million runs only a few wait to be read.
  await knex.raw('create index runs_detail on runs (detail_at) where detail_at is not null');
  await knex.raw(
    "create index runs_open on runs (machine_id) where status in ('running', 'waiting', 'unknown')",
  );

  await knex.schema.createTable('jobs', table => {
    table.comment(
      'EMR on EKS job runs, which EMR forgets sooner than Step Functions forgets their run',
    );
    table.string('account_id', 12).notNullable();
    table.string('region', 32).notNullable();
    table.string('job_id', 64).notNullable();
    table.integer('machine_id').comment('Null until the run is known that started it');
    table.string('run_id', 80);
    table.text('name');
    table.string('state', 20).notNullable();
    table.text('body').notNullable().comment('All that is known of it, as JSON');
    table.bigInteger('seen_at').notNullable();
    table.primary(['account_id', 'region', 'job_id']);
    table.index(['machine_id', 'run_id'], 'jobs_run');
    table.index(['seen_at'], 'jobs_age');
  });

  await knex.schema.createTable('histories', table => {
    table.comment('Events of ended runs, deflated: they change no more but by a redrive');
    table.integer('machine_id').notNullable();
    table.specificType('run_id', ordered('varchar(80)')).notNullable();
    table.integer('redrive_count').notNullable();
    table.integer('events').notNullable();
    table.binary('body').notNullable();
    table.text('map_items').comment('Items of its Distributed Maps, as JSON');
    table.primary(['machine_id', 'run_id']);
    table
      .foreign(['machine_id', 'run_id'])
      .references(['machine_id', 'run_id'])
      .inTable('runs')
      .onDelete('CASCADE');
  });

  await knex.schema.createTable('definitions', table => {
    table.comment('Definitions of state machines, each once');
    table.string('hash', 64).primary();
    table.binary('body').notNullable();
  });
  await knex.schema.createTable('run_definitions', table => {
    table.integer('machine_id').notNullable();
    table.specificType('run_id', ordered('varchar(80)')).notNullable();
    table.string('hash', 64).notNullable().references('hash').inTable('definitions');
    table.primary(['machine_id', 'run_id']);
    table
      .foreign(['machine_id', 'run_id'])
      .references(['machine_id', 'run_id'])
      .inTable('runs')
      .onDelete('CASCADE');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'run_definitions',
    'definitions',
    'histories',
    'jobs',
    'runs',
    'pipelines',
    'machines',
  ]) {
    await knex.schema.dropTable(table);
  }
};
