import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { readStackEnvironment } from './config.ts';
import { dropDatabase, provisionDatabase, type DatabaseAddresses } from './provision-database.ts';

const services = ['grids', 'cases'] as const;

describe('provisioning', () => {
  const adminUrl = readStackEnvironment().external?.postgresUrl ?? '';
  const installation = `t${randomBytes(5).toString('hex')}`;
  const provision = async (): Promise<Record<string, DatabaseAddresses>> => {
    const addresses: Record<string, DatabaseAddresses> = {};
    for (const service of services) {
      addresses[service] = await provisionDatabase(adminUrl, planOf(`${installation}_${service}`));
    }
    return addresses;
  };
  let grids: DatabaseAddresses;
  let cases: DatabaseAddresses;

  beforeAll(async () => {
    const addresses = await provision();
    grids = addressOf(addresses, 'grids');
    cases = addressOf(addresses, 'cases');
    await run(grids.migratorUrl, 'create table grid (id serial primary key, name text not null)');
    await run(grids.migratorUrl, 'create schema audit');
    await run(grids.migratorUrl, 'create table audit.entry (id int generated always as identity, words text)');
  });
  afterAll(async () => {
    for (const service of services) await dropDatabase(adminUrl, planOf(`${installation}_${service}`));
  });

  test('lets the application role read and write rows of every schema that the migrator makes', async () => {
    await run(grids.appUrl, `insert into grid (name) values ('第十五网格')`);
    await run(grids.appUrl, `update grid set name = name || '!'`);
    await run(grids.appUrl, `insert into audit.entry (words) values ('read')`);
    expect(await run(grids.appUrl, 'select name from grid')).toEqual([{ name: '第十五网格!' }]);
    await run(grids.appUrl, 'delete from audit.entry');
  });

  test.each([
    'create table own (id int)',
    'create schema own',
    'drop table grid',
    'truncate grid',
    'alter table grid add column extra int',
    'alter table grid disable trigger all',
    'create extension pg_trgm',
    'create role helper',
    'create database helper',
  ])('does not let the application role do: %s', async (statement) => {
    await expect(run(grids.appUrl, statement)).rejects.toThrow(/permission denied|must be owner|must be able to/);
  });

  test('gives no role more than its own database', async () => {
    for (const url of [cases.appUrl, cases.migratorUrl]) {
      const elsewhere = new URL(url);
      elsewhere.pathname = new URL(grids.appUrl).pathname;
      await expect(run(elsewhere.href, 'select 1')).rejects.toThrow(/permission denied for database/);
    }
  });

  test('makes neither role a superuser or one that passes by row-level security', async () => {
    const roles = await run(
      adminUrl,
      `select bool_or(rolsuper or rolbypassrls or rolcreaterole or rolcreatedb) as powerful, count(*)::int as roles
       from pg_roles where rolname like '${installation}%'`,
    );
    expect(roles).toEqual([{ powerful: false, roles: 4 }]);
  });

  test('changes nothing when run again and at the same time, and keeps the rows', async () => {
    await run(grids.appUrl, `insert into grid (name) values ('kept')`);
    const [again] = await Promise.all([provision(), provision()]);
    expect(again).toEqual({ grids, cases });
    expect(await run(grids.appUrl, `select name from grid where name = 'kept'`)).toEqual([{ name: 'kept' }]);
  });

  test('works for a user who is no superuser but may make databases and roles', async () => {
    const admin = `${installation}_admin`;
    await run(adminUrl, `create role ${admin} login createdb createrole password 'admin'`);
    const managedUrl = new URL(adminUrl);
    managedUrl.username = admin;
    managedUrl.password = 'admin';
    const plan = planOf(`${installation}_managed`);
    try {
      const managed = await provisionDatabase(managedUrl.href, plan);
      await provisionDatabase(managedUrl.href, plan);
      await run(managed.migratorUrl, 'create table note (id int)');
      await run(managed.appUrl, 'insert into note values (1)');
    } finally {
      await dropDatabase(adminUrl, plan);
      await run(adminUrl, `drop role ${admin}`);
    }
  });

  test('refuses a role of that name that may pass by access rules', async () => {
    const plan = planOf(`${installation}_taken`);
    await run(adminUrl, `create role ${plan.app.name} superuser`);
    await expect(provisionDatabase(adminUrl, plan)).rejects.toThrow(/may pass by access rules/);
    await dropDatabase(adminUrl, plan);
  });
});

function planOf(database: string) {
  return {
    database,
    migrator: { name: `${database}_migrator`, password: 'secret of m/@:' },
    app: { name: `${database}_app`, password: 'secret of a/@:' },
  };
}

function addressOf(addresses: Record<string, DatabaseAddresses>, service: string): DatabaseAddresses {
  const found = addresses[service];
  if (found === undefined) throw new Error(`no addresses of ${service}`);
  return found;
}

async function run(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const result = await client.query<Record<string, unknown>>(statement);
    return result.rows;
  } finally {
    await client.end();
  }
}
