import {
  openSecretStore,
  provisionDatabase,
  type DatabaseAddresses,
  type DatabasePlan,
  type SecretStore,
} from '@gridloom/local-stack';
import { readManifest } from '@gridloom/service-kit';

import { installationName } from '../config.ts';

/** URL of a service's database for the user of `postgresUrl`. */
export const databaseUrl = (postgresUrl: string, service: string): string => {
  const url = new URL(postgresUrl);
  url.pathname = `/${installationName()}_${service.replaceAll('-', '_')}`;
  return url.href;
};

/** What the database of a service is called and who may use it. */
export const databasePlan = (service: string, secrets: SecretStore): DatabasePlan => {
  const database = `${installationName()}_${service.replaceAll('-', '_')}`;
  const role = (name: string) => ({ name, password: secrets.secret(name) });
  return { database, migrator: role(`${database}_migrator`), app: role(`${database}_app`) };
};

/**
 * The databases of the manifest's services with their roles; what is missing is made.
 */
export const provision = async (postgresUrl: string, dataDir: string): Promise<Record<string, DatabaseAddresses>> => {
  const secrets = openSecretStore(dataDir);
  const addresses: Record<string, DatabaseAddresses> = {};
  for (const { name } of readManifest().subgraphs) {
    addresses[name] = await provisionDatabase(postgresUrl, databasePlan(name, secrets));
  }
  return addresses;
};
