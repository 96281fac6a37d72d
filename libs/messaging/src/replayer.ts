import type { Logger } from 'pino';
import { isPassing } from './faults.ts';
import { headersFrom } from './parked-messages.ts';
import { lockKey, type RawMessage, type Transact } from './parking.ts';
import type { Stop } from './pauses.ts';
import type { SqlExecutor } from './sql-executor.ts';

const POLL_MS = 1_000;

type Step = 'again' | 'end';

/** Handles parked messages once an operator has asked for it, in order per key; ends when `stop` is thrown. */
export async function startReplayer<Tx>(options: {
  log: Logger;
  groupId: string;
  transact: Transact<Tx>;
  stop: Stop;
  handle: (message: RawMessage, tx: Tx, sql: SqlExecutor) => Promise<void>;
}): Promise<void> {
  const { log, groupId, transact, stop, handle } = options;

  const askedKeys = async (): Promise<{ topic: string; key: string }[]> => {
    let keys: { topic: string; key: string }[] = [];
    await transact(async (_, sql) => {
      const rows = await sql(
        `select topic, message_key, min(id) as first from parked_message
         where consumer_group = $1 and state = 'REPLAY' group by topic, message_key order by first`,
        [groupId],
      );
      keys = rows.map((row) => ({ topic: String(row.topic), key: String(row.message_key) }));
    });
    return keys;
  };

  /** Handles the oldest message of a key, if its turn has come. */
  const step = async (topic: string, key: string): Promise<Step> => {
    let inHand: string | undefined;
    try {
      let result: Step = 'end';
      await transact(async (tx, sql) => {
        await lockKey(sql, groupId, topic, key);
        const [row] = await sql(
          `select id, event_id, source_partition, source_offset, headers, payload, state from parked_message
           where consumer_group = $1 and topic = $2 and message_key = $3 and state in ('PARKED', 'BEHIND', 'REPLAY')
           order by id limit 1`,
          [groupId, topic, key],
        );
        if (row === undefined || row.state === 'PARKED') return;
        inHand = String(row.id);
        const claimed = await sql(
          'insert into inbox (consumer_group, event_id) values ($1, $2) on conflict do nothing returning event_id',
          [groupId, row.event_id],
        );
        if (claimed.length > 0) await handle(rawOf(row, topic, key), tx, sql);
        await sql(
          `update parked_message set state = 'HANDLED', ended_at = now(), payload = null, attempts = attempts + 1 where id = $1::bigint`,
          [inHand],
        );
        result = 'again';
      });
      return result;
    } catch (error) {
      if (isPassing(error) || inHand === undefined) throw error;
      const id = inHand;
      log.error(
        { err: error, topic, key, parkedMessage: id },
        'A parked message could not be handled this time either',
      );
      await transact(async (_, sql) => {
        await sql(
          `update parked_message set state = 'PARKED', attempts = attempts + 1, error = $2, stack = $3
           where id = $1::bigint and state in ('BEHIND', 'REPLAY')`,
          [
            id,
            error instanceof Error ? `${error.name}: ${error.message}` : String(error),
            error instanceof Error ? (error.stack ?? '') : '',
          ],
        );
      });
      return 'end';
    }
  };

  while (!stop.stopped()) {
    try {
      for (const { topic, key } of await askedKeys()) {
        while (!stop.stopped() && (await step(topic, key)) === 'again');
      }
    } catch (error) {
      log.warn({ err: error }, 'Parked messages could not be looked for and will be again');
    }
    await stop.pause(POLL_MS);
  }
}

function rawOf(row: Record<string, unknown>, topic: string, key: string): RawMessage {
  const payload = row.payload;
  return {
    topic,
    key,
    partition: Number(row.source_partition),
    offset: String(row.source_offset),
    headers: headersFrom(row.headers),
    value: typeof payload === 'string' ? Buffer.from(payload) : null,
  };
}
