import {
  type Connection,
  keysetSql,
  manyByKey,
  oneByKey,
  orderBySql,
  type PageArgs,
  reachSql,
  readByIds,
  readPage,
  type SortKey,
  toConnection,
} from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { metrics } from '../figures/metrics.ts';
import { loadGrid } from '../grid/load-grids.ts';
import type { Grid, GridKind } from '../grid/grid.ts';
import type { GridRole } from '../worker/grid-assignment.ts';
import { gridsWithinSql } from '../worker/worker-lists.ts';
import { StaffingRuleSet, type StaffingRule } from './staffing-rule.ts';

/** What a rule asks of a grid, and what is there. */
export interface StaffingNeed {
  readonly rule: StaffingRule;
  readonly required: number;
  readonly present: number;
  readonly missing: number;
}

export interface UnderstaffedGrid {
  readonly grid: Grid;
  readonly needs: readonly StaffingNeed[];
  readonly missing: number;
}

const ruleOf = (row: Readonly<Record<string, unknown>>): StaffingRule => ({
  position: row.position as number,
  label: row.label as string,
  roles: row.roles as GridRole[],
  gridKind: row.grid_kind as GridKind | null,
  minimum: row.minimum as number,
  householdsEach: row.households_each as number | null,
});

export const loadStaffingRuleSet = (context: Context, id: string): Promise<StaffingRuleSet | null> =>
  context.batches.load('StaffingRules', null, id, async (ids) =>
    oneByKey(ids, await readByIds(context.em, StaffingRuleSet, ids), (row) => row.id),
  );

/** The rules in force on a day; null where none had been set. */
export const findStaffingRules = async (context: Context, on: string): Promise<StaffingRuleSet | null> => {
  const [newest] = await context.em.find(
    StaffingRuleSet,
    { validFrom: { $lte: on } },
    { disableIdentityMap: true, orderBy: { validFrom: 'desc' }, limit: 1 },
  );
  return newest ?? null;
};

export const loadStaffingRulesOfSet = (context: Context, setId: string): Promise<StaffingRule[]> =>
  context.batches.load('StaffingRules.rules', null, setId, async (ids) => {
    const rows = await context.sql('select * from staffing_rule where set_id = any($1::uuid[]) order by position', [
      ids,
    ]);
    return manyByKey(ids, rows, (row) => row.set_id as string).map((ofSet) => ofSet.map(ruleOf));
  });

/**
 * Each basic grid of today with each rule that holds for it: `need (grid_id, position, required, present)`. The day is `$1`.
 * @param grids a condition on `g`
 */
const needs = (grids: string): string => `
  with rule as (
    select r.* from staffing_rule r
    where r.set_id = (select s.id from staffing_rule_set s where s.valid_from <= $1::date order by s.valid_from desc limit 1)
  ), place as (
    select g.id, g.kind, g.area_code, g.sort_key, coalesce(c.value, 0) as households
    from grid g left join counter c on c.subject = g.id::text and c.metric = '${metrics.households}'
    where g.level = 'BASIC' and g.valid_from <= $1::date and (g.valid_until is null or g.valid_until > $1::date) and ${grids}
  ), need as (
    select p.id as grid_id, p.area_code, p.sort_key, r.position, r.label, r.roles, r.grid_kind, r.minimum, r.households_each,
      greatest(r.minimum, coalesce(ceil(p.households::numeric / r.households_each), 0))::int as required,
      (select count(distinct a.grid_worker_id)::int from grid_assignment a
       where a.grid_id = p.id and a.role = any(r.roles) and a.absence_id is null
         and a.since <= $1::date and (a.until is null or a.until > $1::date)) as present
    from place p join rule r on r.grid_kind is null or r.grid_kind = p.kind
  )`;

const needOf = (row: Readonly<Record<string, unknown>>): StaffingNeed => {
  const [required, present] = [row.required as number, row.present as number];
  return { rule: ruleOf(row), required, present, missing: Math.max(0, required - present) };
};

/** What the rules of today ask of a grid; null outside the caller's territory. */
export const loadStaffingOfGrid = async (context: Context, grid: Grid): Promise<StaffingNeed[] | null> => {
  const needsOfGrid = await context.batches.load('Grid.staffing', null, grid.id, async (ids) => {
    const params: unknown[] = [context.today, ids];
    const within = reachSql(context.reach('READ_WORKFORCE'), { area: 'g.area_code', grid: 'g.id' }, params);
    const rows = await context.sql(
      `${needs(`g.id = any($2::uuid[]) and ${within}`)}
       select p.id as place_id, n.* from place p left join need n on n.grid_id = p.id order by n.position`,
      params,
    );
    const seen = new Set(rows.map((row) => row.place_id as string));
    const byGrid = manyByKey(
      ids,
      rows.filter((row) => row.position !== null),
      (row) => row.place_id as string,
    );
    return ids.map((id, at) => (seen.has(id) ? (byGrid[at] ?? []).map(needOf) : null));
  });
  return needsOfGrid;
};

const keys: readonly SortKey[] = [
  { expression: 'short.area_code', direction: 'asc', type: 'text' },
  { expression: 'short.sort_key', direction: 'asc', type: 'text' },
  { expression: 'short.grid_id', direction: 'asc', type: 'uuid' },
];

export interface UnderstaffedFilter extends PageArgs {
  readonly areaCode?: string | null | undefined;
  readonly lacking?: readonly GridRole[] | null | undefined;
}

/** Grids with fewer workers than the rules ask for, by village and name; the needs are those that are not met. */
export const listUnderstaffedGrids = async (
  context: Context,
  args: UnderstaffedFilter,
): Promise<Connection<UnderstaffedGrid> & { readonly totalCount: number; readonly missingTotal: number }> => {
  const { first, after } = readPage(args, context.locale, keys.length);
  const params: unknown[] = [context.today];
  const source = needs(gridsWithinSql(context, 'READ_WORKFORCE', args.areaCode, params));
  const lacking = isAbsent(args.lacking) ? 'true' : `bool_or(n.roles && $${params.push(args.lacking)}::text[])`;
  const short = `, short as (
    select n.grid_id, n.area_code, n.sort_key, sum(n.required - n.present)::int as missing,
      jsonb_agg(to_jsonb(n) order by n.position) as needs
    from need n where n.present < n.required group by n.grid_id, n.area_code, n.sort_key having ${lacking}
  )`;
  const counted = [...params];
  const keyset = keysetSql(keys, after, params);
  const [rows, totals] = await Promise.all([
    context.sql(
      `${source} ${short} select * from short where ${keyset} order by ${orderBySql(keys)} limit ${first + 1}`,
      params,
    ),
    context.sql(
      `${source} ${short} select count(*)::int as grids, coalesce(sum(missing), 0)::int as missing from short`,
      counted,
    ),
  ]);
  const found = await Promise.all(
    rows.map(async (row) => {
      const grid = await loadGrid(context, row.grid_id as string);
      return grid
        ? {
            grid,
            needs: (row.needs as Record<string, unknown>[]).map(needOf),
            missing: row.missing as number,
            key: [row.area_code, row.sort_key, row.grid_id],
          }
        : null;
    }),
  );
  return {
    ...toConnection(
      found.filter((one) => one !== null),
      first,
      ({ key }) => key,
    ),
    totalCount: totals[0]?.grids as number,
    missingTotal: totals[0]?.missing as number,
  };
};
