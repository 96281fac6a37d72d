import { addDays, instantOn } from '@gridloom/standards';

import type { CountyPlan, PlanGrid } from '../county-plan.ts';

/** What the county tells of its busiest worker, a veteran of 雷小哨: so many households visited in a year. */
const VISITS_A_YEAR = 2_668;
/** And so many matters settled: demands that became cases, all closed. */
const MATTERS_A_YEAR = 155;
const DAYS = 365;
/** Long enough in the grid for a year of visits. */
const IN_THE_GRID_DAYS = 520;

/** The grid of the busiest worker: that with the most households; none in a county that tells of no such worker. */
export const busiestGrid = ({ staffing, grids }: CountyPlan): PlanGrid | undefined =>
  staffing.corps === undefined
    ? undefined
    : grids.reduce<PlanGrid | undefined>(
        (most, grid) => (grid.permanentHouseholds > (most?.permanentHouseholds ?? 0) ? grid : most),
        undefined,
      );

/** How many demands of the past year the busiest worker has heard. */
export const mattersOfBusiest = ({ choice: { scale } }: CountyPlan): number => Math.round(MATTERS_A_YEAR * scale);

/** The first day of the busiest worker, who is the first one of the grid. */
export const busiestSince = ({ today }: CountyPlan): string => addDays(today, -IN_THE_GRID_DAYS);

/** Whether a visit is one of the year before the founding day. */
export const isOfLastYear = ({ today }: CountyPlan, at: Date): boolean => at >= instantOn(addDays(today, -DAYS));

const visitsOfBusiest = ({ choice: { scale } }: CountyPlan): number => Math.round(VISITS_A_YEAR * scale);

/**
 * The visits that the busiest worker made besides those that the plan has anyway, from door to door through the whole year.
 * @param made how many the worker has already
 */
export function* moreVisits(
  plan: CountyPlan,
  grid: PlanGrid,
  made: number,
): Generator<{ readonly household: number; readonly at: Date; readonly draw: number }> {
  const random = plan.random('busiest-visits');
  const count = Math.max(0, visitsOfBusiest(plan) - made);
  for (let n = 0; n < count; n += 1) {
    const daysAgo = DAYS - Math.floor((n * DAYS) / count);
    // No other visit of the plan begins on half a second.
    const minute = instantOn(addDays(plan.today, -daysAgo), random.int(8 * 60 + 30, 19 * 60));
    yield {
      household: grid.householdsFrom + (n % grid.permanentHouseholds),
      at: new Date(minute.getTime() + 30_500),
      draw: random.int(0, 9_999),
    };
  }
}
