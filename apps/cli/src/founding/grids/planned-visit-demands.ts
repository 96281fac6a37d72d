import { addDays, instantOn } from '@gridloom/standards';

import { pickMatter, wordMatter, itemOf } from '../cases/matters.ts';
import { BAISHU } from '../county-figures.ts';
import type { CountyPlan, PlanGrid, PlanVillage } from '../county-plan.ts';
import type { PlannedVisitDemand } from '../planned-life.ts';
import { busiestGrid, mattersOfBusiest } from './busiest-worker.ts';

/** Of the closed cases, how many a visit had heard of. */
const OF_CLOSED = 0.36;
const SOONEST_DAYS_AGO = 25;
const EARLIEST_DAYS_AGO = 640;
const WITHIN_A_YEAR_DAYS = 360;

/** A demand with the visit on which it was raised. */
export interface VisitWithDemand {
  readonly demand: PlannedVisitDemand;
  readonly visitId: string;
  readonly household: number;
  readonly gridWorkerId: string;
}

/** What Baishu's visits heard besides; its grid 15 has told of its narrow road's lamp and its ditch already. */
const toldGrids: readonly { readonly village: string; readonly grid: number; readonly item: string }[] = [
  { village: BAISHU, grid: 15, item: 'A-002' },
  { village: BAISHU, grid: 15, item: 'A-003' },
  { village: BAISHU, grid: 3, item: 'A-005' },
  { village: BAISHU, grid: 8, item: 'A-002' },
  { village: BAISHU, grid: 12, item: 'A-004' },
];

const visitedHousehold = (plan: CountyPlan, grid: PlanGrid, draw: number): number => {
  const { householdsFrom, permanentHouseholds } = grid;
  for (let n = 0; n < permanentHouseholds; n += 1) {
    const household = householdsFrom + ((draw + n) % permanentHouseholds);
    if (plan.isVisited(household)) return household;
  }
  return householdsFrom;
};

interface Given {
  /** The item of the list that it is of. */
  readonly code?: string;
  /** Who heard it, within the past year. */
  readonly worker?: number;
}

const demandOf = (
  plan: CountyPlan,
  village: PlanVillage,
  grid: PlanGrid,
  nth: number,
  { code, worker: heardBy }: Given = {},
): VisitWithDemand => {
  const random = plan.random('visit-demand', nth);
  const household = visitedHousehold(plan, grid, random.int(0, 1_000_000));
  const worker = plan.worker(grid, heardBy ?? random.int(0, grid.workers - 1));
  const matter =
    code === undefined
      ? pickMatter(random, village.name, village.isCommunity)
      : wordMatter(random, itemOf(code), village.name, village.isCommunity);
  const day = addDays(
    plan.today,
    -random.int(SOONEST_DAYS_AGO, heardBy === undefined ? EARLIEST_DAYS_AGO : WITHIN_A_YEAR_DAYS),
  );
  // Seconds tell such a visit from the ordinary ones of a household, which begin on the minute.
  const at = new Date(instantOn(day, random.int(9 * 60, 18 * 60)).getTime() + (1 + (nth % 59)) * 1_000);
  return {
    household,
    visitId: plan.ids.id('visit', 'demand', nth),
    gridWorkerId: worker.workerId,
    demand: {
      id: plan.ids.id('visit-demand', nth),
      villageCode: village.code,
      gridId: grid.id,
      residentId: plan.residentId(household, 0),
      workerAccountId: worker.accountId,
      text: matter.text,
      ...(matter.place === undefined ? {} : { place: matter.place }),
      item: matter.item.code,
      at,
    },
  };
};

/** The visits on which somebody raised a demand (诉求) that has become a case. */
export function* plannedVisitDemands(plan: CountyPlan): Generator<VisitWithDemand> {
  const count = Math.max(1, Math.round(plan.figures.closedCases * OF_CLOSED));
  const told = toldGrids.slice(0, Math.floor(count / 4));
  let nth = 0;
  for (const { village: code, grid: number, item } of told) {
    const village = plan.villages.find((each) => each.code === code);
    const grid = village?.grids[number - 1];
    if (!village || !grid) continue;
    yield demandOf(plan, village, grid, nth, { code: item });
    nth += 1;
  }
  const busiest = busiestGrid(plan);
  const ofBusiest = busiest && plan.villages[busiest.village];
  for (; busiest && ofBusiest && nth < Math.min(count, mattersOfBusiest(plan)); nth += 1)
    yield demandOf(plan, ofBusiest, busiest, nth, { worker: 0 });
  const withPeople = plan.grids.filter(({ permanentHouseholds }) => permanentHouseholds > 0);
  for (; nth < count; nth += 1) {
    const grid = plan.random('visit-demand-grid', nth).pick(withPeople);
    const village = plan.villages[grid.village];
    if (village) yield demandOf(plan, village, grid, nth);
  }
}
