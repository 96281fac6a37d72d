import { readManifest } from '@gridloom/service-kit';
import { dropDatabase } from '@gridloom/local-stack';

import { testPostgres } from './config.ts';

/** Removes the databases and roles of an installation that a test run made on its server. */
export const dropInstallation = async (installation: string): Promise<void> => {
  for (const { name } of readManifest().subgraphs) {
    const database = `${installation}_${name.replaceAll('-', '_')}`;
    await dropDatabase(testPostgres(), {
      database,
      migrator: { name: `${database}_migrator` },
      app: { name: `${database}_app` },
    });
  }
};
