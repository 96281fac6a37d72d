import {
  badArgument,
  type Connection,
  countUpTo,
  keysetSql,
  oneByKey,
  orderBySql,
  type PageArgs,
  readByIds,
  readRows,
  readCounters,
  readPage,
  type SortKey,
  toConnection,
} from '@gridloom/service-kit';
import { parseAreaCode } from '@gridloom/standards';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { Grid, type GridKind, type GridLevel } from './grid.ts';

/** Grids are public by name: whoever asks gets them. */
export const loadGrid = (context: Context, id: string): Promise<Grid | null> =>
  isUuid(id)
    ? context.batches.load('Grid', null, id.toLowerCase(), async (ids) =>
        oneByKey(ids, await readByIds(context.em, Grid, ids), (row) => row.id),
      )
    : Promise.resolve(null);

/** Grids in the order of their ids, as far as they are there. */
export const loadGridList = async (context: Context, ids: readonly string[]): Promise<Grid[]> => {
  const grids = await Promise.all(ids.map((id) => loadGrid(context, id)));
  return grids.filter((grid) => grid !== null);
};

/** The grids of a current assignment of the caller. */
export const listMyGrids = (context: Context): Promise<Grid[]> => {
  if (context.caller.kind === 'anonymous') return Promise.resolve([]);
  return context.batches.load('myGrids', null, context.caller.accountId, async (accountIds) => {
    const rows = await context.sql(
      `select distinct w.account_id, a.grid_id from grid_assignment a join grid_worker w on w.id = a.grid_worker_id
       where w.account_id = any($1::uuid[]) and a.since <= $2::date and (a.until is null or a.until > $2::date)`,
      [accountIds, context.today],
    );
    const grids = await readRows(
      context.em,
      Grid,
      'where t.id = any($1::uuid[]) order by t.area_code, t.sort_key, t.id',
      [rows.map((row) => row.grid_id)],
    );
    return accountIds.map((accountId) => {
      const ids = new Set(rows.filter((row) => row.account_id === accountId).map((row) => row.grid_id));
      return grids.filter((grid) => ids.has(grid.id) && grid.isValidOn(context.today));
    });
  });
};

export interface GridFilter {
  readonly areaCode?: string | null | undefined;
  readonly kind?: GridKind | null | undefined;
  readonly level?: GridLevel | null | undefined;
  readonly text?: string | null | undefined;
}

const keys: readonly SortKey[] = [
  { expression: 'g.area_code', direction: 'asc', type: 'text' },
  { expression: 'g.sort_key', direction: 'asc', type: 'text collate "C"' },
  { expression: 'g.id', direction: 'asc', type: 'uuid' },
];

const MAX_TEXT = 50;

/** Grids of today, by village and name. */
export const listGrids = async (
  context: Context,
  filter: GridFilter,
  args: PageArgs,
): Promise<Connection<Grid> & { readonly totalCount: number; readonly totalCountIsExact: boolean }> => {
  const { first, after } = readPage(args, context.locale, keys.length);
  const params: unknown[] = [context.today];
  const where = ['g.valid_from <= $1::date and (g.valid_until is null or g.valid_until > $1::date)'];
  const { areaCode, kind, level, text } = filter;
  if (!isAbsent(areaCode)) {
    const parsed = parseAreaCode(areaCode);
    if (!parsed.ok)
      throw badArgument(context.locale, {
        zh: `areaCode：${parsed.explanation.zh}`,
        en: `areaCode: ${parsed.explanation.en}`,
      });
    if (!context.areas.isRoot(areaCode)) {
      params.push(context.areas.withDescendants(areaCode));
      where.push(`g.area_code = any($${params.length}::text[])`);
    }
  }
  if (!isAbsent(kind)) where.push(`g.kind = $${params.push(kind)}`);
  if (!isAbsent(level)) where.push(`g.level = $${params.push(level)}`);
  if (!isAbsent(text) && text !== '') {
    if (text.length > MAX_TEXT)
      throw badArgument(context.locale, {
        zh: `text 最多 ${MAX_TEXT} 个字。`,
        en: `text has at most ${MAX_TEXT} characters.`,
      });
    where.push(`g.name like $${params.push(`%${text.replace(/[\\%_]/g, '\\$&')}%`)}`);
  }
  const counted = [...params];
  const condition = where.join(' and ');
  const keyset = keysetSql(keys, after, params);
  const [rows, total] = await Promise.all([
    context.sql(
      `select g.id from grid g where ${condition} and ${keyset} order by ${orderBySql(keys)} limit ${first + 1}`,
      params,
    ),
    countUpTo(context.sql, `select 1 from grid g where ${condition}`, counted),
  ]);
  const grids = await loadGridList(
    context,
    rows.map((row) => row.id as string),
  );
  return {
    ...toConnection(grids, first, (grid) => [grid.areaCode, grid.sortKey, grid.id]),
    totalCount: total.count,
    totalCountIsExact: total.exact,
  };
};

/** The kept figures of a grid or an area. */
export const loadFigures = (context: Context, subject: string): Promise<(metric: string) => number> =>
  context.batches.load('figures', null, subject, async (subjects) => {
    const figures = await readCounters(context.sql, subjects);
    return subjects.map((key) => figures.get(key) ?? (() => 0));
  });
