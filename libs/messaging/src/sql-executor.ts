import type pg from 'pg';

/** Runs one statement with `$1` placeholders in the transaction of whoever made it, and gives the rows. */
export type SqlExecutor = (sql: string, params?: readonly unknown[]) => Promise<Record<string, unknown>[]>;

/** An executor on one connection of pg. */
export function pgExecutor(client: Pick<pg.ClientBase, 'query'>): SqlExecutor {
  return async (sql, params = []) => {
    const result = await client.query<Record<string, unknown>>(sql, [...params]);
    return result.rows;
  };
}

/** Runs work in one transaction on the connection; rolls back and throws what the work throws. */
export async function inTransaction<Result>(
  client: pg.ClientBase,
  work: (sql: SqlExecutor) => Promise<Result>,
): Promise<Result> {
  await client.query('begin');
  try {
    const result = await work(pgExecutor(client));
    await client.query('commit');
    return result;
  } catch (error) {
    // A broken connection cannot roll back, and needs not: what counts is the first error.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
