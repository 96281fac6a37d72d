import {
  badArgument,
  COUNT_LIMIT,
  countUpTo,
  keysetSql,
  orderBySql,
  pagesByParent,
  readCounters,
  readPage,
  toConnection,
  type Connection,
  type Page,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { CaseFilter, CaseOrder } from '../generated/resolvers.ts';
import { isUuid } from '../ids.ts';
import { statusMetric } from '../statistics/case-figures.ts';
import {
  asksForWordsAlone,
  caseFilterSql,
  caseSorts,
  prepareFilter,
  statusesAskedFor,
  wordsOfCount,
  wordsOfPage,
} from './case-filter.ts';
import { caseReachSql, coversArea } from './case-reach.ts';
import type { Case } from './case.ts';
import { estimateRows } from './estimate-rows.ts';
import type { FoundWords, WordsCondition } from './find-words.ts';
import { loadCase } from './load-case.ts';

export interface CaseListArgs {
  readonly filter?: CaseFilter | null | undefined;
  readonly orderBy?: CaseOrder | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

interface Total {
  readonly count: number;
  readonly exact: boolean;
}

/** A page of cases whose total is only counted when it is asked for. */
export interface CaseConnectionModel extends Pick<Connection<Case>, 'edges' | 'pageInfo'> {
  readonly total: () => Promise<Total>;
}

interface Row {
  readonly id: string;
  readonly key: string;
}

const DEFAULT_ORDER: CaseOrder = 'REPORTED_AT_DESC';

/** A cursor of this list names its order, so that one of another order is refused instead of misread. */
const readCasePage = (context: Context, args: CaseListArgs, order: CaseOrder): Page => {
  const page = readPage(args, context.locale, 3);
  if (!page.after) return page;
  const [cursorOrder, key, id] = page.after;
  const fits =
    cursorOrder === order &&
    typeof key === 'string' &&
    caseSorts[order].pattern.test(key) &&
    typeof id === 'string' &&
    isUuid(id);
  if (!fits) {
    throw badArgument(context.locale, {
      zh: 'after 不是此排序下返回的 endCursor。',
      en: 'after is not an endCursor of this list in this order.',
    });
  }
  return { first: page.first, after: [key, id] };
};

const rowOf = (row: Record<string, unknown>): Row => ({ id: row.id as string, key: row.sort_key as string });

/** Rows with their cases; a case that left the caller's reach between the two statements is left out. */
interface LoadedRow extends Row {
  readonly file: Case | null;
}

const loadRows = (context: Context, rows: readonly Row[]): Promise<LoadedRow[]> =>
  Promise.all(rows.map(async (row) => ({ ...row, file: await loadCase(context, row.id) })));

const connectionOf = (
  rows: readonly LoadedRow[],
  order: CaseOrder,
  first: number,
  total: () => Promise<Total>,
): CaseConnectionModel => {
  const page = toConnection(rows, first, (row) => [order, row.key, row.id]);
  let counted: Promise<Total> | undefined;
  return {
    edges: page.edges.flatMap(({ cursor, node }) => (node.file ? [{ node: node.file, cursor }] : [])),
    pageInfo: page.pageInfo,
    total: () => (counted ??= total()),
  };
};

const keyOf = (order: CaseOrder) => `${caseSorts[order].keys[0]?.expression ?? 'c.id'}::text as sort_key`;

const keptTotals = async (
  context: Context,
  filter: CaseFilter,
  subjects: readonly string[],
): Promise<Map<string, Total> | null> => {
  const statuses = statusesAskedFor(filter);
  if (!statuses) return null;
  const counters = await readCounters(context.sql, subjects);
  return new Map(
    [...counters].map(([subject, figure]) => [
      subject,
      { count: statuses.reduce((sum, status) => sum + figure(statusMetric(status)), 0), exact: true },
    ]),
  );
};

/** The area or grid whose kept figures answer the total of a root list; null where rows have to be counted. */
const subjectOf = (context: Context, filter: CaseFilter): string | null => {
  const { caseReach: reach, areas } = context;
  if (filter.gridId) return !filter.areaCode && (reach.all || reach.gridIds.has(filter.gridId)) ? filter.gridId : null;
  if (filter.areaCode) return coversArea(reach, areas, filter.areaCode) ? filter.areaCode : null;
  return reach.all ? (areas.all().find(({ parentCode }) => parentCode === null)?.code ?? null) : null;
};

/** Where other conditions leave so few cases, words are looked for in each of them. */
const FEW_LEFT = 20_000;

/** Up to 10,000; more where words are known to be in far more cases, without counting. */
const countCases = async (context: Context, filter: CaseFilter, words: FoundWords | null): Promise<Total> => {
  const reach = context.caseReach;
  const all = reach.all && asksForWordsAlone(filter);
  if (all && words) {
    if (!words.many) return { count: Math.min(words.ids.length, COUNT_LIMIT), exact: words.ids.length <= COUNT_LIMIT };
    if (words.beyondCount) return { count: COUNT_LIMIT, exact: false };
  }
  const count = (condition: WordsCondition | undefined) => {
    const params: unknown[] = [];
    const where = `${caseFilterSql(context, filter, params, condition)} and ${caseReachSql(reach, params)}`;
    return { select: `select 1 from case_file c where ${where}`, params };
  };
  const wordless = count(undefined);
  const few = words?.many && !all && (await estimateRows(context.sql, wordless.select, wordless.params)) < FEW_LEFT;
  const { select, params } = count(few ? wordsOfPage(words) : wordsOfCount(words));
  return countUpTo(context.sql, select, params);
};

/** Cases that exist for the caller. */
export const listCases = async (context: Context, args: CaseListArgs): Promise<CaseConnectionModel> => {
  const order = args.orderBy ?? DEFAULT_ORDER;
  const page = readCasePage(context, args, order);
  const filter = args.filter ?? {};
  const { keys } = caseSorts[order];
  const words = await prepareFilter(context, filter);
  const params: unknown[] = [];
  const where = `${caseFilterSql(context, filter, params, wordsOfPage(words))} and ${caseReachSql(context.caseReach, params)}`;
  const rows = await context.sql(
    `select c.id::text, ${keyOf(order)} from case_file c
     where ${where} and ${keysetSql(keys, page.after, params)} order by ${orderBySql(keys)} limit ${String(page.first + 1)}`,
    params,
  );
  return connectionOf(await loadRows(context, rows.map(rowOf)), order, page.first, async () => {
    const subject = subjectOf(context, filter);
    const kept = subject === null ? null : await keptTotals(context, filter, [subject]);
    const known = subject === null ? null : kept?.get(subject);
    if (known) return known;
    return countCases(context, filter, words);
  });
};

/** What cases are listed under. */
type ParentKind = 'Area' | 'Grid';

const parentSql: Readonly<Record<ParentKind, { readonly type: 'text' | 'uuid'; readonly where: string }>> = {
  Area: {
    type: 'text',
    where:
      'c.area_code in (select v.code from area_view v where v.code = parent.id or v.ancestors @> array[parent.id])',
  },
  Grid: { type: 'uuid', where: 'c.grid_id = parent.id' },
};

const covers = (context: Context, kind: ParentKind, id: string): boolean =>
  kind === 'Area'
    ? coversArea(context.caseReach, context.areas, id)
    : context.caseReach.all || context.caseReach.gridIds.has(id);

const loadTotal = (context: Context, kind: ParentKind, id: string, filter: CaseFilter): Promise<Total> =>
  context.batches.load(`${kind}.cases.total`, filter, id, async (ids) => {
    const plain = !filter.areaCode && !filter.gridId && ids.every((parent) => covers(context, kind, parent));
    const kept = plain ? await keptTotals(context, filter, ids) : null;
    if (kept) return ids.map((parent) => kept.get(parent) ?? { count: 0, exact: true });
    const words = await prepareFilter(context, filter);
    const params: unknown[] = [ids];
    const where = `${caseFilterSql(context, filter, params, wordsOfCount(words))} and ${caseReachSql(context.caseReach, params)}`;
    const rows = await context.sql(
      `select parent.id::text as id, (select count(*)::int from (select 1 from case_file c
         where ${parentSql[kind].where} and ${where} limit ${String(COUNT_LIMIT + 1)}) counted) as n
       from unnest($1::${parentSql[kind].type}[]) as parent(id)`,
      params,
    );
    const counts = new Map(rows.map((row) => [row.id as string, row.n as number]));
    return ids.map((parent) => {
      const n = counts.get(parent) ?? 0;
      return n > COUNT_LIMIT ? { count: COUNT_LIMIT, exact: false } : { count: n, exact: true };
    });
  });

/** The cases of an area (with all below it) or of a grid; one statement for all areas or grids that are asked for at once. */
export const listCasesOf = async (
  context: Context,
  kind: ParentKind,
  id: string,
  args: CaseListArgs,
): Promise<CaseConnectionModel | null> => {
  if (kind === 'Grid' && !isUuid(id)) return null;
  const order = args.orderBy ?? DEFAULT_ORDER;
  const page = readCasePage(context, args, order);
  const filter = args.filter ?? {};
  const rows = await context.batches.load(`${kind}.cases`, { filter, order, page }, id.toLowerCase(), async (ids) => {
    const { keys } = caseSorts[order];
    const words = await prepareFilter(context, filter);
    const params: unknown[] = [ids];
    const where = `${caseFilterSql(context, filter, params, wordsOfPage(words))} and ${caseReachSql(context.caseReach, params)}`;
    const select = `select c.id::text, ${keyOf(order)} from case_file c
      where ${parentSql[kind].where} and ${where} and ${keysetSql(keys, page.after, params)} order by ${orderBySql(keys)}`;
    const pages = await pagesByParent(
      context.sql,
      { ids, type: parentSql[kind].type },
      select,
      params.slice(1),
      page.first,
    );
    // all parents go on together, so that what is asked for next is asked for in one batch again
    return Promise.all(ids.map((parent) => loadRows(context, (pages.get(parent) ?? []).map(rowOf))));
  });
  return connectionOf(rows, order, page.first, () => loadTotal(context, kind, id.toLowerCase(), filter));
};
