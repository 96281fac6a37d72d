import path from 'node:path';
import { pathToFileURL } from 'node:url';

import type { DatabaseAddresses } from '@gridloom/local-stack';
import { readManifest } from '@gridloom/service-kit';

import type { ServiceSpec } from './service-process.ts';

interface SpecOptions {
  /** Where the installation keeps its data; each subgraph's files lie in a folder of their own. */
  readonly dataDir: string;
  readonly databases: Readonly<Record<string, DatabaseAddresses>>;
  readonly brokers: readonly string[];
  readonly issuer: { readonly url: string; readonly jwksUrl: string };
  readonly keys: Readonly<Record<string, string>>;
  /** Added to every port of the manifest. */
  readonly portOffset: number;
  readonly logLevel: string;
}

/** The services of the manifest with what each is told; the gateway last. */
export const serviceSpecs = (options: SpecOptions): { subgraphs: ServiceSpec[]; gateway: ServiceSpec } => {
  const { subgraphs, gateway } = readManifest();
  const common = {
    GRIDLOOM_LOG_LEVEL: options.logLevel,
    GRIDLOOM_OIDC_ISSUER: options.issuer.url,
    GRIDLOOM_OIDC_JWKS_URL: options.issuer.jwksUrl,
  };
  const portOf = (port: number) => port + options.portOffset;
  return {
    subgraphs: subgraphs.map(({ name, directory, port }) => {
      const database = options.databases[name];
      if (!database) throw new TypeError(`The service ${name} has no database`);
      return {
        name,
        main: `${directory}/src/main.ts`,
        port: portOf(port),
        env: {
          ...common,
          ...options.keys,
          GRIDLOOM_PORT: String(portOf(port)),
          GRIDLOOM_DATABASE_URL: database.appUrl,
          GRIDLOOM_KAFKA_BROKERS: options.brokers.join(','),
          GRIDLOOM_KAFKA_PARTITIONS: '3',
          GRIDLOOM_FILES: pathToFileURL(path.join(options.dataDir, 'files', name)).href,
        },
      };
    }),
    gateway: {
      name: gateway.name,
      main: `${gateway.directory}/src/main.ts`,
      port: portOf(gateway.port),
      env: {
        ...common,
        GRIDLOOM_PORT: String(portOf(gateway.port)),
        GRIDLOOM_SUBGRAPHS: subgraphs
          .map(({ name, port }) => `${name}=http://127.0.0.1:${String(portOf(port))}/graphql`)
          .join(','),
      },
    },
  };
};
