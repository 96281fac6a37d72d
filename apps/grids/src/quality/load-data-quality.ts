import { oneByKey } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isInTerritory } from '../household/household-reach.ts';

/** How far people–housing data can be relied on, and where: what is doubtful there is counted when it is asked for. */
export interface DataQualityView {
  readonly verifiedShare: number | null;
  readonly staleHouseholds: number;
  readonly place: { readonly column: 'grid_id' | 'area_code'; readonly keys: readonly string[] };
}

const shareSql = (condition: string) =>
  `select round(100.0 * count(*) filter (where r.verified_on > $2::date - rule.verified_within_days) / nullif(count(*), 0), 1)::float8 as share
   from resident r where ${condition} and r.departed_on is null`;

const staleSql = (condition: string) =>
  `select count(*)::int as stale from household h where ${condition} and h.dissolved_on is null
     and (h.last_visited_at is null or (h.last_visited_at at time zone 'Asia/Shanghai')::date <= $2::date - rule.stale_after_days)`;

/** How far the data of a grid can be relied on; null outside the caller's own grids. */
export const loadGridQuality = async (
  context: Context,
  grid: { readonly id: string; readonly areaCode: string },
): Promise<DataQualityView | null> => {
  if (!isInTerritory(context.peopleReach('READ_HOUSEHOLDS'), { gridId: grid.id, areaCode: grid.areaCode })) return null;
  return context.batches.load('Grid.dataQuality', null, grid.id, async (ids) => {
    const rows = await context.sql(
      `select parent.id, people.share, homes.stale
       from unnest($1::uuid[]) as parent (id) cross join county_rule rule
       cross join lateral (${shareSql('r.grid_id = parent.id')}) people
       cross join lateral (${staleSql('h.grid_id = parent.id')}) homes`,
      [ids, context.today],
    );
    return oneByKey(ids, rows, (row) => row.id as string).map((row) =>
      row
        ? {
            verifiedShare: row.share as number | null,
            staleHouseholds: row.stale as number,
            place: { column: 'grid_id', keys: [row.id as string] },
          }
        : null,
    );
  });
};

/** The same of an area with all below it; null where the caller does not have the whole of it. */
export const loadAreaQuality = async (context: Context, code: string): Promise<DataQualityView | null> => {
  const reach = context.peopleReach('READ_DATA_QUALITY');
  if (!reach.all && !reach.areaCodes.includes(code)) return null;
  const keys = context.areas.withDescendants(code);
  const [row] = await context.sql(
    `select people.share, homes.stale from county_rule rule
     cross join lateral (${shareSql('r.area_code = any($1::text[])')}) people
     cross join lateral (${staleSql('h.area_code = any($1::text[])')}) homes`,
    [keys, context.today],
  );
  return row
    ? {
        verifiedShare: row.share as number | null,
        staleHouseholds: row.stale as number,
        place: { column: 'area_code', keys },
      }
    : null;
};

/** Contradictions of a place that wait to be put right. */
export const countContradictions = ({ batches, sql }: Context, { place }: DataQualityView): Promise<number> =>
  batches.load('DataQuality.contradictions', place.column, place.keys.join(' '), async (all) => {
    const rows = await sql(
      `select w.key, count(*)::int as n from unnest($1::text[]) as w (key)
       join data_contradiction c on c.${place.column}::text = any(string_to_array(w.key, ' '))
         and c.settled_at is null and c.dismissed_at is null
       group by w.key`,
      [all],
    );
    return oneByKey(all, rows, (row) => row.key as string).map((row) => (row?.n as number | undefined) ?? 0);
  });

/** Pairs with somebody of a place that wait for a decision. */
export const countDuplicates = ({ batches, sql }: Context, { place }: DataQualityView): Promise<number> =>
  batches.load('DataQuality.duplicates', place.column, place.keys.join(' '), async (all) => {
    const rows = await sql(
      `select w.key, count(distinct d.id)::int as n from unnest($1::text[]) as w (key)
       join duplicate_candidate d on d.state = 'OPEN'
       join resident r on r.id in (d.resident_a_id, d.resident_b_id)
         and r.${place.column}::text = any(string_to_array(w.key, ' '))
       group by w.key`,
      [all],
    );
    return oneByKey(all, rows, (row) => row.key as string).map((row) => (row?.n as number | undefined) ?? 0);
  });
