import {
  badArgument,
  type Connection,
  countUpTo,
  keysetSql,
  manyByKey,
  oneByKey,
  orderBySql,
  type PageArgs,
  readByIds,
  readPage,
  type SortKey,
  toConnection,
} from '@gridloom/service-kit';

import { caseReachSql } from '../case/case-reach.ts';
import { Complainant } from '../case/complainant.ts';
import type { Context } from '../context.ts';

/** A complainant who is still to be asked. */
export interface CallBack {
  readonly caseId: string;
  readonly complainantId: string;
  readonly dueAt: Date | null;
  readonly attemptCount: number;
  readonly callAgainAt: Date | null;
}

/** An unsatisfied answer that waits for the office's word. */
export interface EvaluationToDecide {
  readonly caseId: string;
  readonly complainantId: string;
  readonly at: Date;
}

type AreaArgs = PageArgs & { readonly areaCode?: string | null | undefined };

const dateOf = (value: unknown): Date | null => (value === null ? null : new Date(value as string | Date));

const placeSql = (context: Context, areaCode: string | null | undefined, params: unknown[]): string => {
  const reach = caseReachSql(context.caseReach, params);
  if (!areaCode) return reach;
  if (!context.areas.find(areaCode)) {
    throw badArgument(context.locale, { zh: '没有此行政区划。', en: 'There is no such area.' });
  }
  params.push(context.areas.withDescendants(areaCode));
  return `${reach} and c.area_code = any($${String(params.length)}::text[])`;
};

const order: readonly SortKey[] = [
  { expression: `coalesce(c.due_at, 'infinity'::timestamptz)`, direction: 'asc', type: 'timestamptz' },
  { expression: 'c.id', direction: 'asc', type: 'uuid' },
  { expression: 'p.position', direction: 'asc', type: 'int' },
];

/** Complainants who are still to be asked: of verified cases, and of closed ones where another one has answered; the next deadline first. */
export const listCallBacks = async (context: Context, { areaCode, ...args }: AreaArgs): Promise<CallBacks> => {
  const page = readPage(args, context.locale, order.length);
  const params: unknown[] = [];
  const from = `from case_file c join case_complainant p on p.case_id = c.id and p.evaluated_at is null
     where c.status in ('VERIFIED', 'CLOSED') and c.unasked_count > 0
       and (c.status = 'VERIFIED' or exists (select 1 from case_complainant o where o.case_id = c.id and o.evaluated_at is not null))
       and ${placeSql(context, areaCode, params)}`;
  const total = await countUpTo(context.sql, `select 1 ${from}`, [...params]);
  const rows = await context.sql(
    `select c.id::text as case_id, p.id::text as complainant_id, c.due_at, p.position, coalesce(c.due_at, 'infinity'::timestamptz)::text as sort_key,
       (select count(*)::int from call_back_attempt a where a.complainant_id = p.id) as attempts,
       (select a.call_again_at from call_back_attempt a where a.complainant_id = p.id order by a.at desc, a.id desc limit 1) as again
     ${from} and ${keysetSql(order, page.after, params)} order by ${orderBySql(order)} limit ${String(page.first + 1)}`,
    params,
  );
  const nodes = rows.map((row) => ({
    caseId: row.case_id as string,
    complainantId: row.complainant_id as string,
    dueAt: dateOf(row.due_at),
    attemptCount: row.attempts as number,
    callAgainAt: dateOf(row.again),
    key: [row.sort_key, row.case_id, row.position],
  }));
  return toConnection(nodes, page.first, ({ key }) => key, total);
};

const decisionOrder: readonly SortKey[] = [
  { expression: 'd.at', direction: 'asc', type: 'timestamptz' },
  { expression: 'd.id', direction: 'asc', type: 'uuid' },
];

/** Unsatisfied answers that wait for the office's word, the oldest first. */
export const listEvaluationsToDecide = async (
  context: Context,
  { areaCode, ...args }: AreaArgs,
): Promise<Connection<EvaluationToDecide>> => {
  const page = readPage(args, context.locale, decisionOrder.length);
  const params: unknown[] = [];
  const rows = await context.sql(
    `select d.id::text as id, d.case_id::text as case_id, d.complainant_id::text as complainant_id, d.at, d.at::text as sort_key
     from evaluation_detail d join case_file c on c.id = d.case_id
     where d.decision = 'PENDING' and ${placeSql(context, areaCode, params)} and ${keysetSql(decisionOrder, page.after, params)}
     order by ${orderBySql(decisionOrder)} limit ${String(page.first + 1)}`,
    params,
  );
  const nodes = rows.map((row) => ({
    caseId: row.case_id as string,
    complainantId: row.complainant_id as string,
    at: new Date(row.at as string | Date),
    key: [row.sort_key, row.id],
  }));
  return toConnection(nodes, page.first, ({ key }) => key);
};

export const loadComplainant = (context: Context, id: string): Promise<Complainant | null> =>
  context.batches.load('Complainant', null, id, async (ids) => {
    const found = await readByIds(context.em, Complainant, ids);
    return oneByKey(ids, found, (complainant) => complainant.id);
  });

export type CallOutcome = 'NOT_REACHED' | 'DECLINED' | 'CALL_LATER';

export interface CallBackAttempt {
  readonly complainantId: string;
  readonly at: Date;
  readonly outcome: CallOutcome;
  readonly actorAccountId: string | null;
  readonly callAgainAt: Date | null;
  readonly note: string | null;
}

/** Calls to a complainant that brought no answer, oldest first. */
export const loadAttempts = (context: Context, complainantId: string): Promise<CallBackAttempt[]> =>
  context.batches.load('Complainant.attempts', null, complainantId, async (ids) => {
    const rows = await context.sql(
      `select complainant_id::text, at, outcome, actor_account_id::text, call_again_at, note from call_back_attempt
       where complainant_id = any($1::uuid[]) order by at, id`,
      [ids],
    );
    const attempts = rows.map((row) => ({
      complainantId: row.complainant_id as string,
      at: new Date(row.at as string | Date),
      outcome: row.outcome as CallOutcome,
      actorAccountId: row.actor_account_id as string | null,
      callAgainAt: dateOf(row.call_again_at),
      note: row.note as string | null,
    }));
    return manyByKey(ids, attempts, (attempt) => attempt.complainantId);
  });

/** A complainant's answer as it stands. */
export interface GivenEvaluation {
  readonly complainantId: string;
  readonly satisfied: boolean;
  readonly comment: string | null;
  readonly at: Date;
}

export interface EvaluationDetail extends Pick<GivenEvaluation, 'complainantId'> {
  readonly reasonCodes: readonly string[];
  readonly channel: 'COMPLAINANT' | 'CALL_BACK' | 'CODE';
  readonly decision: 'NONE' | 'PENDING' | 'WELL_FOUNDED' | 'UNFOUNDED';
}

/** What is kept of a complainant's last answer besides the answer. */
export const loadEvaluationDetail = (context: Context, complainantId: string): Promise<EvaluationDetail | null> =>
  context.batches.load('Complainant.evaluationDetail', null, complainantId, async (ids) => {
    const rows = await context.sql(
      `select distinct on (complainant_id) complainant_id::text, reason_codes, channel, decision from evaluation_detail
       where complainant_id = any($1::uuid[]) order by complainant_id, at desc, id desc`,
      [ids],
    );
    const details = rows.map((row): EvaluationDetail => ({
      complainantId: row.complainant_id as string,
      reasonCodes: row.reason_codes as string[],
      channel: row.channel as EvaluationDetail['channel'],
      decision: row.decision as EvaluationDetail['decision'],
    }));
    return oneByKey(ids, details, (detail) => detail.complainantId);
  });

export type CallBacks = Connection<CallBack>;
