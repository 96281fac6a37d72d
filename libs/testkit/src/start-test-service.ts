import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { testKafka } from './config.ts';

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

/** A subgraph as a process of its own, with this test run's servers. */
export interface TestService {
  /** Where it listens. */
  readonly address: string;
  readonly process: ChildProcess;
  untilReady(): Promise<void>;
  /** The answer to a document from somebody who is not signed in. */
  query(document: string): Promise<unknown>;
  /** Tells it to stop and gives its exit code; a process that is gone already stays gone. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts a subgraph's `main.ts` on a free port. Nobody can sign in: there is no issuer. */
export const startTestService = async (
  main: URL,
  options: {
    readonly databaseUrl: string;
    readonly topicPrefix: string;
    /** What this service is told besides, e.g. keys. */
    readonly env?: Readonly<Record<string, string>>;
  },
): Promise<TestService> => {
  const port = await freePort();
  const child = spawn(process.execPath, [fileURLToPath(main)], {
    env: {
      PATH: process.env.PATH,
      GRIDLOOM_LOG_LEVEL: 'silent',
      GRIDLOOM_PORT: String(port),
      GRIDLOOM_DATABASE_URL: options.databaseUrl,
      GRIDLOOM_KAFKA_BROKERS: testKafka().join(','),
      GRIDLOOM_TOPIC_PREFIX: options.topicPrefix,
      GRIDLOOM_KAFKA_PARTITIONS: '1',
      GRIDLOOM_FILES: pathToFileURL(join(tmpdir(), `gridloom-test-files-${String(process.pid)}`)).href,
      GRIDLOOM_OIDC_ISSUER: 'http://127.0.0.1:9/',
      GRIDLOOM_OIDC_JWKS_URL: 'http://127.0.0.1:9/jwks',
      ...options.env,
    },
    stdio: 'ignore',
  });
  const address = `http://127.0.0.1:${String(port)}`;
  return {
    address,
    process: child,
    untilReady: async () => {
      for (;;) {
        if (child.exitCode !== null) throw new Error(`The service ended with exit code ${String(child.exitCode)}`);
        const answer = await fetch(`${address}/readyz`).catch(() => undefined);
        if (answer?.ok) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    query: async (query) => {
      const answer = await fetch(`${address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      return answer.json();
    },
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal);
        await once(child, 'exit');
      }
      return child.exitCode;
    },
  };
};
