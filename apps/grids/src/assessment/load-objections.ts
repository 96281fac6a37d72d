import {
  type Connection,
  countUpTo,
  keysetSql,
  manyByKey,
  oneByKey,
  orderBySql,
  type PageArgs,
  reachSql,
  readByIds,
  readPage,
  type SortKey,
  toConnection,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { AssessmentObjection } from './assessment.ts';
import { assessmentSource } from './load-assessments.ts';

export const loadObjection = (context: Context, id: string): Promise<AssessmentObjection | null> =>
  context.batches.load('AssessmentObjection', null, id, async (ids) =>
    oneByKey(ids, await readByIds(context.em, AssessmentObjection, ids), (row) => row.id),
  );

export const loadObjections = (context: Context, assessmentId: string): Promise<AssessmentObjection[]> =>
  context.batches.load('Assessment.objections', null, assessmentId, async (ids) => {
    const rows = await context.em.find(
      AssessmentObjection,
      { assessmentId: { $in: [...ids] } },
      { disableIdentityMap: true, orderBy: { madeAt: 'asc', id: 'asc' } },
    );
    return manyByKey(ids, rows, (row) => row.assessmentId);
  });

/** Whether the words of an objection are for the caller: the worker whose it is, and whoever answers it. */
export const readsWords = (context: Context, objection: AssessmentObjection): Promise<boolean> =>
  context.batches.load('AssessmentObjection words', null, objection.assessmentId, async (ids) => {
    const params: unknown[] = [ids, context.caller.kind === 'account' ? context.caller.accountId : null];
    const managed = reachSql(context.reach('MANAGE_ASSESSMENTS'), { area: 'r.area_code' }, params);
    const rows = await context.sql(
      `select a.id ${assessmentSource} where a.id = any($1::uuid[]) and (w.account_id = $2::uuid or ${managed})`,
      params,
    );
    const readable = new Set(rows.map((row) => row.id as string));
    return ids.map((id) => readable.has(id));
  });

const oldestFirst: readonly SortKey[] = [
  { expression: 'o.made_at', direction: 'asc', type: 'timestamptz' },
  { expression: 'o.id', direction: 'asc', type: 'uuid' },
];

/** Objections without an answer, the oldest first. */
export const listObjectionsToAnswer = async (
  context: Context,
  args: PageArgs,
): Promise<Connection<AssessmentObjection> & { readonly totalCount: number }> => {
  const { first, after } = readPage(args, context.locale, oldestFirst.length);
  const params: unknown[] = [];
  const managed = reachSql(context.reach('MANAGE_ASSESSMENTS'), { area: 'r.area_code' }, params);
  const from = `from assessment_objection o join assessment a on a.id = o.assessment_id join assessment_run r on r.id = a.run_id
    where o.status = 'OPEN' and ${managed}`;
  const counted = [...params];
  const keyset = keysetSql(oldestFirst, after, params);
  const [rows, total] = await Promise.all([
    context.sql(`select o.id ${from} and ${keyset} order by ${orderBySql(oldestFirst)} limit ${first + 1}`, params),
    countUpTo(context.sql, `select 1 ${from}`, counted),
  ]);
  const objections = await Promise.all(rows.map((row) => loadObjection(context, row.id as string)));
  return {
    ...toConnection(
      objections.filter((objection) => objection !== null),
      first,
      (objection) => [objection.madeAt.toISOString(), objection.id],
    ),
    totalCount: total.count,
  };
};
