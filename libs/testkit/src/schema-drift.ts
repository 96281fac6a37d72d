import { connectDatabase, gridLineageTables, projectionTables, type DatabaseDefinition } from '@gridloom/service-kit';

/** Tables that migrations make and no entity maps: the libraries' own. */
const libraryTables = [
  'counter',
  'import_step',
  'inbox',
  'migration',
  'mutation_key',
  'outbox',
  'parked_message',
  'projection_progress',
  'resident_alias',
  'resident_moved_reference',
  'snapshot_progress',
  ...projectionTables,
  ...gridLineageTables,
];

/** What the library of the jobs keeps in its own schema. */
const isOfJobs = (statement: string) => statement.includes('"graphile_worker"');

/** Indexes, checks, triggers and foreign keys stand in the migrations alone, beside the lists and rules that need them. */
const isOfMigrationsAlone = (statement: string) =>
  /^drop (?:index|trigger|function)\b|^alter table "\w+" drop constraint\b/.test(statement);

/**
 * The SQL that would bring a migrated database to the entities; empty when all migrations up equal them.
 * @param ownTables further tables that no entity maps, e.g. kept figures in a shape of their own
 */
export const schemaDrift = async (
  definition: DatabaseDefinition,
  migratorUrl: string,
  ownTables: readonly string[] = [],
): Promise<string> => {
  const orm = await connectDatabase(definition, { url: migratorUrl, pool: 1 });
  try {
    orm.config.get('schemaGenerator').skipTables = [...libraryTables, ...ownTables];
    const statements = (await orm.schema.getUpdateSchemaSQL({ wrap: false })).split('\n').filter((line) => line !== '');
    return statements.filter((statement) => !isOfMigrationsAlone(statement) && !isOfJobs(statement)).join('\n');
  } finally {
    await orm.close(true);
  }
};
