import { instantOn, addDays } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { activities, readActivity, readPeriod, type Period } from '../figures/activity.ts';
import { metrics } from '../figures/metrics.ts';
import { loadFigures } from '../grid/load-grids.ts';

export interface VisitStatistics {
  readonly visits: number;
  readonly householdsVisited: number;
  readonly demands: number;
}

interface PeriodInput {
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
}

/**
 * Distinct households visited in a period: no sum of days tells them, so that they are counted from the index of visits by area
 * and moment; one statement for all areas asked for.
 */
const loadHouseholdsVisited = (context: Context, code: string, period: Period): Promise<number> =>
  context.batches.load('Area.householdsVisited', period, code, async (codes) => {
    const places = codes.flatMap((area) => context.areas.withDescendants(area).map((below) => [area, below] as const));
    const rows = await context.sql(
      `select p.subject, count(distinct v.household_id)::int as n
       from unnest($1::text[], $2::text[]) as p (subject, code) join visit v on v.area_code = p.code
       where v.voided_at is null and ($3::timestamptz is null or v.recorded_at >= $3::timestamptz)
         and ($4::timestamptz is null or v.recorded_at < $4::timestamptz) group by p.subject`,
      [
        places.map(([area]) => area),
        places.map(([, below]) => below),
        period.from === null ? null : instantOn(period.from).toISOString(),
        period.to === null ? null : instantOn(addDays(period.to, 1)).toISOString(),
      ],
    );
    const counts = new Map(rows.map((row) => [row.subject as string, row.n as number]));
    return codes.map((area) => counts.get(area) ?? 0);
  });

const loadActivity = (context: Context, code: string, period: Period) =>
  context.batches.load('activity', period, code, async (codes) => {
    const figures = await readActivity(context.sql, codes, period);
    return codes.map((subject) => figures.get(subject) ?? (() => 0));
  });

/** How an area's households are visited, since the founding or in a period. */
export const loadVisitStatistics = async (
  context: Context,
  code: string,
  input: PeriodInput | null | undefined,
): Promise<VisitStatistics> => {
  const period = readPeriod(context, input);
  if (!period) {
    const of = await loadFigures(context, code);
    return {
      visits: of(metrics.visits),
      householdsVisited: of(metrics.householdsVisited),
      demands: of(metrics.demands),
    };
  }
  const [of, householdsVisited] = await Promise.all([
    loadActivity(context, code, period),
    loadHouseholdsVisited(context, code, period),
  ]);
  return { visits: of(activities.visits), householdsVisited, demands: of(activities.demands) };
};
