import type { SqlExecutor } from '@gridloom/service-kit';

import type { CaseChange, RequestChange } from './case-schema.ts';

/** Writes what became of a request: asked, granted, refused, or void because the case moved on. */
export const writeRequest = async (
  sql: SqlExecutor,
  caseId: string,
  request: RequestChange,
  entry: CaseChange['entries'][number] | undefined,
): Promise<void> => {
  const at = entry?.at ?? null;
  const by = entry?.actorAccountId ?? null;
  if (request.outcome === 'ASKED') {
    await sql(
      `insert into case_request (id, case_id, kind, asked_at, asked_by_account_id, organization_id, reason, working_days, look_again_on)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        request.id,
        caseId,
        request.kind,
        at,
        by,
        entry?.organizationId ?? null,
        entry?.note ?? null,
        request.workingDays,
        request.lookAgainOn,
      ],
    );
    return;
  }
  const granted = request.outcome === 'GRANTED' ? request.workingDays : null;
  const lapsed = request.outcome === 'LAPSED';
  await sql(
    `update case_request set outcome = $2, decided_at = $3, decided_by_account_id = $4, decision_note = $5, granted_working_days = $6
     where id = $1`,
    [request.id, request.outcome, at, lapsed ? null : by, lapsed ? null : (entry?.note ?? null), granted],
  );
};
