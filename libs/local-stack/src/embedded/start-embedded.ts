import { rm } from 'node:fs/promises';
import path from 'node:path';
import { startGuard, type Guard } from '../guard.ts';
import type { LocalStack, StackOptions } from '../local-stack.ts';
import { requireFreePort } from '../ports.ts';
import { openSecretStore } from '../secret-store.ts';
import { clearRecord, endProcesses, takeStack, writeRecord, type ProcessRecord } from '../stack-record.ts';
import { startEmbeddedKafka } from './start-kafka.ts';
import { erasePostgresData } from './postgres-place.ts';
import { startEmbeddedPostgres } from './start-postgres.ts';

/** Starts both servers from the project's own packages. */
export async function startEmbedded(options: StackOptions): Promise<LocalStack> {
  const { dataDir, ports, onProgress } = options;
  await takeStack(dataDir);
  const running: ProcessRecord[] = [];
  let guard: Guard | undefined;
  try {
    await requireFreePort({ port: ports.postgres, what: 'PostgreSQL', variable: 'GRIDLOOM_POSTGRES_PORT' });
    await requireFreePort({ port: ports.kafka, what: 'Kafka', variable: 'GRIDLOOM_KAFKA_PORT' });
    onProgress(
      `Starting the embedded PostgreSQL (port ${String(ports.postgres)}) and Kafka (port ${String(ports.kafka)})`,
    );
    const password = openSecretStore(dataDir).secret('postgres_superuser');
    const started = async <T extends { record: ProcessRecord }>(server: Promise<T>): Promise<T> => {
      const { record } = await server;
      running.push(record);
      // At once, not when all are up: this process may be killed while the other one starts.
      guard?.release();
      guard = startGuard(running);
      await writeRecord(dataDir, running);
      return server;
    };
    const postgresStart = started(
      startEmbeddedPostgres({ dataDir, port: ports.postgres, password, isDurable: options.isDurable }),
    );
    const kafkaStart = started(
      startEmbeddedKafka({ dataDir, cacheDir: options.cacheDir, port: ports.kafka, onProgress }),
    );
    // Both are waited for, so that a failure of one leaves nothing of the other behind.
    await Promise.allSettled([postgresStart, kafkaStart]);
    const postgres = await postgresStart;
    const kafka = await kafkaStart;
    await Promise.all([postgres.waitUntilReady(), kafka.waitUntilReady()]);
    return {
      kind: 'embedded',
      postgres: { url: postgres.url },
      kafka: { brokers: kafka.brokers },
      pids: {
        postgres: postgres.record.pid,
        kafka: kafka.record.pid,
        ...(guard?.pid === undefined ? {} : { guard: guard.pid }),
      },
      async stop() {
        guard?.release();
        await endProcesses(running);
        await kafka.afterStop();
        await clearRecord(dataDir);
      },
    };
  } catch (error) {
    guard?.release();
    await endProcesses(running);
    await clearRecord(dataDir);
    throw error;
  }
}

/** Removes the data of both servers; the secrets and the cache stay. */
export async function eraseEmbedded(dataDir: string): Promise<void> {
  await takeStack(dataDir);
  await erasePostgresData(dataDir);
  await rm(path.join(dataDir, 'kafka'), { recursive: true, force: true });
  await clearRecord(dataDir);
}
