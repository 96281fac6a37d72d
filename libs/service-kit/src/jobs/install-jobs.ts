import { Logger, runMigrations } from 'graphile-worker';
import { Client } from 'pg';

const silent = new Logger(() => () => undefined);

/**
 * Brings the tables of the jobs to the version of the library, as the migrator role. They lie in the schema `graphile_worker`;
 * row-level security, which the library switches on without a policy, is switched off: the service does not own them.
 */
export const installJobs = async (migratorUrl: string): Promise<void> => {
  await runMigrations({ connectionString: migratorUrl, logger: silent });
  const client = new Client({ connectionString: migratorUrl, application_name: 'gridloom-migrate' });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'graphile_worker' and rowsecurity`,
    );
    for (const { name } of rows) await client.query(`alter table ${name} disable row level security`);
  } finally {
    await client.end();
  }
};
