import { randomUUID } from 'node:crypto';
import type { EventDefinition } from '@gridloom/contracts';
import { OUTBOX_SHARDS } from './messaging-migration.ts';
import type { SqlExecutor } from './sql-executor.ts';
import { runningTraceparent } from './tracing.ts';

/** Events that one row of the outbox holds at most: as many as a relay publishes at a time. */
const EVENTS_A_ROW = 500;
/** Of each call, so many events are held against the closed form. */
const CHECKED_EVENTS = 50;

/** One of very many events of a type. */
export type ToldRow = {
  readonly id: string;
  /** That of the id, as `shardOf` gives it. */
  readonly shard: number;
  readonly version: number;
  readonly areaCode: string | null;
  /** Null for a tombstone on a state topic. */
  readonly data: object | null;
};

interface ManyEvents {
  readonly event: EventDefinition;
  readonly occurredAt: Date;
  /** In the order in which they are published; no aggregate twice. */
  readonly rows: readonly ToldRow[];
}

/**
 * Writes an event of many aggregates into the outbox, hundreds to a row of it, for imports of hundreds of thousands of rows. The writer
 * holds the aggregates' rows, as for `appendEvents`; that a version is told once is the writer's to see to. One maker makes all data
 * alike: the first fifty of a call are checked against the closed form.
 * Throws `EventDataError` for data that is not of that form.
 */
export async function appendManyEvents(sql: SqlExecutor, { event, occurredAt, rows }: ManyEvents): Promise<void> {
  for (const { data } of rows.slice(0, CHECKED_EVENTS)) if (data !== null) event.parseClosed(data);
  const shards = Array.from({ length: OUTBOX_SHARDS }, (): string[] => []);
  for (const { id, shard, version, areaCode, data } of rows)
    shards[shard]?.push(JSON.stringify([id, version, areaCode, data]));
  const batches = shards.flatMap((told, shard) =>
    Array.from({ length: Math.ceil(told.length / EVENTS_A_ROW) }, (_, part) => ({
      shard,
      told: told.slice(part * EVENTS_A_ROW, (part + 1) * EVENTS_A_ROW),
    })),
  );
  if (batches.length === 0) return;
  const common = [
    `${event.subgraph}.${event.aggregate}`,
    event.type,
    event.topic,
    runningTraceparent() ?? null,
    occurredAt.toISOString(),
  ];
  const values = batches.map((_, index) => {
    const place = (offset: number) => `$${common.length + 4 * index + offset}`;
    return `(${place(1)}::uuid, $1, ${place(1)}::text, 0, $2, $3, ${place(2)}::smallint, $4, $5::timestamptz, ${place(3)}::json, ${place(4)}::int)`;
  });
  await sql(
    `insert into outbox (id, aggregatetype, aggregateid, aggregate_version, type, topic, shard, traceparent, occurred_at, batch, events)
     values ${values.join(', ')}`,
    [...common, ...batches.flatMap(({ shard, told }) => [randomUUID(), shard, `[${told.join(',')}]`, told.length])],
  );
}
