import { caseState } from '@gridloom/contracts';
import type { Snapshot } from '@gridloom/messaging';

interface StateRow {
  readonly id: string;
  readonly version: number;
  readonly area_code: string;
  readonly data: Record<string, unknown>;
}

/** Fills the state topic of cases from their table, the fields named as in the events. */
export const caseSnapshot: Snapshot = {
  event: caseState,
  countRows: async (sql) => {
    const [row] = await sql('select count(*)::int as n from case_file');
    return row?.n as number;
  },
  selectBatch: async (sql, afterKey, limit) => {
    const rows = (await sql(
      `select id::text, version, area_code, jsonb_strip_nulls(jsonb_build_object(
         'caseId', id, 'number', number, 'status', status, 'source', source, 'areaCode', area_code, 'gridId', grid_id,
         'serviceItemCode', service_item_code, 'handlerId', handler_id,
         'assistantIds', case when cardinality(assistant_ids) > 0 then to_jsonb(assistant_ids) end,
         'complainantResidentIds', to_jsonb(complainant_resident_ids), 'demandId', demand_id, 'urgency', urgency,
         'reportedAt', ${iso('reported_at')}, 'acceptedAt', ${iso('accepted_at')}, 'closedAt', ${iso('closed_at')},
         'archivedAt', ${iso('archived_at')}, 'inGrid', case when in_grid then true end, 'satisfied', satisfied)) as data
       from case_file where $1::uuid is null or id > $1::uuid order by id limit $2 for share`,
      [afterKey, limit],
    )) as unknown as readonly StateRow[];
    return rows.map((row) => ({ key: row.id, sequence: row.version, areaCode: row.area_code, data: row.data }));
  },
};

function iso(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
