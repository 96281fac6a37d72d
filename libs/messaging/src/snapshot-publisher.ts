import { createHash } from 'node:crypto';
import pg from 'pg';
import type { Producer } from 'kafkajs';
import type { Logger } from 'pino';
import type { EventDefinition } from '@gridloom/contracts';
import { toMessage } from './cloud-event.ts';
import { ensureTopics, topicsOf } from './ensure-topics.ts';
import { createKafka, createProducer } from './kafka-client.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { createStop, growingPause, type Stop } from './pauses.ts';
import { inTransaction, pgExecutor, type SqlExecutor } from './sql-executor.ts';

/** One aggregate's state as its row has it. */
export type SnapshotRow = {
  readonly key: string;
  /** The aggregate's version, as in the events of its changes. */
  readonly sequence: number;
  readonly areaCode?: string | undefined;
  /** When the state came to be; now when left out. */
  readonly occurredAt?: Date | undefined;
  readonly data: object;
};

/** How a state topic is filled from tables. */
export type Snapshot = {
  readonly event: EventDefinition;
  readonly countRows: (sql: SqlExecutor) => Promise<number>;
  /**
   * The next rows by key, after `afterKey` (null: from the first), in the order of the keys as text, read `for share`: a change
   * that is on its way waits, or is seen.
   */
  readonly selectBatch: (sql: SqlExecutor, afterKey: string | null, limit: number) => Promise<readonly SnapshotRow[]>;
};

/** How far a snapshot is. */
export type SnapshotProgress = {
  readonly topic: string;
  readonly published: number;
  readonly total: number;
  readonly finished: boolean;
};

/** A running publisher of snapshots. */
export type SnapshotPublisher = {
  /** Resolves when all topics are filled, or when stopped. Faults that pass are waited for; others make it reject. */
  readonly done: Promise<void>;
  readonly progress: () => readonly SnapshotProgress[];
  /** Ends after the batch in hand; the next start goes on behind it. */
  readonly stop: () => Promise<void>;
};

/**
 * Fills state topics from tables, one after the other, each row once over all starts. A batch is one transaction: rows are read
 * `for share`, published and acknowledged, then the progress is written; so no later version of a row can come before it.
 */
export function startSnapshotPublisher(options: {
  kafka: KafkaSettings;
  log: Logger;
  databaseUrl: string;
  source: string;
  snapshots: readonly Snapshot[];
  batchSize?: number;
  onProgress?: (progress: SnapshotProgress) => void;
}): SnapshotPublisher {
  const log = options.log.child({ component: 'snapshot-publisher' });
  const stop = createStop();
  const progress = new Map<string, SnapshotProgress>();
  const tell = (step: SnapshotProgress): void => {
    progress.set(step.topic, step);
    options.onProgress?.(step);
  };

  const fill = async (client: pg.Client, producer: Producer): Promise<void> => {
    await ensureTopics({ kafka: options.kafka, log, topics: topicsOf(options.snapshots.map(({ event }) => event)) });
    for (const snapshot of options.snapshots) {
      await begin(client, snapshot);
      for (let finished = false; !finished && !stop.stopped();) {
        const step = await inTransaction(client, (sql) => publishBatch(sql, producer, snapshot, options));
        tell(step);
        finished = step.finished;
      }
      if (stop.stopped()) return;
      log.info({ topic: snapshot.event.topic }, 'A state topic is filled');
    }
  };

  const done = run(options.databaseUrl, options.kafka, log, stop, fill);
  done.catch(() => undefined);
  return {
    done,
    progress: () => [...progress.values()],
    stop: async () => {
      stop.stop();
      await done.catch(() => undefined);
    },
  };
}

async function run(
  databaseUrl: string,
  settings: KafkaSettings,
  log: Logger,
  stop: Stop,
  fill: (client: pg.Client, producer: Producer) => Promise<void>,
): Promise<void> {
  const kafka = createKafka(settings, log);
  for (let attempt = 0; !stop.stopped(); attempt += 1) {
    const client = new pg.Client({ connectionString: databaseUrl, application_name: 'gridloom-snapshot' });
    const lost = Promise.withResolvers<never>();
    lost.promise.catch(() => undefined);
    client.on('error', (error) => {
      lost.reject(error);
    });
    const producer = createProducer(kafka);
    try {
      await client.connect();
      await producer.connect();
      await Promise.race([fill(client, producer), lost.promise]);
      return;
    } catch (error) {
      if (error instanceof Error && error.name === 'EventDataError') throw error;
      log.warn({ err: error, attempt }, 'The snapshot was interrupted and goes on');
      await stop.pause(growingPause(attempt, 200, 10_000));
    } finally {
      await Promise.allSettled([client.end(), producer.disconnect()]);
    }
  }
}

async function begin(client: pg.Client, snapshot: Snapshot): Promise<void> {
  const sql = pgExecutor(client);
  const [known] = await sql('select 1 from snapshot_progress where topic = $1', [snapshot.event.topic]);
  if (known !== undefined) return;
  const total = await snapshot.countRows(sql);
  await sql('insert into snapshot_progress (topic, total) values ($1, $2::bigint) on conflict do nothing', [
    snapshot.event.topic,
    total,
  ]);
}

async function publishBatch(
  sql: SqlExecutor,
  producer: Producer,
  snapshot: Snapshot,
  options: { kafka: KafkaSettings; source: string; batchSize?: number },
): Promise<SnapshotProgress> {
  const { event } = snapshot;
  const limit = options.batchSize ?? 2_000;
  const [before] = await sql(
    'select last_key, published, total, finished_at from snapshot_progress where topic = $1 for update',
    [event.topic],
  );
  const published = Number(before?.published ?? 0);
  const total = Number(before?.total ?? 0);
  if (before?.finished_at instanceof Date) return { topic: event.topic, published, total, finished: true };
  const rows = await snapshot.selectBatch(sql, (before?.last_key as string | null | undefined) ?? null, limit);
  const now = new Date();
  if (rows.length > 0) {
    await producer.send({
      topic: options.kafka.topicPrefix + event.topic,
      acks: -1,
      timeout: 30_000,
      messages: rows.map((row) =>
        toMessage({
          id: snapshotId(event.type, row),
          type: event.type,
          dataSchema: event.dataSchema,
          source: options.source,
          subject: row.key,
          time: row.occurredAt ?? now,
          recordedTime: now,
          sequence: String(row.sequence),
          areaCode: row.areaCode,
          payload: JSON.stringify(event.parseClosed(row.data)),
        }),
      ),
    });
  }
  const finished = rows.length < limit;
  await sql(
    `update snapshot_progress set last_key = coalesce($2, last_key), published = published + $3::bigint, updated_at = now(),
       finished_at = case when $4::boolean then now() end where topic = $1`,
    [event.topic, rows.at(-1)?.key ?? null, rows.length, finished],
  );
  return {
    topic: event.topic,
    published: published + rows.length,
    total: Math.max(total, published + rows.length),
    finished,
  };
}

/** The same for the same state, so that a batch that was published twice shows as such. */
function snapshotId(type: string, row: SnapshotRow): string {
  const hex = createHash('sha256').update(`${type}:${row.key}:${row.sequence}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** How far the snapshots of a database are, for the status page. */
export async function readSnapshotProgress(sql: SqlExecutor): Promise<SnapshotProgress[]> {
  const rows = await sql(
    'select topic, published, total, finished_at is not null as finished from snapshot_progress order by topic',
  );
  return rows.map((row) => ({
    topic: String(row.topic),
    published: Number(row.published),
    total: Number(row.total),
    finished: row.finished === true,
  }));
}
