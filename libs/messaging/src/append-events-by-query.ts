import type { EventDefinition } from '@gridloom/contracts';

import { OUTBOX_SHARDS } from './messaging-migration.ts';
import type { SqlExecutor } from './sql-executor.ts';
import { runningTraceparent } from './tracing.ts';

/** Rows of the query whose data are held against the event's closed form. */
const CHECKED_ROWS = 50;

interface EventsByQuery {
  readonly event: EventDefinition;
  readonly occurredAt: Date;
  /** Gives `id, version, area_code, data`; data is jsonb, null for a tombstone on a state topic. */
  readonly select: string;
  readonly params: readonly unknown[];
}

/**
 * Writes an event of many aggregates into the outbox by one statement, for imports of hundreds of thousands of rows. The writer holds the
 * aggregates' rows, as for `appendEvents`. The query makes all rows alike: the first fifty are checked against the closed form.
 * Throws `EventDataError` for data that is not of that form.
 * @returns how many
 */
export async function appendEventsByQuery(
  sql: SqlExecutor,
  { event, occurredAt, select, params }: EventsByQuery,
): Promise<number> {
  const first = params.length + 1;
  const place = (index: number) => `$${first + index}`;
  const [counted] = await sql(
    `with told as (
       insert into outbox (id, aggregatetype, aggregateid, aggregate_version, type, payload, topic, shard, area_code, traceparent, occurred_at)
       select uuidv7(), ${place(0)}::text, e.id::text, e.version, ${place(1)}::text, jsonb_strip_nulls(e.data), ${place(2)}::text,
         ('x' || substr(md5(e.id::text), 1, 4))::bit(16)::int % ${OUTBOX_SHARDS}, e.area_code, ${place(3)}::text, ${place(4)}::timestamptz
       from (${select}) e returning seq, payload
     )
     select count(*)::int as n,
       (select json_agg(payload) from (select payload from told where payload is not null order by seq limit ${CHECKED_ROWS}) first_ones) as sample
     from told`,
    [
      ...params,
      `${event.subgraph}.${event.aggregate}`,
      event.type,
      event.topic,
      runningTraceparent() ?? null,
      occurredAt.toISOString(),
    ],
  );
  for (const data of (counted?.sample ?? []) as unknown[]) event.parseClosed(data);
  return (counted?.n as number | undefined) ?? 0;
}
