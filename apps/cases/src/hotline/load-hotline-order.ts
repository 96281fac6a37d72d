import {
  countUpTo,
  keysetSql,
  oneByKey,
  orderBySql,
  readPage,
  toConnection,
  type Connection,
  type PageArgs,
  type SortKey,
} from '@gridloom/service-kit';

import { caseReachSql } from '../case/case-reach.ts';
import { loadCase } from '../case/load-case.ts';
import type { Context } from '../context.ts';
import type { HotlineOrderFilter } from '../generated/resolvers.ts';
import { HotlineOrder } from './hotline-order.ts';

const load = (context: Context, key: 'id' | 'caseId' | 'upstreamNumber', value: string): Promise<HotlineOrder | null> =>
  context.batches.load('HotlineOrder', key, value, async (values) => {
    const rows = await context.em.find(HotlineOrder, { [key]: { $in: [...values] } }, { disableIdentityMap: true });
    return oneByKey(values, rows, (row) => row[key]);
  });

/** The order that became a case; the case exists for the caller. */
export const loadOrderOfCase = (context: Context, caseId: string) => load(context, 'caseId', caseId);

/** An order by its number upstream or id, if its case exists for the caller. */
export const loadOrder = async (context: Context, key: 'id' | 'upstreamNumber', value: string) => {
  const order = await load(context, key, value);
  return order && (await loadCase(context, order.caseId)) ? order : null;
};

const order: readonly SortKey[] = [
  { expression: 'h.upstream_due_at', direction: 'asc', type: 'timestamptz' },
  { expression: 'h.id', direction: 'asc', type: 'uuid' },
];

/** Orders of the hotline, the nearest deadline upstream first. */
export const listHotlineOrders = async (
  context: Context,
  args: PageArgs & { readonly filter?: HotlineOrderFilter | null | undefined },
): Promise<Connection<HotlineOrder>> => {
  const page = readPage(args, context.locale, order.length);
  const { areaCode, answered, dueBefore } = args.filter ?? {};
  const params: unknown[] = [];
  const bind = (value: unknown) => {
    params.push(value);
    return `$${String(params.length)}`;
  };
  const parts = [caseReachSql(context.caseReach, params)];
  if (areaCode) parts.push(`h.area_code = any(${bind(context.areas.withDescendants(areaCode))}::text[])`);
  if (typeof answered === 'boolean') parts.push(`h.answered_at is ${answered ? 'not ' : ''}null`);
  if (dueBefore) parts.push(`h.upstream_due_at < ${bind(dueBefore.toISOString())}::timestamptz`);
  const from = `from hotline_order h join case_file c on c.id = h.case_id where ${parts.join(' and ')}`;
  const total = countUpTo(context.sql, `select 1 ${from}`, [...params]);
  const rows = await context.sql(
    `select h.id::text, h.upstream_due_at::text as due ${from} and ${keysetSql(order, page.after, params)}
     order by ${orderBySql(order)} limit ${String(page.first + 1)}`,
    params,
  );
  const ids = rows.map(({ id }) => id as string);
  const found = await context.em.find(HotlineOrder, { id: { $in: ids } }, { disableIdentityMap: true });
  const dueOf = new Map(rows.map((row) => [row.id as string, row.due as string]));
  const byId = new Map(found.map((row) => [row.id, row]));
  const nodes = ids.flatMap((id) => byId.get(id) ?? []);
  return toConnection(nodes, page.first, (row) => [dueOf.get(row.id) ?? '', row.id], await total);
};
