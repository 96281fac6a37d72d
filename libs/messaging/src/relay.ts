import { randomInt } from 'node:crypto';
import pg from 'pg';
import type { Kafka, Producer, TopicMessages } from 'kafkajs';
import type { Logger } from 'pino';
import { eventByType } from '@gridloom/contracts';
import { batchedEventId, type BatchedEvent } from './batched-event.ts';
import { toMessage } from './cloud-event.ts';
import { ensureTopics, type TopicDefinition } from './ensure-topics.ts';
import { createKafka, createProducer } from './kafka-client.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { OUTBOX_CHANNEL, OUTBOX_SHARDS } from './messaging-migration.ts';
import { createStop, growingPause, type Stop } from './pauses.ts';
import { pruneMessaging } from './prune.ts';
import { inTransaction, pgExecutor, type SqlExecutor } from './sql-executor.ts';

export type RelayOptions = {
  readonly kafka: KafkaSettings;
  readonly log: Logger;
  /** The database with the outbox. */
  readonly databaseUrl: string;
  /** The value of `ce_source`, e.g. `/gridloom/cases`. */
  readonly source: string;
  /** Events a transaction at most; 500 unless told otherwise. */
  readonly batchSize?: number;
};

/** A running relay. */
export type Relay = {
  /** Whether it reaches both the database and the broker. */
  readonly health: () => { readonly healthy: boolean; readonly reason?: string };
  /** Publishes what is committed by now, for some seconds at most, and ends. */
  readonly stop: () => Promise<void>;
};

const POLL_MS = 1_000;
const PRUNE_MS = 600_000;
const DRAIN_MS = 5_000;

type Connection = { readonly client: pg.Client; readonly producer: Producer };

/** Starts to publish the outbox. Many relays may run on one outbox: each shard is published by one of them at a time. */
export function startRelay(options: RelayOptions): Relay {
  const { kafka: settings } = options;
  const log = options.log.child({ component: 'relay' });
  const kafka = createKafka(settings, log);
  const known = new Set<string>();
  const stop = createStop();
  let fault: Error | undefined;

  const run = async (): Promise<void> => {
    for (let attempt = 0; !stop.stopped(); attempt += 1) {
      try {
        await withConnection(options, kafka, log, stop, async (connection) => {
          for (let prunedAt = 0; ;) {
            const published = await publishPending(connection, options, log, known, stop);
            attempt = 0;
            fault = undefined;
            if (stop.stopped()) return;
            if (Date.now() - prunedAt > PRUNE_MS) {
              prunedAt = Date.now();
              await pruneMessaging(pgExecutor(connection.client));
            }
            if (published === 0) await stop.pause(POLL_MS);
          }
        });
      } catch (error) {
        fault = error instanceof Error ? error : new Error('The relay was interrupted', { cause: error });
        log.warn({ err: error, attempt }, 'The relay was interrupted and starts again');
        await stop.pause(growingPause(attempt, 200, 10_000));
      }
    }
  };
  const running = run();

  return {
    health: () => (fault === undefined ? { healthy: true } : { healthy: false, reason: fault.message }),
    stop: async () => {
      stop.stop();
      await running;
    },
  };
}

async function withConnection(
  options: RelayOptions,
  kafka: Kafka,
  log: Logger,
  stop: Stop,
  work: (connection: Connection) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({
    connectionString: options.databaseUrl,
    application_name: 'gridloom-relay',
    keepAlive: true,
  });
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => undefined);
  client.on('error', (error) => {
    lost.reject(error);
  });
  const producer = createProducer(kafka);
  try {
    await Promise.race([client.connect(), lost.promise]);
    client.on('notification', () => {
      stop.wake();
    });
    await client.query(`listen ${OUTBOX_CHANNEL}`);
    await producer.connect();
    await Promise.race([work({ client, producer }), lost.promise]);
  } finally {
    await Promise.allSettled([client.end(), producer.disconnect()]);
    log.debug('The relay has let go of its connections');
  }
}

/** Publishes what is committed, shard by shard, until none is left; gives the number of events. */
async function publishPending(
  connection: Connection,
  options: RelayOptions,
  log: Logger,
  known: Set<string>,
  stop: Stop,
): Promise<number> {
  const until = { at: Number.POSITIVE_INFINITY };
  let total = 0;
  const sql = pgExecutor(connection.client);
  const pending = await sql('select distinct shard from outbox where published_at is null');
  const shards = pending.map((row) => Number(row.shard));
  const first = randomInt(OUTBOX_SHARDS);
  shards.sort((a, b) => ((a - first + OUTBOX_SHARDS) % OUTBOX_SHARDS) - ((b - first + OUTBOX_SHARDS) % OUTBOX_SHARDS));
  for (const shard of shards) {
    for (let more = true; more && Date.now() < until.at;) {
      if (stop.stopped() && until.at === Number.POSITIVE_INFINITY) until.at = Date.now() + DRAIN_MS;
      const published = await inTransaction(connection.client, (inside) =>
        publishShard(inside, connection.producer, options, log, known, shard),
      );
      total += published;
      more = published >= (options.batchSize ?? 500);
    }
  }
  return total;
}

/** Publishes the oldest events of a shard and marks them, all in the caller's transaction; none when another relay has the shard. */
async function publishShard(
  sql: SqlExecutor,
  producer: Producer,
  options: RelayOptions,
  log: Logger,
  known: Set<string>,
  shard: number,
): Promise<number> {
  const [lock] = await sql(
    `select pg_try_advisory_xact_lock(hashtext(current_schema() || '.outbox'), $1::int) as locked`,
    [shard],
  );
  if (lock?.locked !== true) return 0;
  // A statement of its own: its snapshot must be younger than the lock, or events that were just marked would be published again.
  const rows = await sql(
    `select seq, id, type, topic, aggregateid, aggregate_version, payload::text as payload, area_code, traceparent, occurred_at, recorded_at, batch
     from (
       select *, sum(events) over (order by seq) - events as before
       from (select * from outbox where published_at is null and shard = $1::int order by seq limit $2::int) oldest
     ) counted where before < $2::int order by seq`,
    [shard, options.batchSize ?? 500],
  );
  if (rows.length === 0) return 0;
  const topics = new Map<string, TopicMessages>();
  for (const row of rows) {
    const topic = String(row.topic);
    const messages = topics.get(topic) ?? { topic: options.kafka.topicPrefix + topic, messages: [] };
    messages.messages.push(...messagesOf(row, options.source));
    topics.set(topic, messages);
  }
  const unknown = [...topics.keys()].filter((topic) => !known.has(topic));
  if (unknown.length > 0) {
    await ensureTopics({ kafka: options.kafka, log, topics: unknown.map(definitionOf) });
    for (const topic of unknown) known.add(topic);
  }
  await producer.sendBatch({ topicMessages: [...topics.values()], acks: -1, timeout: 30_000 });
  await sql('update outbox set published_at = now() where seq = any($1::bigint[])', [
    rows.map((row) => String(row.seq)),
  ]);
  return [...topics.values()].reduce((sum, { messages }) => sum + messages.length, 0);
}

function messagesOf(row: Record<string, unknown>, source: string): TopicMessages['messages'] {
  const type = String(row.type);
  const common = {
    type,
    dataSchema: eventByType(type)?.dataSchema ?? `urn:gridloom:schema:${type}`,
    source,
    time: row.occurred_at as Date,
    recordedTime: row.recorded_at as Date,
    traceparent: (row.traceparent as string | null) ?? undefined,
  };
  if (row.batch !== null)
    return (row.batch as BatchedEvent[]).map(([subject, version, areaCode, data], index) =>
      toMessage({
        ...common,
        id: batchedEventId(String(row.id), index),
        subject,
        sequence: String(version),
        areaCode: areaCode ?? undefined,
        payload: data === null ? null : JSON.stringify(data),
      }),
    );
  return [
    toMessage({
      ...common,
      id: String(row.id),
      subject: String(row.aggregateid),
      sequence: String(row.aggregate_version),
      areaCode: (row.area_code as string | null) ?? undefined,
      payload: row.payload as string | null,
    }),
  ];
}

function definitionOf(topic: string): TopicDefinition {
  return { topic, kind: topic.endsWith('.state') ? 'state' : topic.endsWith('.restricted') ? 'restricted' : 'events' };
}
