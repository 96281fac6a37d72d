import pg from 'pg';

/** A database with the two roles that may use it. */
export interface DatabasePlan {
  database: string;
  /** Owns the database and everything its migrations make. */
  migrator: { name: string; password: string };
  /** Reads and writes rows; owns nothing and changes no table. */
  app: { name: string; password: string };
}

export interface DatabaseAddresses {
  migratorUrl: string;
  appUrl: string;
}

/**
 * Makes the database and its roles, or brings what is there into this state. Needs the right to make databases and roles,
 * not a superuser.
 * @throws Error when a role of that name may pass by access rules (superuser, BYPASSRLS) and so is not ours to use
 */
export async function provisionDatabase(adminUrl: string, plan: DatabasePlan): Promise<DatabaseAddresses> {
  const migratorUrl = databaseUrl(adminUrl, plan.database, plan.migrator);
  await withClient(adminUrl, async (client) => {
    // Roles belong to the whole cluster: two starts at once would run into each other.
    await client.query('select pg_advisory_lock($1)', [provisioningLock]);
    await provisionRole(client, plan.migrator);
    await provisionRole(client, plan.app);
    await client.query(`grant ${name(plan.migrator.name)} to current_user`);
    const existing = await client.query('select 1 from pg_database where datname = $1', [plan.database]);
    if (existing.rowCount === 0) {
      // The builtin provider sorts the same on every machine, whatever locales its operating system has.
      await client.query(
        `create database ${name(plan.database)} owner ${name(plan.migrator.name)} template template0 encoding 'UTF8'
         locale_provider builtin builtin_locale 'C.UTF-8' lc_collate 'C' lc_ctype 'C'`,
      );
    }
    await client.query(`revoke all on database ${name(plan.database)} from public`);
    await client.query(
      `grant connect, temporary on database ${name(plan.database)} to ${name(plan.migrator.name)}, ${name(plan.app.name)}`,
    );
  });
  await withClient(migratorUrl, async (client) => {
    const app = name(plan.app.name);
    await client.query(`revoke create on schema public from public`);
    await client.query(`grant usage on schema public to ${app}`);
    await client.query(`grant select, insert, update, delete on all tables in schema public to ${app}`);
    await client.query(`grant usage, select on all sequences in schema public to ${app}`);
    await client.query(`alter default privileges grant usage on schemas to ${app}`);
    await client.query(`alter default privileges grant select, insert, update, delete on tables to ${app}`);
    await client.query(`alter default privileges grant usage, select on sequences to ${app}`);
  });
  return { migratorUrl, appUrl: databaseUrl(adminUrl, plan.database, plan.app) };
}

/** Removes the database, whoever is connected, and its two roles. */
export async function dropDatabase(
  adminUrl: string,
  plan: { database: string; migrator: { name: string }; app: { name: string } },
): Promise<void> {
  await withClient(adminUrl, async (client) => {
    await client.query(`drop database if exists ${name(plan.database)} with (force)`);
    await client.query(`drop role if exists ${name(plan.app.name)}`);
    await client.query(`drop role if exists ${name(plan.migrator.name)}`);
  });
}

const provisioningLock = 5_170_326;

async function provisionRole(client: pg.Client, role: { name: string; password: string }): Promise<void> {
  const existing = await client.query<{ powerful: boolean }>(
    'select rolsuper or rolbypassrls or rolcreaterole as powerful from pg_roles where rolname = $1',
    [role.name],
  );
  if (existing.rows[0]?.powerful === true)
    throw new Error(
      `The role ${role.name} may pass by access rules (superuser, BYPASSRLS or CREATEROLE). Gridloom uses only plain roles: rename that role or choose another installation name.`,
    );
  const verb = existing.rowCount === 0 ? 'create' : 'alter';
  await client.query(`${verb} role ${name(role.name)} login password ${pg.escapeLiteral(role.password)}`);
}

function databaseUrl(adminUrl: string, database: string, role: { name: string; password: string }): string {
  const url = new URL(adminUrl);
  url.username = encodeURIComponent(role.name);
  url.password = encodeURIComponent(role.password);
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.href;
}

function name(identifier: string): string {
  return pg.escapeIdentifier(identifier);
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
