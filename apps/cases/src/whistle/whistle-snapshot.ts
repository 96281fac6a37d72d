import { whistleState } from '@gridloom/contracts';
import type { Snapshot } from '@gridloom/messaging';

const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const bodies = (done: string) =>
  `(select jsonb_agg(a.organization_id order by a.position) from whistle_answer a where a.whistle_id = w.id and ${done})`;

/** Fills the state topic of whistles from their tables. */
export const whistleSnapshot: Snapshot = {
  event: whistleState,
  countRows: async (sql) => {
    const [row] = await sql('select count(*)::int as n from whistle');
    return row?.n as number;
  },
  selectBatch: async (sql, afterKey, limit) => {
    const rows = await sql(
      `select w.id::text, w.version, w.area_code, jsonb_strip_nulls(jsonb_build_object(
         'whistleId', w.id, 'caseId', w.case_id, 'areaCode', w.area_code, 'kind', w.kind, 'status', w.status,
         'callerId', w.caller_id, 'leadId', w.lead_id,
         'assistantIds', case when cardinality(w.assistant_ids) > 0 then to_jsonb(w.assistant_ids) end,
         'blownAt', ${iso('w.blown_at')}, 'approvedAt', ${iso('w.approved_at')}, 'releasedAt', ${iso('w.released_at')},
         'answeredIds', ${bodies('coalesce(a.answered_at, a.arrived_at) is not null')},
         'arrivedIds', ${bodies('a.arrived_at is not null')},
         'reportedIds', ${bodies('a.outcome_at is not null')})) as data
       from whistle w where $1::uuid is null or w.id > $1::uuid order by w.id limit $2 for share`,
      [afterKey, limit],
    );
    return rows.map((row) => ({
      key: row.id as string,
      sequence: row.version as number,
      areaCode: row.area_code as string,
      data: row.data as object,
    }));
  },
};
