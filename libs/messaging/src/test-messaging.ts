import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { pino, type Logger } from 'pino';
import { dropDatabase, provisionDatabase, readStackEnvironment } from '@gridloom/local-stack';
import type { IHeaders } from 'kafkajs';
import { headersOf } from './cloud-event.ts';
import { createMissing, type TopicDefinition } from './ensure-topics.ts';
import { createKafka, createProducer, withAdmin } from './kafka-client.ts';
import { QUICK_KAFKA, type KafkaSettings } from './kafka-settings.ts';
import { messagingMigration, outboxBatchesMigration } from './messaging-migration.ts';
import type { Transact } from './parking.ts';
import { inTransaction, pgExecutor, type SqlExecutor } from './sql-executor.ts';

/** A message as a reader of the topic sees it. */
export type SeenMessage = {
  readonly key: string;
  readonly value: string | null;
  readonly headers: Record<string, string>;
  readonly partition: number;
};

/** A database with this library's tables and a broker with topics of its own, both real, for one spec file. */
export type TestMessaging = {
  readonly kafka: KafkaSettings;
  readonly databaseUrl: string;
  readonly log: Logger;
  readonly sql: SqlExecutor;
  readonly transact: Transact<undefined>;
  readonly topics: (topics: readonly TopicDefinition[]) => Promise<void>;
  readonly send: (
    topic: string,
    messages: readonly { key: string; value: string | null; headers: IHeaders }[],
  ) => Promise<void>;
  /** All messages that are on a topic now, in order per partition. */
  readonly read: (topic: string) => Promise<SeenMessage[]>;
  /** Stops it at the latest when the file's tests have ended, whatever their end. */
  readonly stopAtEnd: <Running extends { stop: () => Promise<void> }>(running: Running) => Running;
  readonly close: () => Promise<void>;
};

/** Opens both; `close` removes what was made. */
export async function openTestMessaging(label: string): Promise<TestMessaging> {
  const { external } = readStackEnvironment();
  if (external === undefined)
    throw new Error(
      'The addresses of PostgreSQL and Kafka are missing: run the tests through the Jest configuration at the root',
    );
  const unique = randomBytes(6).toString('hex');
  const name = `test_${label}_${unique}`;
  const plan = {
    database: name,
    migrator: { name: `${name}_migrator`, password: unique },
    app: { name: `${name}_app`, password: unique },
  };
  const database = await provisionDatabase(external.postgresUrl, plan);
  const kafka: KafkaSettings = {
    ...QUICK_KAFKA,
    brokers: external.brokers,
    topicPrefix: `${label}-${unique}.`,
    clientId: `test-${label}`,
  };
  const log = pino({ level: 'silent' });
  const pool = new pg.Pool({ connectionString: database.appUrl, max: 8 });
  // The server closes what is idle when the database is dropped.
  pool.on('error', () => undefined);
  const migrator = new pg.Client({ connectionString: database.migratorUrl });
  await migrator.connect();
  for (const statement of [...messagingMigration(), ...outboxBatchesMigration()]) await migrator.query(statement);
  const client = createKafka(kafka, log);
  const running: { stop: () => Promise<void> }[] = [];

  const read = async (topic: string): Promise<SeenMessage[]> => {
    const marks = await withAdmin(kafka, log, (admin) => admin.fetchTopicOffsets(kafka.topicPrefix + topic));
    let left = marks.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
    if (left === 0) return [];
    const seen: SeenMessage[] = [];
    const all = Promise.withResolvers<undefined>();
    const consumer = client.consumer({ groupId: `${kafka.topicPrefix}reader-${randomUUID()}`, maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topic: kafka.topicPrefix + topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: ({ message, partition }) => {
        seen.push({
          key: message.key?.toString() ?? '',
          value: message.value?.toString() ?? null,
          headers: headersOf(message.headers),
          partition,
        });
        left -= 1;
        if (left === 0) all.resolve(undefined);
        return Promise.resolve();
      },
    });
    await all.promise;
    await consumer.disconnect();
    return seen;
  };

  return {
    kafka,
    databaseUrl: database.appUrl,
    log,
    sql: pgExecutor(migrator),
    transact: async (work) => {
      const connection = await pool.connect();
      try {
        await inTransaction(connection, (sql) => work(undefined, sql));
      } finally {
        connection.release();
      }
    },
    topics: (topics) => withAdmin(kafka, log, (admin) => createMissing(admin, kafka, topics)),
    send: async (topic, messages) => {
      const producer = createProducer(client);
      await producer.connect();
      await producer.send({ topic: kafka.topicPrefix + topic, messages: [...messages] });
      await producer.disconnect();
    },
    read,
    stopAtEnd: (one) => {
      running.push(one);
      return one;
    },
    close: async () => {
      await Promise.all(running.map((one) => one.stop()));
      await pool.end();
      await migrator.end();
      await withAdmin(kafka, log, async (admin) => {
        const made = (await admin.listTopics()).filter((topic) => topic.startsWith(kafka.topicPrefix));
        if (made.length > 0) await admin.deleteTopics({ topics: made });
      });
      await dropDatabase(external.postgresUrl, plan);
    },
  };
}

/** Waits until something is so; the test's own time limit ends what never comes. */
export async function eventually(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
}
