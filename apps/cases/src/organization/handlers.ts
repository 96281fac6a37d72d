import {
  applyToView,
  oneByKey,
  orderBySql,
  keysetSql,
  readPage,
  toConnection,
  type Connection,
  type PageArgs,
  type SortKey,
} from '@gridloom/service-kit';

import { shanghaiDay } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';

/** An organization as this subgraph knows it from its state topic. */
export interface Handler {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly areaCode: string;
}

/** Writes states of organizations into `organization_view`. */
export const applyOrganizations = applyToView({
  table: 'organization_view',
  key: 'id',
  keyType: 'uuid',
  columns: {
    name: { field: 'name', type: 'text' },
    kind: { field: 'kind', type: 'text' },
    area_code: { field: 'areaCode', type: 'text' },
    handles_cases: { field: 'handlesCases', type: 'boolean' },
    dissolved_on: { field: 'dissolvedOn', type: 'date' },
  },
});

const handlerOf = (row: Record<string, unknown>): Handler => ({
  id: row.id as string,
  name: row.name as string,
  kind: row.kind as string,
  areaCode: row.area_code as string,
});

/** An organization, whatever it does; null where it is not known. One statement for all that are asked for at once. */
export const loadOrganization = (context: Context, id: string): Promise<Handler | null> =>
  context.batches.load('Organization', null, id, async (ids) => {
    const rows = await context.sql(
      'select id::text, name, kind, area_code from organization_view where id = any($1::uuid[])',
      [ids],
    );
    return oneByKey(ids, rows.map(handlerOf), (row) => row.id);
  });

/** Those of the ids that handle cases now and are responsible for the area or one above it. */
export const findHandlersFor = async (
  context: Context,
  areaCode: string,
  ids: readonly string[],
): Promise<Map<string, Handler>> => {
  const rows = await context.sql(
    `select id::text, name, kind, area_code from organization_view
     where id = any($1::uuid[]) and handles_cases and (dissolved_on is null or dissolved_on > $2::date)
       and area_code = any($3::text[])`,
    [ids.filter(isUuid), shanghaiDay(context.now()), context.areas.withAncestors(areaCode)],
  );
  return new Map(rows.map(handlerOf).map((handler) => [handler.id, handler]));
};

const order: readonly SortKey[] = [
  { expression: 'length(o.area_code)', direction: 'desc', type: 'int' },
  { expression: 'o.name collate "C"', direction: 'asc', type: 'text' },
  { expression: 'o.id', direction: 'asc', type: 'uuid' },
];

/** Bodies that handle cases of an area: its own first, then those of the areas above. */
export const listHandlers = async (
  context: Context,
  areaCode: string,
  args: PageArgs,
): Promise<Connection<Handler>> => {
  const page = readPage(args, context.locale, order.length);
  const fixed = [context.areas.withAncestors(areaCode), shanghaiDay(context.now())];
  const where = `o.handles_cases and o.area_code = any($1::text[]) and (o.dissolved_on is null or o.dissolved_on > $2::date)`;
  const params: unknown[] = [...fixed];
  const [rows, [count]] = await Promise.all([
    context.sql(
      `select o.id::text, o.name, o.kind, o.area_code from organization_view o
       where ${where} and ${keysetSql(order, page.after, params)} order by ${orderBySql(order)} limit ${String(page.first + 1)}`,
      params,
    ),
    context.sql(`select count(*)::int as total from organization_view o where ${where}`, fixed),
  ]);
  const total = { count: count?.total as number, exact: true };
  return toConnection(rows.map(handlerOf), page.first, (row) => [row.areaCode.length, row.name, row.id], total);
};
