import { hotlineOrderState } from '@gridloom/contracts';
import type { Snapshot } from '@gridloom/messaging';

interface StateRow {
  readonly id: string;
  readonly version: number;
  readonly area_code: string;
  readonly data: Record<string, unknown>;
}

const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Fills the state topic of hotline orders from their table, the fields named as in the events. */
export const hotlineSnapshot: Snapshot = {
  event: hotlineOrderState,
  countRows: async (sql) => {
    const [row] = await sql('select count(*)::int as n from hotline_order');
    return row?.n as number;
  },
  selectBatch: async (sql, afterKey, limit) => {
    const rows = (await sql(
      `select id::text, version, area_code, jsonb_strip_nulls(jsonb_build_object(
         'hotlineOrderId', id, 'upstreamNumber', upstream_number, 'caseId', case_id, 'areaCode', area_code,
         'upstreamDueAt', ${iso('upstream_due_at')}, 'answeredAt', ${iso('answered_at')})) as data
       from hotline_order where $1::uuid is null or id > $1::uuid order by id limit $2 for share`,
      [afterKey, limit],
    )) as unknown as readonly StateRow[];
    return rows.map((row) => ({ key: row.id, sequence: row.version, areaCode: row.area_code, data: row.data }));
  },
};
