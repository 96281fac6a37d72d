import type { SqlExecutor } from '@gridloom/service-kit';

const AT_ONCE = 1_000;

/** Inserts rows of a table, by columns; each statement takes a thousand. Dates are written as moments, lists as arrays or jsonb. */
export const writeRows = async (
  sql: SqlExecutor,
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> => {
  const columns = Object.keys(rows[0] ?? {}).join(', ');
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    await sql(
      `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
      [JSON.stringify(rows.slice(at, at + AT_ONCE))],
    );
  }
};
