import type { caseState, EventData } from '@gridloom/contracts';
import type { StateMessage } from '@gridloom/messaging';
import type { SqlExecutor } from '@gridloom/service-kit';

type CaseMessage = StateMessage<EventData<typeof caseState>>;

/**
 * Keeps which case concerns whom and who handles it: a reason to see the residents' data. Older states, and the same one
 * twice, change nothing.
 */
export const applyCaseReasons = async (messages: readonly CaseMessage[], sql: SqlExecutor): Promise<void> => {
  const gone = messages.filter(({ data }) => data === null).map(({ key }) => key);
  if (gone.length > 0) await sql('delete from case_reason where case_id = any($1::uuid[])', [gone]);
  const rows = messages.flatMap(({ data, sequence }) =>
    data === null
      ? []
      : [
          {
            case_id: data.caseId,
            area_code: data.areaCode,
            grid_id: data.gridId,
            status: data.status,
            organization_ids: [...(data.handlerId === undefined ? [] : [data.handlerId]), ...(data.assistantIds ?? [])],
            complainant_ids: data.complainantResidentIds,
            version: sequence,
          },
        ],
  );
  if (rows.length === 0) return;
  const written = await sql(
    `insert into case_reason (case_id, area_code, grid_id, status, organization_ids, version)
     select r.case_id, r.area_code, r.grid_id, r.status, r.organization_ids, r.version
     from jsonb_to_recordset($1::jsonb)
       as r (case_id uuid, area_code text, grid_id uuid, status text, organization_ids uuid[], version bigint)
     on conflict (case_id) do update set area_code = excluded.area_code, grid_id = excluded.grid_id, status = excluded.status,
       organization_ids = excluded.organization_ids, version = excluded.version
     where case_reason.version < excluded.version
     returning case_id`,
    [JSON.stringify(rows)],
  );
  const newer = new Set(written.map((row) => row.case_id as string));
  const pairs = rows
    .filter(({ case_id }) => newer.has(case_id.toLowerCase()))
    .flatMap(({ case_id, complainant_ids }) => complainant_ids.map((resident_id) => ({ case_id, resident_id })));
  await sql('delete from case_reason_complainant where case_id = any($1::uuid[])', [[...newer]]);
  await sql(
    `insert into case_reason_complainant (case_id, resident_id) select * from unnest($1::uuid[], $2::uuid[])
     on conflict do nothing`,
    [pairs.map(({ case_id }) => case_id), pairs.map(({ resident_id }) => resident_id)],
  );
};
