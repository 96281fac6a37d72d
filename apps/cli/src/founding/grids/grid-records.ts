import type {
  CorpsRecord,
  CountyRulesRecord,
  GridAssignmentRecord,
  GridRecord,
  GridRole,
  GridWorkerRecord,
} from '@gridloom/grids/import';
import { addDays } from '@gridloom/standards';

import type { CountyPlan, PlanGrid, PlanWorker } from '../county-plan.ts';
import { grownUpName } from '../organization/bodies.ts';
import { boundariesOf } from './boundaries.ts';
import { busiestGrid, busiestSince } from './busiest-worker.ts';

const GRIDS_DRAWN_DAYS_AGO = 1_300;
/** Micro-grids are numbered from here within their village. */
const MICRO_FROM = 500;
/** One grid in so many has had another worker before. */
const PREDECESSOR_EVERY = 9;

export const checklist = [
  { item: 'FIRE_EXTINGUISHER', label: '灭火器压力在绿区、在有效期内' },
  { item: 'ELECTRICITY', label: '电线无老化、无飞线充电' },
  { item: 'GAS', label: '燃气软管和阀门完好' },
  { item: 'ANTI_FRAUD_APP', label: '已安装国家反诈中心应用并开启预警' },
  { item: 'HOUSE_SAFETY', label: '房屋无裂缝、无倾斜' },
  { item: 'RECORDS_RIGHT', label: '户籍、人口、联系方式核对无误', verifiesData: true },
] as const;

export function* countyRulesRecords(plan: CountyPlan): Generator<CountyRulesRecord> {
  yield {
    foundedOn: plan.today,
    visitIntervalDays: 90,
    visitIntervalDaysByCare: {
      LIVING_ALONE: 15,
      EXTREME_POVERTY_SUPPORT: 15,
      LEFT_BEHIND: 30,
      CONTACT_NEEDED: 30,
      POVERTY_WATCH: 30,
      MATERNITY: 30,
      MINIMUM_LIVING_ALLOWANCE: 60,
      DISABILITY_CONTACT: 60,
    },
    verifiedWithinDays: 365,
    staleAfterDays: 180,
    checklist,
  };
}

const microNames = ['东湾', '西岭', '南沟', '北坡', '后洼', '前庄', '河西', '山根', '桥头', '老寨'] as const;

/** Grids (网格) with two codes each, dedicated ones with a third; micro-grids follow their grid. */
export function* gridRecords(plan: CountyPlan): Generator<GridRecord> {
  const { divisions, villages, today } = plan;
  const boundaries = boundariesOf(divisions.code, villages.length);
  const microId = plan.ids.numbered('micro-grid');
  let micro = 0;
  let dedicated = 0;
  for (const village of villages) {
    let microInVillage = 0;
    const random = plan.random('grids-drawn', village.code);
    const validFrom = addDays(today, -GRIDS_DRAWN_DAYS_AGO + random.int(0, 180));
    for (const grid of village.grids) {
      if (grid.kind === 'DEDICATED') dedicated += 1;
      yield {
        id: grid.id,
        name: grid.name,
        kind: grid.kind,
        level: 'BASIC',
        areaCode: village.code,
        codes: [
          ...codesOf(village.code, grid.number),
          ...(grid.kind === 'DEDICATED'
            ? [{ scheme: 'PREFIXED', code: `ZS-${divisions.code}-${String(dedicated).padStart(4, '0')}` }]
            : []),
        ],
        boundary: boundaries.grid(village.index, grid.number - 1, village.grids.length),
        validFrom,
      };
      for (let n = 0; n < grid.microGrids; n += 1) {
        microInVillage += 1;
        yield {
          id: microId(micro),
          name: `${grid.name}${microNames[n % microNames.length] ?? ''}${n < microNames.length ? '' : String(n)}微网格`,
          kind: grid.kind,
          level: 'MICRO',
          areaCode: village.code,
          parentGridId: grid.id,
          codes: codesOf(village.code, MICRO_FROM + microInVillage),
          boundary: boundaries.microGrid(village.index, grid.number - 1, village.grids.length, n, grid.microGrids),
          validFrom: addDays(validFrom, 120),
        };
        micro += 1;
      }
    }
  }
}

const codesOf = (village: string, number: number): GridRecord['codes'] => [
  { scheme: 'UNIT_GRID_15', code: village + String(number).padStart(3, '0') },
  { scheme: 'VILLAGE_SEQUENCE', code: `${village}-${String(number)}` },
];

const corpsId = (plan: CountyPlan): string => plan.ids.id('corps', plan.staffing.corps ?? '');

export function* corpsRecords(plan: CountyPlan): Generator<CorpsRecord> {
  const { corps } = plan.staffing;
  if (corps !== undefined)
    yield { id: corpsId(plan), name: corps, areaCode: plan.divisions.code, foundedOn: addDays(plan.today, -1_200) };
}

/** Role of the n-th worker of a grid. */
export const workerRole = (plan: CountyPlan, grid: PlanGrid, n: number): GridRole => {
  if (plan.staffing.isOneOneN) return n === 0 ? 'FULL_TIME' : n % 2 === 1 ? 'LEVEL_3' : 'LEVEL_4';
  if (n > 0) return 'PART_TIME';
  return grid.kind !== 'RURAL' || plan.number('worker-role')(grid.index) % 10 < 3 ? 'FULL_TIME' : 'PART_TIME';
};

/** Somebody's role in a grid, as the two subgraphs that know of it have to be told. */
export interface PlannedAssignment {
  readonly person: PlanWorker;
  readonly grid: PlanGrid;
  readonly areaCode: string;
  readonly role: GridRole;
  readonly since: string;
  readonly until?: string;
}

/** Heads, workers and former workers of all grids; where 1+1+N is the rule, the secretary of the community too. */
export function* plannedAssignments(plan: CountyPlan): Generator<PlannedAssignment> {
  const { villages, today, ids, bodies } = plan;
  const days = plan.number('assignment-since');
  const formerId = ids.numbered('grid-former');
  const formerAccount = ids.numbered('account-former');
  const formerAssignment = ids.numbered('grid-assignment-former');
  const secretaryAssignment = ids.numbered('grid-assignment-secretary');
  const busiest = busiestGrid(plan);
  for (const village of villages) {
    const secretary = bodies.committees.get(village.code)?.officials[0];
    for (const grid of village.grids) {
      const at = { grid, areaCode: village.code };
      const since = (n: number) => addDays(today, -120 - (days(n) % 760));
      if (plan.staffing.isOneOneN && secretary)
        yield {
          ...at,
          person: {
            workerId: ids.id('grid-secretary', village.code),
            accountId: secretary.accountId,
            assignmentId: secretaryAssignment(grid.index),
            name: secretary.name,
          },
          role: 'SECRETARY',
          since: since(village.index + 1_000_000),
        };
      yield { ...at, person: plan.head(grid), role: 'GRID_HEAD', since: since(grid.index + 2_000_000) };
      for (let n = 0; n < grid.workers; n += 1)
        yield {
          ...at,
          person: plan.worker(grid, n),
          role: workerRole(plan, grid, n),
          since: grid === busiest && n === 0 ? busiestSince(plan) : since(grid.workersFrom + n + 3_000_000),
        };
      if (grid.index % PREDECESSOR_EVERY === PREDECESSOR_EVERY - 1)
        yield {
          ...at,
          person: {
            workerId: formerId(grid.index),
            accountId: formerAccount(grid.index),
            assignmentId: formerAssignment(grid.index),
            name: grownUpName(plan.random('former-worker', grid.index)).name,
          },
          role: 'PART_TIME',
          since: addDays(today, -1_100),
          until: addDays(today, -900 + (grid.index % 30)),
        };
    }
  }
}

/** Grid workers (网格员), each once; the full-time ones are the county's corps where it has one. */
export function* gridWorkerRecords(plan: CountyPlan): Generator<GridWorkerRecord> {
  let secretaryOf = -1;
  for (const { person, role, grid } of plannedAssignments(plan)) {
    if (role === 'SECRETARY') {
      if (secretaryOf === grid.village) continue;
      secretaryOf = grid.village;
    }
    yield {
      id: person.workerId,
      accountId: person.accountId,
      name: person.name,
      ...(role === 'FULL_TIME' && plan.staffing.corps !== undefined ? { corpsId: corpsId(plan) } : {}),
    };
  }
}

export function* gridAssignmentRecords(plan: CountyPlan): Generator<GridAssignmentRecord> {
  for (const { person, grid, role, since, until } of plannedAssignments(plan))
    yield {
      id: person.assignmentId,
      gridWorkerId: person.workerId,
      gridId: grid.id,
      role,
      since,
      ...(until === undefined ? {} : { until }),
    };
}
