import {
  countUpTo,
  keysetSql,
  readCounters,
  readPage,
  toConnection,
  type Connection,
  type PageArgs,
  type SortKey,
  type SqlExecutor,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { Within } from './place-filter.ts';

export interface Listed {
  readonly totalCount: number;
  readonly totalCountIsExact: boolean;
}

interface ListQuery<T> {
  readonly table: 'resident' | 'household' | 'dwelling';
  readonly alias: string;
  readonly within: Within;
  /** Rows besides those of the places, e.g. of people for whom the caller's department keeps a record. */
  readonly besides?: string | undefined;
  /** Conditions on the alias; their values stand in `params`. */
  readonly where: readonly string[];
  readonly params: readonly unknown[];
  /** The last one is the id. */
  readonly keys: readonly SortKey[];
  /** Kept figures that answer the total, where nothing else narrows the list. */
  readonly countedBy?: readonly string[] | undefined;
  readonly load: (id: string) => Promise<T | null>;
}

/** Villages and communities of a place: rows lie in these, never in a township. */
const villagesOf = ({ areas }: Context, { all, areaCodes }: Within): string[] => {
  const codes = all ? areas.all().map(({ code }) => code) : areaCodes;
  return codes.filter((code) => areas.find(code)?.level === 'VILLAGE');
};

/** The total by kept figures: of villages or of grids, which never overlap among themselves. */
const keptTotal = async (
  sql: SqlExecutor,
  subjects: readonly string[],
  metrics: readonly string[],
): Promise<number> => {
  const figures = await readCounters(sql, subjects);
  let total = 0;
  for (const of of figures.values()) for (const metric of metrics) total += of(metric);
  return total;
};

/**
 * A page of people or housing within a place. Each village and each grid gives its own first rows from its own index, and the
 * first of those are the page: what it costs grows with the number of villages, not with the people in them.
 */
export const pageWithin = async <T>(
  context: Context,
  args: PageArgs,
  query: ListQuery<T>,
): Promise<Connection<T> & Listed> => {
  const { table, alias, within, where, keys } = query;
  const { first, after } = readPage(args, context.locale, keys.length);
  const villages = villagesOf(context, within);
  const params: unknown[] = [...query.params];
  const condition = where.length > 0 ? where.join(' and ') : 'true';
  const inAreas = villages.length > 0 ? `$${String(params.push(villages))}::text[]` : null;
  const inGrids = within.gridIds.length > 0 ? `$${String(params.push(within.gridIds))}::uuid[]` : null;
  const counted = [...params];
  const keyset = keysetSql(keys, after, params);
  const limit = String(first + 1);
  const columns = keys.map(({ expression }, index) => `${expression} as k${String(index)}`).join(', ');
  const order = (expressionOf: (key: SortKey, index: number) => string) =>
    keys.map((key, index) => `${expressionOf(key, index)} ${key.direction}`).join(', ');
  const rowsOf = (place: string) =>
    `select ${columns} from ${table} ${alias} where ${place} and ${condition} and ${keyset}
     order by ${order(({ expression }) => expression)} limit ${limit}`;
  const notInAreas = inAreas === null ? '' : ` and ${alias}.area_code <> all(${inAreas})`;
  const branches = [
    ...(inAreas === null
      ? []
      : [
          `select p.* from unnest(${inAreas}) as place (code) cross join lateral (${rowsOf(`${alias}.area_code = place.code`)}) p`,
        ]),
    ...(inGrids === null
      ? []
      : [
          `select p.* from unnest(${inGrids}) as place (id) cross join lateral (${rowsOf(`${alias}.grid_id = place.id${notInAreas}`)}) p`,
        ]),
    ...(query.besides === undefined ? [] : [`(${rowsOf(query.besides)})`]),
  ];
  const keyOf = (row: Readonly<Record<string, unknown>>) => keys.map((_, index) => row[`t${String(index)}`]);
  if (branches.length === 0) return { ...toConnection<T>([], first, () => []), totalCount: 0, totalCountIsExact: true };
  const texts = keys.map((_, index) => `k${String(index)}::text as t${String(index)}`).join(', ');
  const places = [
    ...(inAreas === null ? [] : [`${alias}.area_code = any(${inAreas})`]),
    ...(inGrids === null ? [] : [`${alias}.grid_id = any(${inGrids})`]),
    ...(query.besides === undefined ? [] : [query.besides]),
  ];
  const isKept = query.countedBy !== undefined && branches.length === 1 && query.besides === undefined;
  const [rows, total] = await Promise.all([
    context.sql(
      `select ${texts} from (${branches.join(' union all ')}) x order by ${order((_, index) => `k${String(index)}`)} limit ${limit}`,
      params,
    ),
    isKept
      ? keptTotal(context.sql, inAreas === null ? within.gridIds : villages, query.countedBy ?? []).then((count) => ({
          count,
          exact: true,
        }))
      : countUpTo(
          context.sql,
          `select 1 from ${table} ${alias} where (${places.join(' or ')}) and ${condition}`,
          counted,
        ),
  ]);
  const { edges, pageInfo } = toConnection(rows, first, keyOf);
  const nodes = await Promise.all(edges.map(({ node }) => query.load(node[`t${String(keys.length - 1)}`] as string)));
  return {
    pageInfo,
    edges: edges.flatMap(({ cursor }, index) => {
      const node = nodes[index];
      return node === null || node === undefined ? [] : [{ cursor, node }];
    }),
    totalCount: total.count,
    totalCountIsExact: total.exact,
  };
};
