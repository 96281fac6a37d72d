import type { SqlExecutor } from '@gridloom/service-kit';

/** Whoever enters the same phone at the same time waits until this transaction has ended, and finds it taken then. */
export const holdPhone = async (sql: SqlExecutor, hash: string): Promise<void> => {
  await sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`grid-worker-phone ${hash}`]);
};
