import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase, migrateDatabase } from '@gridloom/service-kit';
import { createTestDatabase, schemaDrift, type TestDatabase } from '@gridloom/testkit';

import { database } from './database.ts';

describe('the migrations of organization', () => {
  let server: TestDatabase;

  beforeAll(async () => {
    server = await createTestDatabase('organization');
  });
  afterAll(() => server.drop());

  it('go up to what the entities say, go down to nothing, and go up again', async () => {
    expect(await migrateDatabase(database, server.migratorUrl)).toHaveLength(database.migrations.length);
    expect(await schemaDrift(database, server.migratorUrl, ['role_source', 'deployed_organization'])).toBe('');

    const orm = await connectDatabase(database, { url: server.migratorUrl, pool: 2 });
    try {
      await orm.migrator.down({ to: 0 });
      const left = await orm.em
        .fork()
        .execute(`select table_name from information_schema.tables where table_schema = 'public'`);
      expect(left).toEqual([{ table_name: 'migration' }]);
      expect(await orm.migrator.up()).toHaveLength(database.migrations.length);
    } finally {
      await orm.close(true);
    }
  });
});
