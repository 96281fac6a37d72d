import type { SqlExecutor } from './sql-executor.ts';

const BATCH = 10_000;

/**
 * Removes what nobody needs any more, a bounded number of rows a call: published events after three days, handled ids after
 * 40 (topics keep messages for 30), ended parked messages after 90. Gives the number of rows removed.
 */
export async function pruneMessaging(sql: SqlExecutor): Promise<number> {
  const events = await prune(sql, 'outbox', `published_at < now() - interval '3 days'`);
  const handled = await prune(sql, 'inbox', `handled_at < now() - interval '40 days'`);
  const parked = await prune(sql, 'parked_message', `ended_at < now() - interval '90 days'`);
  return events + handled + parked;
}

async function prune(sql: SqlExecutor, table: string, ended: string): Promise<number> {
  const [row] = await sql(
    `with gone as (delete from ${table} where ctid in (select ctid from ${table} where ${ended} limit ${BATCH}) returning 1)
     select count(*)::int as count from gone`,
  );
  return Number(row?.count ?? 0);
}
