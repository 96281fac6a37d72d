import {
  keysetSql,
  orderBySql,
  pagesByParent,
  readPage,
  toConnection,
  type PageArgs,
  type SortKey,
} from '@gridloom/service-kit';
import type { EntityClass, EntityDictionary } from '@mikro-orm/core';

import type { Context } from './context.ts';

type Row = Record<string, unknown>;

/** Rows of plain SQL as entities. */
export const entitiesOf = <T extends object>(context: Context, entity: EntityClass<T>, rows: readonly Row[]): T[] =>
  rows.map(({ parent_key: _parentKey, ...row }) => context.em.map(entity, row as EntityDictionary<T>));

/** A list below a parent, e.g. the meetings of a society. */
export interface ChildList<T extends object> {
  /** Also the name of the batch. */
  readonly name: string;
  readonly entity: EntityClass<T>;
  readonly parentType: 'uuid' | 'text';
  /** Table and conditions, e.g. `council_meeting m where m.society_id = parent.id`; may append to `params`. */
  readonly from: (params: unknown[]) => string;
  /** The row's alias in `from`. */
  readonly alias: string;
  readonly sort: readonly SortKey[];
  readonly keyOf: (row: T) => readonly unknown[];
}

const loadPages = async <T extends object>(
  context: Context,
  list: ChildList<T>,
  parents: readonly string[],
  page: { readonly first: number; readonly after: readonly unknown[] | null },
): Promise<T[][]> => {
  const params: unknown[] = [parents];
  const select = `select ${list.alias}.* from ${list.from(params)}
    and ${keysetSql(list.sort, page.after, params)} order by ${orderBySql(list.sort)}`;
  const rows = await pagesByParent(
    context.sql,
    { ids: parents, type: list.parentType },
    select,
    params.slice(1),
    page.first,
  );
  return parents.map((id) => entitiesOf(context, list.entity, rows.get(id) ?? []));
};

/** A page of a list below a parent; one statement for all parents of the same arguments. */
export const childPage = async <T extends object>(
  context: Context,
  list: ChildList<T>,
  parent: string,
  args: PageArgs,
  variant: unknown = null,
) => {
  const page = readPage(args, context.locale, list.sort.length);
  const rows = await context.batches.load(list.name, [page, variant], parent, (parents) =>
    loadPages(context, list, parents, page),
  );
  return toConnection(rows, page.first, list.keyOf);
};

/** How many rows a list has below a parent, counted up to `limit`; one statement for all parents. */
export const childCount = (
  context: Context,
  list: Pick<ChildList<object>, 'name' | 'parentType' | 'from'>,
  parent: string,
  limit: number,
  variant: unknown = null,
): Promise<number> =>
  context.batches.load(`${list.name} count`, variant, parent, async (parents) => {
    const params: unknown[] = [parents];
    const from = list.from(params);
    const rows = await context.sql(
      `select parent.id::text as id,
         (select count(*)::int from (select 1 from ${from} limit ${String(limit + 1)}) counted) as n
       from unnest($1::${list.parentType}[]) as parent(id)`,
      params,
    );
    const counts = new Map(rows.map((row) => [row.id as string, row.n as number]));
    return parents.map((id) => counts.get(id) ?? 0);
  });
