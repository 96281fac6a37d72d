import { openSecretStore, readStackEnvironment, StackProblem } from '@gridloom/local-stack';
import { readManifest } from '@gridloom/service-kit';
import { dataDirectory } from '../config.ts';
import { databasePlan } from '../start/installation.ts';

/** The services that may have parked messages. */
export function serviceNames(): string[] {
  return readManifest().subgraphs.map(({ name }) => name);
}

/**
 * The address of a service's database in the installation on this machine, for its application role.
 * @throws StackProblem when there is no such service
 */
export function databaseOf(service: string): string {
  if (!serviceNames().includes(service)) {
    throw new StackProblem({
      what: `There are no parked messages of ${service}`,
      cause: 'no service has that name',
      remedy: `Name one of ${serviceNames().join(', ')}`,
    });
  }
  const { external, ports } = readStackEnvironment();
  const { database, app } = databasePlan(service, openSecretStore(dataDirectory()));
  const url = new URL(external?.postgresUrl ?? `postgres://127.0.0.1:${String(ports.postgres)}`);
  url.pathname = `/${database}`;
  url.username = app.name;
  url.password = app.password;
  return url.href;
}
