import {
  COUNT_LIMIT,
  countUpTo,
  keysetSql,
  orderBySql,
  pagesByParent,
  readPage,
  toConnection,
  type PageArgs,
  type SortKey,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { orderReachSql, ownOrderSql, type OrderReach } from './order-reach.ts';
import { orderView, type ServiceOrderView } from './order-view.ts';
import type { ServiceOrderStatus } from './service-order.ts';

const latestFirst: readonly SortKey[] = [
  { expression: 'o.posted_at', direction: 'desc', type: 'timestamptz' },
  { expression: 'o.id', direction: 'desc', type: 'uuid' },
];

const keyOf = (order: ServiceOrderView) => [order.postedAt.toISOString(), order.id];

export interface OrderFilter {
  readonly areaCode?: string | null | undefined;
  readonly status?: ServiceOrderStatus | null | undefined;
}

const listWhere = async (
  context: Context,
  args: PageArgs,
  accountId: string | null,
  where: string,
  params: unknown[],
) => {
  const page = readPage(args, context.locale, latestFirst.length);
  const total = await countUpTo(context.sql, `select 1 from service_order o where ${where}`, [...params]);
  const after = keysetSql(latestFirst, page.after, params);
  const own = ownOrderSql(accountId, 'o', params);
  const rows = await context.sql(
    `select o.*, ${own} as own from service_order o where ${where} and ${after}
     order by ${orderBySql(latestFirst)} limit ${String(page.first + 1)}`,
    params,
  );
  return {
    ...toConnection(rows.map(orderView), page.first, keyOf),
    totalCount: total.count,
    totalCountIsExact: total.exact,
  };
};

/** The orders that exist for the caller. */
export const listOrders = async (context: Context, { areaCode, status, ...args }: OrderFilter & PageArgs) => {
  const reach = await context.orderReach();
  const params: unknown[] = [];
  const where = [
    orderReachSql(reach, 'o', params),
    ...(areaCode == null
      ? []
      : [`o.area_code = any($${String(params.push(context.areas.withDescendants(areaCode)))}::text[])`]),
    ...(status == null ? [] : [`o.status = $${String(params.push(status))}`]),
  ].join(' and ');
  return listWhere(context, args, reach.accountId, where, params);
};

/** The orders that the caller posted or claimed. */
export const listOwnOrders = async (context: Context, args: PageArgs) => {
  const { accountId } = await context.orderReach();
  const params: unknown[] = [];
  return listWhere(context, args, accountId, ownOrderSql(accountId, 'o', params), params);
};

const pagesOf = async (
  context: Context,
  reach: OrderReach,
  parents: readonly string[],
  column: 'society_id' | 'case_id',
  first: number,
  after: readonly unknown[] | null,
): Promise<ServiceOrderView[][]> => {
  const params: unknown[] = [parents];
  const own = ownOrderSql(reach.accountId, 'o', params);
  const visible = orderReachSql(reach, 'o', params);
  const select = `select o.*, ${own} as own from service_order o
    where o.${column} = parent.id and ${visible} and ${keysetSql(latestFirst, after, params)}
    order by ${orderBySql(latestFirst)}`;
  const pages = await pagesByParent(context.sql, { ids: parents, type: 'uuid' }, select, params.slice(1), first);
  return parents.map((id) => (pages.get(id) ?? []).map(orderView));
};

/** The orders posted in the name of a society: two statements for all societies of a request. */
export const listOrdersOfSociety = async (context: Context, societyId: string, args: PageArgs) => {
  const reach = await context.orderReach();
  const page = readPage(args, context.locale, latestFirst.length);
  const [rows, total] = await Promise.all([
    context.batches.load('Society.serviceOrders', page, societyId, (ids) =>
      pagesOf(context, reach, ids, 'society_id', page.first, page.after),
    ),
    context.batches.load('Society.serviceOrders count', null, societyId, async (ids) => {
      const params: unknown[] = [ids];
      const counts = await context.sql(
        `select parent.id, (select count(*)::int from (
             select 1 from service_order o where o.society_id = parent.id and ${orderReachSql(reach, 'o', params)}
             limit ${String(COUNT_LIMIT + 1)}) counted) as n
         from unnest($1::uuid[]) as parent(id)`,
        params,
      );
      const byId = new Map(counts.map((row) => [row.id as string, row.n as number]));
      return ids.map((id) => byId.get(id) ?? 0);
    }),
  ]);
  return {
    ...toConnection(rows, page.first, keyOf),
    totalCount: Math.min(total, COUNT_LIMIT),
    totalCountIsExact: total <= COUNT_LIMIT,
  };
};

const MOST_OF_A_CASE = 100;

/** The orders for a case, the latest first. */
export const listOrdersOfCase = async (context: Context, caseId: string): Promise<ServiceOrderView[]> => {
  const reach = await context.orderReach();
  const rows = await context.batches.load('Case.serviceOrders', null, caseId, (ids) =>
    pagesOf(context, reach, ids, 'case_id', MOST_OF_A_CASE, null),
  );
  return rows.slice(0, MOST_OF_A_CASE);
};
