import type { VisitDemandRecord, VisitRecord } from '@gridloom/grids/import';
import { addDays, instantOn } from '@gridloom/standards';

import type { CountyPlan, PlanGrid } from '../county-plan.ts';
import { busiestGrid, isOfLastYear, moreVisits } from './busiest-worker.ts';
import { checklist } from './grid-records.ts';
import { plannedVisitDemands } from './planned-visit-demands.ts';

const LAST_VISIT_DAYS = 104;
const BETWEEN_VISITS_DAYS = 88;
const MOST_VISITS = 4;
const FAILED_OF_100 = 4;

const failures: Readonly<Record<string, string>> = {
  FIRE_EXTINGUISHER: '压力不足，已提醒更换',
  ELECTRICITY: '厨房插座老化，已提醒更换',
  GAS: '软管超期，已联系燃气公司',
  ANTI_FRAUD_APP: '尚未安装，已帮助安装说明',
  HOUSE_SAFETY: '山墙有细缝，已上报观察',
  RECORDS_RIGHT: '电话有变动，已登记待核',
};

const notes = [
  '老人身体尚好，嘱咐用火安全',
  '外出务工人员月底返乡',
  '宣传了医保缴费',
  '秋收繁忙，帮忙联系收割机',
] as const;

const checksOf = (number: (n: number) => number, n: number): VisitRecord['checks'] =>
  checklist.map(({ item }, index) => {
    const draw = number(n * checklist.length + index);
    const passed = draw % 100 >= FAILED_OF_100;
    const note = failures[item];
    return passed || note === undefined ? { item, passed } : { item, passed, note };
  });

const noteOf = (draw: number): Pick<VisitRecord, 'note'> => {
  const note = draw % 100 < 6 ? notes[draw % notes.length] : undefined;
  return note === undefined ? {} : { note };
};

function* visitsOfHousehold(
  plan: CountyPlan,
  grid: PlanGrid,
  household: number,
): Generator<{ readonly at: Date; readonly worker: number; readonly draw: number }> {
  const random = plan.random('visits', household);
  const count = random.int(1, MOST_VISITS);
  let daysAgo = random.int(1, LAST_VISIT_DAYS);
  for (let n = 0; n < count; n += 1) {
    yield {
      at: instantOn(addDays(plan.today, -daysAgo), random.int(8 * 60 + 30, 19 * 60)),
      worker: random.int(0, grid.workers - 1),
      draw: random.int(0, 9_999),
    };
    daysAgo += BETWEEN_VISITS_DAYS + random.int(-20, 30);
  }
}

/** Visits (走访), among them those that heard a demand. */
export function* visitRecords(plan: CountyPlan): Generator<VisitRecord> {
  const id = plan.ids.numbered('visit');
  const checks = plan.number('visit-checks');
  let made = 0;
  const busiest = busiestGrid(plan);
  let byBusiest = 0;
  for (const grid of plan.grids) {
    for (let n = 0; n < grid.permanentHouseholds; n += 1) {
      const household = grid.householdsFrom + n;
      if (!plan.isVisited(household)) continue;
      for (const { at, worker, draw } of visitsOfHousehold(plan, grid, household)) {
        if (grid === busiest && worker === 0 && isOfLastYear(plan, at)) byBusiest += 1;
        yield {
          id: id(made),
          householdId: plan.householdId(household),
          gridWorkerId: plan.worker(grid, worker).workerId,
          recordedAt: at,
          checks: checksOf(checks, made),
          ...noteOf(draw),
        };
        made += 1;
      }
    }
  }
  if (busiest) {
    const gridWorkerId = plan.worker(busiest, 0).workerId;
    for (const demand of plannedVisitDemands(plan))
      if (demand.gridWorkerId === gridWorkerId && isOfLastYear(plan, demand.demand.at)) byBusiest += 1;
    for (const { household, at, draw } of moreVisits(plan, busiest, byBusiest)) {
      yield {
        id: id(made),
        householdId: plan.householdId(household),
        gridWorkerId,
        recordedAt: at,
        checks: checksOf(checks, made),
        ...noteOf(draw),
      };
      made += 1;
    }
  }
  for (const { demand, visitId, household, gridWorkerId } of plannedVisitDemands(plan)) {
    yield {
      id: visitId,
      householdId: plan.householdId(household),
      gridWorkerId,
      recordedAt: demand.at,
      checks: checksOf(checks, made),
    };
    made += 1;
  }
}

/** Demands that visits heard (诉求); the cases subgraph has the case of each. */
export function* visitDemandRecords(plan: CountyPlan): Generator<VisitDemandRecord> {
  for (const { demand, visitId } of plannedVisitDemands(plan))
    yield {
      id: demand.id,
      visitId,
      residentId: demand.residentId,
      text: demand.text,
      ...(demand.place === undefined ? {} : { place: demand.place }),
    };
}
