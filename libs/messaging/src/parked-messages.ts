import type { SqlExecutor } from './sql-executor.ts';

/** A message that a consumer group could not handle, or that waits behind one of the same key. */
export type ParkedMessage = {
  readonly id: string;
  readonly groupId: string;
  readonly topic: string;
  readonly key: string;
  readonly eventId: string;
  readonly type: string;
  readonly state: 'PARKED' | 'BEHIND' | 'REPLAY' | 'HANDLED' | 'DROPPED';
  readonly error: string;
  readonly attempts: number;
  readonly parkedAt: Date;
};

/** The same with all that is known of it. */
export type ParkedMessageDetails = ParkedMessage & {
  readonly partition: number;
  readonly offset: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string | null;
  readonly stack: string;
};

const COLUMNS = 'id, consumer_group, topic, message_key, event_id, type, state, error, attempts, parked_at';
const OPEN = `state in ('PARKED', 'BEHIND', 'REPLAY')`;

/** The messages that are parked now, oldest first, at most `limit`. */
export async function listParked(sql: SqlExecutor, limit = 1000): Promise<ParkedMessage[]> {
  const rows = await sql(`select ${COLUMNS} from parked_message where ${OPEN} order by id limit $1::int`, [limit]);
  return rows.map(parkedOf);
}

/** One message, parked or ended, or nothing. */
export async function showParked(sql: SqlExecutor, id: string): Promise<ParkedMessageDetails | undefined> {
  const [row] = await sql(
    `select ${COLUMNS}, source_partition, source_offset, headers, payload, stack from parked_message where id = $1::bigint`,
    [id],
  );
  if (row === undefined) return undefined;
  return {
    ...parkedOf(row),
    partition: Number(row.source_partition),
    offset: String(row.source_offset),
    headers: headersFrom(row.headers),
    payload: row.payload as string | null,
    stack: String(row.stack),
  };
}

/**
 * Asks the consumer to handle these again; it starts with the oldest parked message of the same key and goes on with those
 * behind it. Gives the number of keys concerned.
 */
export async function replayParked(sql: SqlExecutor, ids: readonly string[]): Promise<number> {
  const rows = await sql(
    `update parked_message set state = 'REPLAY' where id in (
       select min(other.id) from parked_message asked
       join parked_message other using (consumer_group, topic, message_key)
       where asked.id = any($1::bigint[]) and asked.${OPEN} and other.${OPEN}
       group by other.consumer_group, other.topic, other.message_key)
     returning id`,
    [ids],
  );
  return rows.length;
}

/** Gives these up for good; what waited behind them is handled. Gives the number of messages dropped. */
export async function dropParked(sql: SqlExecutor, ids: readonly string[]): Promise<number> {
  const dropped = await sql(
    `with dropped as (
       update parked_message set state = 'DROPPED', ended_at = now(), payload = null
       where id = any($1::bigint[]) and ${OPEN}
       returning consumer_group, topic, message_key, event_id),
     remembered as (
       insert into inbox (consumer_group, event_id) select consumer_group, event_id from dropped on conflict do nothing)
     select distinct consumer_group, topic, message_key, count(*) over ()::int as count from dropped`,
    [ids],
  );
  for (const row of dropped) {
    await sql(
      `update parked_message set state = 'REPLAY' where state = 'BEHIND' and id = (
         select min(id) from parked_message where consumer_group = $1 and topic = $2 and message_key = $3 and ${OPEN})`,
      [row.consumer_group, row.topic, row.message_key],
    );
  }
  return Number(dropped[0]?.count ?? 0);
}

/** The headers as they were stored, whether or not the driver has parsed them. */
export function headersFrom(stored: unknown): Record<string, string> {
  return (typeof stored === 'string' ? JSON.parse(stored) : stored) as Record<string, string>;
}

function parkedOf(row: Record<string, unknown>): ParkedMessage {
  return {
    id: String(row.id),
    groupId: String(row.consumer_group),
    topic: String(row.topic),
    key: String(row.message_key),
    eventId: String(row.event_id),
    type: String(row.type),
    state: row.state as ParkedMessage['state'],
    error: String(row.error),
    attempts: Number(row.attempts),
    parkedAt: row.parked_at instanceof Date ? row.parked_at : new Date(String(row.parked_at)),
  };
}
