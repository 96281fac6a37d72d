import {
  countUpTo,
  keysetSql,
  manyByKey,
  orderBySql,
  readPage,
  toConnection,
  type Connection,
  type PageArgs,
  type SortKey,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { caseReachSql } from './case-reach.ts';
import type { RequestKind } from './case-schema.ts';

/** A request about a case, as its row has it. */
export interface CaseRequestRow {
  readonly id: string;
  readonly caseId: string;
  readonly kind: RequestKind;
  readonly askedAt: Date;
  readonly askedByAccountId: string | null;
  readonly organizationId: string | null;
  readonly reason: string | null;
  readonly workingDays: number | null;
  readonly lookAgainOn: string | null;
  readonly outcome: 'GRANTED' | 'REFUSED' | 'LAPSED' | null;
  readonly decidedAt: Date | null;
  readonly decidedByAccountId: string | null;
  readonly decisionNote: string | null;
  readonly grantedWorkingDays: number | null;
}

const toRequest = (row: Record<string, unknown>): CaseRequestRow => ({
  id: row.id as string,
  caseId: row.case_id as string,
  kind: row.kind as RequestKind,
  askedAt: new Date(row.asked_at as string),
  askedByAccountId: row.asked_by as string | null,
  organizationId: row.organization_id as string | null,
  reason: row.reason as string | null,
  workingDays: row.working_days as number | null,
  lookAgainOn: row.look_again_on as string | null,
  outcome: row.outcome as CaseRequestRow['outcome'],
  decidedAt: row.decided_at === null ? null : new Date(row.decided_at as string),
  decidedByAccountId: row.decided_by as string | null,
  decisionNote: row.decision_note as string | null,
  grantedWorkingDays: row.granted_working_days as number | null,
});

const columns = `r.id::text, r.case_id::text, r.kind, r.asked_at::text, r.asked_by_account_id::text as asked_by, r.organization_id::text,
  r.reason, r.working_days, r.look_again_on::text, r.outcome, r.decided_at::text, r.decided_by_account_id::text as decided_by,
  r.decision_note, r.granted_working_days`;

/** What was asked for in a case, oldest first. */
export const loadRequests = (context: Context, caseId: string): Promise<CaseRequestRow[]> =>
  context.batches.load('Case.requests', null, caseId, async (ids) => {
    const rows = await context.sql(
      `select ${columns} from case_request r where r.case_id = any($1::uuid[]) order by r.case_id, r.seq`,
      [ids],
    );
    return manyByKey(ids, rows.map(toRequest), (row) => row.caseId);
  });

const order: readonly SortKey[] = [
  { expression: 'r.asked_at', direction: 'asc', type: 'timestamptz' },
  { expression: 'r.id', direction: 'asc', type: 'uuid' },
];

/** Requests that nobody has decided yet, of cases that exist for the caller; the oldest first. */
export const listPendingRequests = async (
  context: Context,
  args: PageArgs & { readonly kind?: RequestKind | null | undefined },
): Promise<Connection<CaseRequestRow>> => {
  const page = readPage(args, context.locale, order.length);
  const params: unknown[] = [args.kind ?? null];
  const from = `from case_request r join case_file c on c.id = r.case_id
    where r.outcome is null and ($1::text is null or r.kind = $1) and ${caseReachSql(context.caseReach, params)}`;
  const total = await countUpTo(context.sql, `select 1 ${from}`, [...params]);
  const rows = await context.sql(
    `select ${columns} ${from} and ${keysetSql(order, page.after, params)} order by ${orderBySql(order)} limit ${String(page.first + 1)}`,
    params,
  );
  const askedAt = new Map(rows.map((row) => [row.id as string, row.asked_at as string]));
  return toConnection(rows.map(toRequest), page.first, (row) => [askedAt.get(row.id) ?? '', row.id], total);
};
