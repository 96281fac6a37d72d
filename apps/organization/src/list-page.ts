import {
  countUpTo,
  keysetSql,
  orderBySql,
  pagesByParent,
  readPage,
  toConnection,
  type PageArgs,
  type SortKey,
} from '@gridloom/service-kit';

import type { Context } from './context.ts';

/** A page of a list; how many there are in all is counted only when it is asked for. */
export interface ListPage<T> {
  readonly edges: { readonly node: T; readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly count: () => Promise<number>;
}

/** Adds a value to a statement's parameters and gives its place, e.g. `$2`. */
export type Bind = (value: unknown) => string;

/** A list: rows of one table under the alias `t`, in the order of `keys`, each loaded by its id. */
export interface List<T> {
  /** Unique among lists. */
  readonly name: string;
  readonly table: string;
  /** Column of the id by which `load` finds a row. */
  readonly id: string;
  readonly keys: readonly SortKey[];
  readonly load: (context: Context, id: string) => Promise<T | null>;
}

/** Conditions on `t`, values by `bind`. */
export type Filter = (bind: Bind) => readonly (string | undefined)[];

type Row = Readonly<Record<string, unknown>>;

const binder =
  (params: unknown[]): Bind =>
  (value) =>
    `$${params.push(value)}`;

const conditionsOf = (filter: Filter, params: unknown[]) =>
  ['true', ...filter(binder(params)).filter((condition) => condition !== undefined)].join(' and ');

const columnsOf = <T>({ id, keys }: List<T>) =>
  [`t.${id} as id`, ...keys.map(({ expression }, index) => `${expression} as key_${index}`)].join(', ');

const pageOf = async <T>(
  context: Context,
  list: List<T>,
  rows: readonly Row[],
  first: number,
  count: () => Promise<number>,
): Promise<ListPage<T>> => {
  const { edges, pageInfo } = toConnection(rows, first, (row) => list.keys.map((_, index) => row[`key_${index}`]));
  const nodes = await Promise.all(edges.map(({ node }) => list.load(context, node.id as string)));
  return {
    edges: edges.flatMap(({ cursor }, index) => {
      const node = nodes[index];
      return node == null ? [] : [{ node, cursor }];
    }),
    pageInfo,
    count,
  };
};

/** A page of a list at the root of the graph: two statements, one more for the count. */
export const readList = async <T>(
  context: Context,
  list: List<T>,
  args: PageArgs,
  filter: Filter,
): Promise<ListPage<T>> => {
  const { first, after } = readPage(args, context.locale, list.keys.length);
  const params: unknown[] = [];
  const where = `${conditionsOf(filter, params)} and ${keysetSql(list.keys, after, params)}`;
  const rows = await context.sql(
    `select ${columnsOf(list)} from ${list.table} t where ${where} order by ${orderBySql(list.keys)} limit ${first + 1}`,
    params,
  );
  return pageOf(context, list, rows, first, async () => {
    const counted: unknown[] = [];
    const select = `select 1 from ${list.table} t where ${conditionsOf(filter, counted)}`;
    return (await countUpTo(context.sql, select, counted)).count;
  });
};

/** Which rows belong to a parent: those whose column holds its id. */
export interface Parent {
  readonly id: string;
  readonly column: string;
  readonly type: 'uuid' | 'text';
}

/**
 * A page of a list under one of many parents; the statements are the same few for all parents that are asked for at once.
 * `args` are all arguments that the filter depends on.
 */
export const readListOf = async <T>(
  context: Context,
  list: List<T>,
  parent: Parent,
  args: PageArgs,
  filter: Filter = () => [],
): Promise<ListPage<T>> => {
  const { first, after } = readPage(args, context.locale, list.keys.length);
  const name = `${list.name} by ${parent.column}`;
  const belongs = `t.${parent.column} = parent.id`;
  const rows = await context.batches.load(name, args, parent.id, async (ids) => {
    const params: unknown[] = [ids];
    const where = `${belongs} and ${conditionsOf(filter, params)} and ${keysetSql(list.keys, after, params)}`;
    const select = `select ${columnsOf(list)} from ${list.table} t where ${where} order by ${orderBySql(list.keys)}`;
    const pages = await pagesByParent(context.sql, { ids, type: parent.type }, select, params.slice(1), first);
    return ids.map((id) => pages.get(id) ?? []);
  });
  const count = () =>
    context.batches.load(`count of ${name}`, args, parent.id, async (ids) => {
      const params: unknown[] = [ids];
      const where = `${belongs} and ${conditionsOf(filter, params)}`;
      const counts = await context.sql(
        `select parent.id::text as id, (select count(*)::int from ${list.table} t where ${where}) as n
         from unnest($1::${parent.type}[]) as parent(id)`,
        params,
      );
      const byId = new Map(counts.map((row) => [row.id, row.n as number]));
      return ids.map((id) => byId.get(id) ?? 0);
    });
  return pageOf(context, list, rows, first, count);
};

/** Order by name, the same on every machine. */
export const byName: readonly SortKey[] = [
  { expression: 't.name collate "C"', direction: 'asc', type: 'text' },
  { expression: 't.id', direction: 'asc', type: 'uuid' },
];

/** Order by a day, the latest first or last. */
export const byDay = (column: string, direction: SortKey['direction']): readonly SortKey[] => [
  { expression: `t.${column}`, direction, type: 'date' },
  { expression: 't.id', direction, type: 'uuid' },
];

/** The condition that a row's area is `areaCode` or lies below it. */
export const withinArea = (bind: Bind, areaCode: string | null | undefined): string | undefined => {
  if (areaCode == null) return undefined;
  const code = bind(areaCode);
  return `t.area_code in (select code from area where code = ${code} or ${code} = any(ancestors))`;
};

/** The condition that a row's name has these words. */
export const hasWords = (bind: Bind, text: string | null | undefined): string | undefined =>
  text == null || text === '' ? undefined : `strpos(t.name, ${bind(text)}) > 0`;

/** The condition that a column has this value, if one is asked for. */
export const equals = (bind: Bind, column: string, value: string | null | undefined): string | undefined =>
  value == null ? undefined : `t.${column} = ${bind(value)}`;
