import {
  badArgument,
  countUpTo,
  keysetSql,
  oneByKey,
  orderBySql,
  readPage,
  toConnection,
  type Connection,
  type SortKey,
} from '@gridloom/service-kit';

import { caseReachSql } from '../case/case-reach.ts';
import type { Context } from '../context.ts';
import type { QuerySupervisionsArgs } from '../generated/resolvers.ts';
import { Supervision } from './supervision.ts';

const order: readonly SortKey[] = [
  { expression: 's.since', direction: 'desc', type: 'timestamptz' },
  { expression: 's.id', direction: 'desc', type: 'uuid' },
];

/** Supervisions of cases that exist for the caller, the newest first. */
export const listSupervisions = async (
  context: Context,
  { filter, ...args }: Partial<QuerySupervisionsArgs>,
): Promise<Supervisions> => {
  const page = readPage(args, context.locale, order.length);
  const params: unknown[] = [];
  const bind = (value: unknown) => {
    params.push(value);
    return `$${String(params.length)}`;
  };
  const area = filter?.areaCode ?? null;
  if (area !== null && !context.areas.find(area)) {
    throw badArgument(context.locale, { zh: '没有此行政区划。', en: 'There is no such area.' });
  }
  const parts = [
    caseReachSql(context.caseReach, params),
    ...(area === null ? [] : [`c.area_code = any(${bind(context.areas.withDescendants(area))}::text[])`]),
    ...(filter?.level ? [`s.level = ${bind(filter.level)}`] : []),
    ...(typeof filter?.open === 'boolean' ? [`s.lifted_at is ${filter.open ? '' : 'not '}null`] : []),
  ];
  const from = `from case_supervision s join case_file c on c.id = s.case_id where ${parts.join(' and ')}`;
  const total = await countUpTo(context.sql, `select 1 ${from}`, [...params]);
  const rows = await context.sql(
    `select s.id::text as id, s.since::text as since ${from} and ${keysetSql(order, page.after, params)}
     order by ${orderBySql(order)} limit ${String(page.first + 1)}`,
    params,
  );
  const ids = rows.map((row) => row.id as string);
  const found = await context.em.find(Supervision, { id: { $in: ids } }, { disableIdentityMap: true });
  const byId = new Map(found.map((supervision) => [supervision.id, supervision]));
  const since = new Map(rows.map((row) => [row.id as string, row.since as string]));
  const all = ids.flatMap((id) => byId.get(id) ?? []);
  return toConnection(all, page.first, ({ id }) => [since.get(id), id], total);
};

/** The supervision that a case is under. */
export const loadSupervision = (context: Context, caseId: string): Promise<Supervision | null> =>
  context.batches.load('Case.supervision', null, caseId, async (ids) => {
    const open = await context.em.find(
      Supervision,
      { caseId: { $in: [...ids] }, liftedAt: null },
      { disableIdentityMap: true },
    );
    return oneByKey(ids, open, (supervision) => supervision.caseId);
  });

export type Supervisions = Connection<Supervision>;
