import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort, startLocalStack } from '@gridloom/local-stack';
import type { TestServers } from './test-servers.ts';

const cacheDir = path.resolve(import.meta.dirname, '../../../.gridloom/cache');

/** Both servers from the project's own packages, with data that are gone afterwards. */
export async function startEmbeddedTestServers(): Promise<TestServers> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'gridloom-test-'));
  // As root the server runs as another user, who must be able to reach its data.
  await chmod(dataDir, 0o755);
  const stack = await startLocalStack({
    dataDir,
    cacheDir,
    infra: 'embedded',
    ports: { postgres: await findFreePort(), kafka: await findFreePort() },
    isDurable: false,
  });
  return {
    postgresUrl: stack.postgres.url,
    brokers: stack.kafka.brokers,
    async stop() {
      await stack.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
