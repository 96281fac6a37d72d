import { caseClosed, caseReworked, caseState, caseVerified, type EventData } from '@gridloom/contracts';
import { projection, subscription, type StateMessage, type Subscription } from '@gridloom/messaging';
import type { EntityManager, SqlExecutor } from '@gridloom/service-kit';

import { applyCaseReasons } from '../personal-data/case-reasons.ts';

type CaseMessage = StateMessage<EventData<typeof caseState>>;

/**
 * Keeps what became of each case and in which grid it was closed. Older states, and the same one twice, change nothing. A case
 * that is opened again and closed again belongs to the grid of the second closing.
 */
export const applyCaseOutcomes = async (messages: readonly CaseMessage[], sql: SqlExecutor): Promise<void> => {
  const gone = messages.filter(({ data }) => data === null).map(({ key }) => key);
  if (gone.length > 0) {
    await sql('delete from case_outcome where case_id = any($1::uuid[])', [gone]);
    await sql('delete from case_fact where case_id = any($1::uuid[])', [gone]);
  }
  const rows = messages.flatMap(({ data, sequence }) =>
    data === null
      ? []
      : [
          {
            case_id: data.caseId,
            area_code: data.areaCode,
            grid_id: data.gridId,
            status: data.status,
            closed_at: data.closedAt,
            satisfied: data.satisfied,
            version: sequence,
          },
        ],
  );
  if (rows.length === 0) return;
  await sql(
    `insert into case_outcome as o (case_id, area_code, grid_id, status, closed_at, closed_in_grid_id, satisfied, version)
     select r.case_id, r.area_code, r.grid_id, r.status, r.closed_at, case when r.closed_at is not null then r.grid_id end,
       r.satisfied, r.version
     from jsonb_to_recordset($1::jsonb) as r (
       case_id uuid, area_code text, grid_id uuid, status text, closed_at timestamptz, satisfied boolean, version bigint)
     on conflict (case_id) do update set area_code = excluded.area_code, grid_id = excluded.grid_id, status = excluded.status,
       closed_at = excluded.closed_at, satisfied = excluded.satisfied, version = excluded.version,
       closed_in_grid_id = case when o.closed_at = excluded.closed_at then o.closed_in_grid_id else excluded.closed_in_grid_id end
     where o.version < excluded.version`,
    [JSON.stringify(rows)],
  );
};

/** The state of cases in one go: whom they concern, and what became of them. */
export const caseStates = projection<EntityManager, typeof caseState>(caseState, async (messages, sql) => {
  await applyCaseReasons(messages, sql);
  await applyCaseOutcomes(messages, sql);
});

const facts = [
  ['VERIFIED', caseVerified],
  ['REWORKED', caseReworked],
  ['CLOSED', caseClosed],
] as const;

/** What happened on the way of a case: a set, so that neither the order nor a repetition matters. */
export const onCaseFacts = (): Subscription<EntityManager>[] =>
  facts.map(([kind, event]) =>
    subscription(event, async ({ data, sequence, time }, _em, sql) => {
      await sql(
        `insert into case_fact (case_id, sequence, kind, at) values ($1, $2, $3, $4) on conflict (case_id, sequence) do nothing`,
        [data.caseId, sequence, kind, time.toISOString()],
      );
    }),
  );
