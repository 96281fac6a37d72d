import type { SqlExecutor } from '@gridloom/messaging';

import { badArgument, limitExceeded } from './errors.ts';
import type { Locale } from './locale.ts';

/** Page size when none is asked for, and the most that is given. */
export const DEFAULT_PAGE = 20;
export const MAX_PAGE = 100;

/** Totals are counted up to here where no kept count answers. */
export const COUNT_LIMIT = 10_000;

export interface PageArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** A page to read: how many rows, and the sort key of the row before it (`null`: from the start). */
export interface Page {
  readonly first: number;
  readonly after: readonly unknown[] | null;
}

export interface Connection<T> {
  readonly edges: { readonly node: T; readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount?: number;
  readonly totalCountIsExact?: boolean;
}

const encode = (key: readonly unknown[]) => Buffer.from(JSON.stringify(key)).toString('base64url');

const decode = (cursor: string): readonly unknown[] | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Checks the arguments of a list.
 * @throws Refused LIMIT_EXCEEDED for a size out of 1 … {@link MAX_PAGE}, BAD_USER_INPUT for a cursor that is none of ours
 */
export const readPage = (args: PageArgs, locale: Locale, keyLength: number): Page => {
  const first = args.first ?? DEFAULT_PAGE;
  if (first < 1 || first > MAX_PAGE) {
    throw limitExceeded(locale, {
      zh: `first 须在 1 到 ${String(MAX_PAGE)} 之间，收到 ${String(first)}。`,
      en: `first must be between 1 and ${String(MAX_PAGE)}, got ${String(first)}.`,
    });
  }
  if (args.after === null || args.after === undefined) return { first, after: null };
  const after = decode(args.after);
  if (after?.length !== keyLength) {
    throw badArgument(locale, {
      zh: 'after 不是本列表返回的 endCursor。',
      en: 'after is not an endCursor of this list.',
    });
  }
  return { first, after };
};

/** Makes a connection of `first + 1` rows read; `keyOf` gives a row's sort key, JSON values only. */
export const toConnection = <T>(
  rows: readonly T[],
  first: number,
  keyOf: (row: T) => readonly unknown[],
  total?: { readonly count: number; readonly exact: boolean },
): Connection<T> => {
  const edges = rows.slice(0, first).map((node) => ({ node, cursor: encode(keyOf(node)) }));
  return {
    edges,
    pageInfo: { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null },
    ...(total ? { totalCount: total.count, totalCountIsExact: total.exact } : {}),
  };
};

export interface SortKey {
  /** SQL expression; never null. */
  readonly expression: string;
  readonly direction: 'asc' | 'desc';
  /** SQL type of the expression, for the cursor's value. */
  readonly type: string;
}

/** `order by` for a keyset. */
export const orderBySql = (keys: readonly SortKey[]): string =>
  keys.map((key) => `${key.expression} ${key.direction}`).join(', ');

/** The condition "after this cursor" for a keyset, its values appended to `params`; `true` from the start. */
export const keysetSql = (keys: readonly SortKey[], after: readonly unknown[] | null, params: unknown[]): string => {
  if (!after) return 'true';
  const values = keys.map((key, index) => {
    params.push(after[index]);
    return `$${String(params.length)}::${key.type}`;
  });
  const parts = keys.map((key, index) => {
    const equal = keys.slice(0, index).map((other, at) => `${other.expression} = ${values[at] ?? 'null'}`);
    return [...equal, `${key.expression} ${key.direction === 'asc' ? '>' : '<'} ${values[index] ?? 'null'}`].join(
      ' and ',
    );
  });
  return `(${parts.map((part) => `(${part})`).join(' or ')})`;
};

/** Counts rows of `select 1 from … where …` up to {@link COUNT_LIMIT}. */
export const countUpTo = async (
  sql: SqlExecutor,
  select: string,
  params: readonly unknown[],
): Promise<{ readonly count: number; readonly exact: boolean }> => {
  const rows = await sql(`select count(*)::int as n from (${select} limit ${String(COUNT_LIMIT + 1)}) counted`, params);
  const n = rows[0]?.n as number;
  return n > COUNT_LIMIT ? { count: COUNT_LIMIT, exact: false } : { count: n, exact: true };
};

/**
 * The first rows of a list for each of many parents in one statement.
 * @param select `select … from child where child.parent_id = parent.id and …`, without `limit`; may use `$2`… from `params`
 * @returns rows by parent, at most `first + 1` each
 */
export const pagesByParent = async (
  sql: SqlExecutor,
  parents: { readonly ids: readonly string[]; readonly type: 'uuid' | 'text' },
  select: string,
  params: readonly unknown[],
  first: number,
): Promise<Map<string, Record<string, unknown>[]>> => {
  const rows = await sql(
    `select parent.id::text as parent_key, page.* from unnest($1::${parents.type}[]) as parent(id)
     cross join lateral (${select} limit ${String(first + 1)}) page`,
    [parents.ids, ...params],
  );
  const pages = new Map<string, Record<string, unknown>[]>(parents.ids.map((id) => [id, []]));
  for (const row of rows) pages.get(row.parent_key as string)?.push(row);
  return pages;
};
