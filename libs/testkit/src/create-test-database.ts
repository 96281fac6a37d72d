import { randomBytes } from 'node:crypto';
import { dropDatabase, provisionDatabase, type DatabaseAddresses } from '@gridloom/local-stack';
import { testPostgres } from './config.ts';

/** An empty database of this test's own, with the two roles a service has in earnest. */
export interface TestDatabase extends DatabaseAddresses {
  name: string;
  /** Removes the database and its roles; open connections are closed by the server. */
  drop(): Promise<void>;
}

/** @param label goes into the name, to tell whose a left-over database is: lower-case letters, digits and _ */
export async function createTestDatabase(label = 'db'): Promise<TestDatabase> {
  const adminUrl = testPostgres();
  const database = `test_${label.replaceAll(/[^a-z0-9_]/g, '_').slice(0, 24)}_${randomBytes(6).toString('hex')}`;
  const plan = {
    database,
    migrator: { name: `${database}_migrator`, password: randomBytes(12).toString('hex') },
    app: { name: `${database}_app`, password: randomBytes(12).toString('hex') },
  };
  const addresses = await provisionDatabase(adminUrl, plan);
  return { name: database, ...addresses, drop: () => dropDatabase(adminUrl, plan) };
}
