import pg from 'pg';
import { pino } from 'pino';
import { visitRecorded } from '@gridloom/contracts';
import {
  appendEvents,
  ensureTopics,
  eventDraft,
  messagingMigration,
  outboxBatchesMigration,
  pgExecutor,
  startRelay,
  topicsOf,
  type KafkaSettings,
} from '../src/index.ts';
import { createKafka, createProducer } from '../src/kafka-client.ts';

// Events a second through the outbox (committed, relayed, acknowledged), and of a bare kafkajs producer with the same settings
// and payload. Usage: node outbox-bench.ts POSTGRES_URL BROKERS EVENTS; prints one line of JSON.
const [databaseUrl = '', brokers = '', amount = '20000'] = process.argv.slice(2);
const events = Number(amount);
const log = pino({ level: 'silent' });
const kafka: KafkaSettings = {
  brokers: brokers.split(','),
  topicPrefix: `bench${String(Date.now())}.`,
  clientId: 'gridloom-bench',
  partitions: 3,
};
const id = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
const draft = (n: number) =>
  eventDraft({
    event: visitRecorded,
    aggregateId: id(n),
    aggregateVersion: 1,
    areaCode: '410326200200',
    occurredAt: new Date(),
    data: {
      visitId: id(n),
      householdId: id(n + 1),
      gridId: id(1),
      areaCode: '410326200200',
      gridWorkerId: id(2),
      checks: [{ item: 'FIRE_EXTINGUISHER', passed: true }],
      demandCount: 0,
    },
  });

const client = new pg.Client({ connectionString: databaseUrl });
await client.connect();
for (const statement of [...messagingMigration(), ...outboxBatchesMigration()]) await client.query(statement);
await ensureTopics({ kafka, log, topics: topicsOf([visitRecorded]) });
const sql = pgExecutor(client);

const pending = async () => {
  const { rows } = await client.query<{ n: number }>(
    'select count(*)::int as n from outbox where published_at is null',
  );
  return rows[0]?.n ?? 0;
};

const relay = startRelay({ kafka, log, databaseUrl, source: '/gridloom/bench' });
const begun = performance.now();
for (let n = 0; n < events; n += 500) {
  await client.query('begin');
  await appendEvents(
    sql,
    Array.from({ length: Math.min(500, events - n) }, (_, i) => draft(n + i)),
  );
  await client.query('commit');
}
const written = performance.now();
while ((await pending()) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
const relayed = performance.now();
await relay.stop();

const producer = createProducer(createKafka(kafka, log));
await producer.connect();
const topic = kafka.topicPrefix + visitRecorded.topic;
const bareBegun = performance.now();
for (let n = 0; n < events; n += 500) {
  const messages = Array.from({ length: Math.min(500, events - n) }, (_, i) => ({
    key: id(n + i),
    value: JSON.stringify(draft(n + i).data),
  }));
  await producer.send({ topic, acks: -1, messages });
}
const bare = performance.now() - bareBegun;
await producer.disconnect();
await client.end();
const perSecond = (milliseconds: number) => Math.round((events * 1_000) / milliseconds);
process.stdout.write(
  `${JSON.stringify({
    events,
    outboxPerSecond: perSecond(relayed - begun),
    writtenPerSecond: perSecond(written - begun),
    barePerSecond: perSecond(bare),
    ratio: Math.round(((relayed - begun) / bare) * 100) / 100,
  })}\n`,
);
