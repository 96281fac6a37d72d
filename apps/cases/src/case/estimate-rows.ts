import type { SqlExecutor } from '@gridloom/service-kit';

interface Explained {
  readonly Plan: { readonly 'Plan Rows': number };
}

/** How many rows PostgreSQL expects of a query, by its statistics and without running it. A guess: it decides how something is read. */
export const estimateRows = async (sql: SqlExecutor, select: string, params: readonly unknown[]): Promise<number> => {
  const [row] = await sql(`explain (format json) ${select}`, params);
  const [explained] = row?.['QUERY PLAN'] as readonly [Explained];
  return explained.Plan['Plan Rows'];
};
