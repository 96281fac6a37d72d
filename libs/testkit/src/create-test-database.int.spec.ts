import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from './create-test-database.ts';

describe('a test database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase('testkit');
  });
  afterAll(() => database.drop());

  test('lets the application role use what the migrator role has made', async () => {
    await run(database.migratorUrl, 'create table note (id int generated always as identity, words text)');
    await run(database.appUrl, `insert into note (words) values ('路灯坏了')`);
    expect(await run(database.appUrl, 'select words from note')).toEqual([{ words: '路灯坏了' }]);
  });

  test('is gone with its roles after drop', async () => {
    const other = await createTestDatabase('testkit');
    await other.drop();
    await expect(run(other.appUrl, 'select 1')).rejects.toThrow(/authentication failed|does not exist/);
  });
});

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
