import { dropDatabase, provisionDatabase, type DatabasePlan } from '@gridloom/local-stack';
import type { DatabaseDefinition } from '@gridloom/service-kit';

import type { RestoreTarget } from './restore.ts';

const definitionOf = async (service: string): Promise<DatabaseDefinition> => {
  const { database } = (await import(`@gridloom/${service}/import`)) as { database: DatabaseDefinition };
  return database;
};

/** A service's database as something to restore into; it is made where it is missing. */
export const targetOf = async (service: string, postgresUrl: string, plan: DatabasePlan): Promise<RestoreTarget> => {
  const { migratorUrl } = await provisionDatabase(postgresUrl, plan);
  const adminUrl = new URL(postgresUrl);
  adminUrl.pathname = `/${plan.database}`;
  return {
    definition: await definitionOf(service),
    migratorUrl,
    adminUrl: adminUrl.href,
    recreate: async () => {
      await dropDatabase(postgresUrl, plan);
      await provisionDatabase(postgresUrl, plan);
    },
  };
};
