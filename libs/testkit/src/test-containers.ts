import { KafkaContainer } from '@testcontainers/kafka';
import { PostgreSqlContainer } from '@testcontainers/postgresql';
import { Wait } from 'testcontainers';
import type { TestServers } from './test-servers.ts';

/** Both servers as containers, removed afterwards, also when the run is killed. */
export async function startContainers(): Promise<TestServers> {
  const settled = await Promise.allSettled([startPostgres(), startKafka()]);
  const [postgres, kafka] = settled;
  if (postgres.status === 'rejected' || kafka.status === 'rejected') {
    for (const each of settled) if (each.status === 'fulfilled') await each.value.stop();
    throw postgres.status === 'rejected' ? postgres.reason : (kafka as PromiseRejectedResult).reason;
  }
  return {
    postgresUrl: postgres.value.getConnectionUri(),
    brokers: [`${kafka.value.getHost()}:${String(kafka.value.getMappedPort(kafkaPort))}`],
    async stop() {
      await Promise.all([postgres.value.stop(), kafka.value.stop()]);
    },
  };
}

const kafkaPort = 9093;

function startPostgres() {
  return new PostgreSqlContainer('postgres:18.4')
    .withDatabase('postgres')
    .withUsername('gridloom')
    .withPassword('gridloom')
    .withCommand([
      'postgres',
      ...['max_connections=200', 'shared_buffers=256MB', 'jit=off', 'timezone=UTC'].flatMap((each) => ['-c', each]),
      ...['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'].flatMap((each) => ['-c', each]),
    ])
    .start();
}

function startKafka() {
  return (
    new KafkaContainer('confluentinc/cp-kafka:8.1.1')
      .withKraft()
      // Its own start() returns before the broker is up.
      .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
      .withEnvironment({
        KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
        KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
        KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS: '1',
        KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '1',
        KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
        KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      })
      .start()
  );
}
