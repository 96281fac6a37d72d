import {
  badArgument,
  countUpTo,
  reachSql,
  readPage,
  toConnection,
  type Connection,
  type PageArgs,
  type Reach,
  type ReachColumns,
} from '@gridloom/service-kit';
import { addDays, instantOn, parseAreaCode } from '@gridloom/standards';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { readPeriod } from '../figures/activity.ts';
import { isUuid } from '../ids.ts';

/** A page with how many rows there are, counted up to 10,000. */
export type CountedConnection<T> = Connection<T> & {
  readonly totalCount: number;
  readonly totalCountIsExact: boolean;
};

/** Gathers conditions and their values. */
export interface Conditions {
  readonly params: unknown[];
  /** Adds a value; gives its place, e.g. `$3`. */
  bind(value: unknown): string;
  add(condition: string): void;
  readonly sql: () => string;
}

export const conditions = (): Conditions => {
  const params: unknown[] = [];
  const parts: string[] = [];
  return {
    params,
    bind: (value) => `$${params.push(value)}`,
    add: (condition) => {
      parts.push(condition);
    },
    sql: () => (parts.length === 0 ? 'true' : parts.join(' and ')),
  };
};

export interface PlaceFilter {
  readonly areaCode?: string | null | undefined;
  readonly gridId?: string | null | undefined;
}

/** Rows of an area with all below it, or of a grid. @throws Refused for an area code that is none */
export const addPlace = (
  where: Conditions,
  context: Context,
  { areaCode, gridId }: PlaceFilter,
  columns: { readonly area: string; readonly grid: string },
): void => {
  if (!isAbsent(areaCode)) {
    const parsed = parseAreaCode(areaCode);
    if (!parsed.ok) {
      throw badArgument(context.locale, {
        zh: `areaCode：${parsed.explanation.zh}`,
        en: `areaCode: ${parsed.explanation.en}`,
      });
    }
    if (!context.areas.isRoot(areaCode)) {
      where.add(`${columns.area} = any(${where.bind(context.areas.withDescendants(areaCode))}::text[])`);
    }
  }
  if (!isAbsent(gridId)) addId(where, columns.grid, gridId);
};

/** Rows with an id in a column; an id that cannot be one finds nothing. */
export const addId = (where: Conditions, column: string, id: string | null | undefined): void => {
  if (isAbsent(id)) return;
  where.add(isUuid(id) ? `${column} = ${where.bind(id)}::uuid` : 'false');
};

/** Rows whose moment lies in a period of the county's days. @throws Refused for a period that ends before it begins */
export const addPeriod = (
  where: Conditions,
  context: Context,
  column: string,
  input: { readonly from?: string | null | undefined; readonly to?: string | null | undefined } | null | undefined,
): void => {
  const period = readPeriod(context, input);
  if (period?.from) where.add(`${column} >= ${where.bind(instantOn(period.from).toISOString())}::timestamptz`);
  if (period?.to) where.add(`${column} < ${where.bind(instantOn(addDays(period.to, 1)).toISOString())}::timestamptz`);
};

interface RowList<T> {
  readonly table: string;
  readonly where: Conditions;
  /** Two columns, both in the same direction: what it is sorted by, never null, and the id. */
  readonly sort: { readonly column: string; readonly type: 'timestamptz' | 'date'; readonly direction: 'asc' | 'desc' };
  readonly load: (id: string) => Promise<T | null>;
  readonly keyOf: (row: T) => readonly [string, string];
}

/** A page of the rows that the conditions leave, in three statements whatever its size. The table's alias is `t`. */
export const listRows = async <T>(
  context: Context,
  args: PageArgs,
  { table, where, sort, load, keyOf }: RowList<T>,
): Promise<CountedConnection<T>> => {
  const { first, after } = readPage(args, context.locale, 2);
  const counted = [...where.params];
  const condition = where.sql();
  const compare = sort.direction === 'asc' ? '>' : '<';
  const from = after
    ? ` and (${sort.column}, t.id) ${compare} (${where.bind(after[0])}::${sort.type}, ${where.bind(after[1])}::uuid)`
    : '';
  const [rows, total] = await Promise.all([
    context.sql(
      `select t.id from ${table} t where ${condition}${from}
       order by ${sort.column} ${sort.direction}, t.id ${sort.direction} limit ${first + 1}`,
      where.params,
    ),
    countUpTo(context.sql, `select 1 from ${table} t where ${condition}`, counted),
  ]);
  const loaded = (await Promise.all(rows.map((row) => load(row.id as string)))).filter((row) => row !== null);
  return {
    ...toConnection(loaded, first, keyOf),
    totalCount: total.count,
    totalCountIsExact: total.exact,
  };
};

/** Rows that a reach covers. */
export const addReach = (where: Conditions, reach: Reach, columns: ReachColumns): void => {
  where.add(reachSql(reach, columns, where.params));
};
