import { expect, test } from '@jest/globals';
import { connectDatabase, migrateDatabase } from '@gridloom/service-kit';
import { createTestDatabase, schemaDrift } from '@gridloom/testkit';

import { database } from './database.ts';

test('all migrations up equal the entities, and each goes down again', async () => {
  const fresh = await createTestDatabase('volunteers');
  try {
    await migrateDatabase(database, fresh.migratorUrl);
    expect(await schemaDrift(database, fresh.migratorUrl, ['case_view', 'society_view'])).toBe('');
    const orm = await connectDatabase(database, { url: fresh.migratorUrl, pool: 1 });
    await orm.migrator.down({ to: 0 });
    await orm.migrator.up();
    await orm.close(true);
    expect(await schemaDrift(database, fresh.migratorUrl, ['case_view', 'society_view'])).toBe('');
  } finally {
    await fresh.drop();
  }
});
