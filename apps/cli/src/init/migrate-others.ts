import path from 'node:path';
import { pathToFileURL } from 'node:url';

import type { DatabaseAddresses } from '@gridloom/local-stack';
import { migrateDatabase, readManifest, type DatabaseDefinition } from '@gridloom/service-kit';

import { projectRoot } from '../config.ts';

/**
 * Migrates the databases of those subgraphs of the manifest that a county is not founded in: the ones that were added with
 * `npm run new:subgraph`.
 */
export const migrateOthers = async (
  founded: readonly string[],
  databases: Readonly<Record<string, DatabaseAddresses>>,
): Promise<void> => {
  for (const { name, directory } of readManifest().subgraphs) {
    const addresses = databases[name];
    if (founded.includes(name) || !addresses) continue;
    const file = pathToFileURL(path.join(projectRoot, directory, 'src/import/index.ts')).href;
    const { database } = (await import(file)) as { database: DatabaseDefinition };
    await migrateDatabase(database, addresses.migratorUrl);
  }
};
