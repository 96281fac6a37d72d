import type { AnyEntity, EntityClass, EntitySchema, MigrationObject } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM, type EntityManager, type Options, type SqlEntityManager } from '@mikro-orm/postgresql';
import type { SqlExecutor } from '@gridloom/messaging';
import { CompiledQuery } from 'kysely';
import type { Pool } from 'pg';

import { installJobs } from './jobs/install-jobs.ts';
import type { Logger } from './log.ts';

export type { EntityManager } from '@mikro-orm/postgresql';
export type { SqlExecutor } from '@gridloom/messaging';

/** What a subgraph's database is made of: explicit lists, nothing is discovered. */
export interface DatabaseDefinition {
  /** Name of the service that owns it. */
  readonly service: string;
  readonly entities: readonly (EntityClass<AnyEntity> | EntitySchema)[];
  /** Oldest first; names are `<timestamp>-<verb-phrase>`. */
  readonly migrations: readonly MigrationObject[];
  /** Whether jobs are kept in it (`SubgraphDefinition.jobs`). */
  readonly jobs?: boolean;
}

interface ConnectOptions {
  readonly url: string;
  readonly pool?: number;
  readonly log?: Logger;
  /** Called with each SQL statement; tests count them, benches run them again bare. */
  readonly onStatement?: (sql: string, values: readonly unknown[]) => void;
}

/** BEGIN, COMMIT, SET and the like, which statement counts leave out. */
const isBookkeeping = (sql: string) => /^\s*(begin|commit|rollback|savepoint|release|set|start|listen)\b/i.test(sql);

const statementText = (query: unknown): string =>
  typeof query === 'string' ? query : ((query as { text?: string } | undefined)?.text ?? '');

const statementValues = (args: readonly unknown[]): readonly unknown[] => {
  const [query, values] = args;
  const found = typeof query === 'string' ? values : (query as { values?: unknown } | undefined)?.values;
  return Array.isArray(found) ? found : [];
};

const watchStatements = (pool: Pool, onStatement: (sql: string, values: readonly unknown[]) => void) => {
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    Object.assign(client, {
      query: (...args: unknown[]) => {
        const sql = statementText(args[0]);
        if (!isBookkeeping(sql)) onStatement(sql, statementValues(args));
        return query(...args);
      },
    });
  });
};

/** Connects MikroORM to a database. The caller closes it. */
export const connectDatabase = async (definition: DatabaseDefinition, options: ConnectOptions): Promise<MikroORM> => {
  const { onStatement, log } = options;
  const config: Options = {
    clientUrl: options.url,
    entities: [...definition.entities],
    entitiesTs: [...definition.entities],
    extensions: [Migrator],
    migrations: {
      tableName: 'migration',
      migrationsList: [...definition.migrations],
      snapshot: false,
      transactional: true,
      allOrNothing: true,
      disableForeignKeys: false,
    },
    pool: { min: 1, max: options.pool ?? 10 },
    forceUtcTimezone: true,
    allowGlobalContext: false,
    logger: (message: string) => log?.debug({ message }, 'The ORM said something'),
    driverOptions: {
      application_name: `gridloom-${definition.service}`,
      ...(onStatement
        ? {
            onPoolCreated: (pool: Pool) => {
              watchStatements(pool, onStatement);
            },
          }
        : {}),
    },
  };
  const orm = new MikroORM(config);
  await orm.connect();
  return orm;
};

/**
 * Plain SQL with `$1` placeholders on whatever the entity manager is bound to: its transaction inside one, else the pool.
 */
export const sqlOf =
  (em: EntityManager | SqlEntityManager): SqlExecutor =>
  async (sql, params = []) => {
    const result = await em.getKysely().executeQuery<Record<string, unknown>>(CompiledQuery.raw(sql, [...params]));
    return result.rows;
  };

/** Names of the migrations that the database lacks, oldest first. */
export const pendingMigrations = async (orm: MikroORM): Promise<string[]> => {
  const pending = await orm.migrator.getPending();
  return pending.map((migration) => migration.name);
};

/**
 * Brings a database to the newest version, as its migrator role.
 * @returns the names of the migrations that were applied
 */
export const migrateDatabase = async (
  definition: DatabaseDefinition,
  migratorUrl: string,
  /** Only these; left out: all. */
  only?: readonly string[],
): Promise<string[]> => {
  if (definition.jobs === true) await installJobs(migratorUrl);
  const orm = await connectDatabase(definition, { url: migratorUrl, pool: 2 });
  try {
    const applied = await orm.migrator.up(only ? { migrations: [...only] } : undefined);
    return applied.map((migration) => migration.name);
  } finally {
    await orm.close(true);
  }
};
