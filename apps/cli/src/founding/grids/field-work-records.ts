import type {
  ErrandKindRecord,
  ErrandRecord,
  HazardClassRecord,
  HazardRecord,
  PatrolRecord,
} from '@gridloom/grids/import';
import { addDays, instantOn, shanghaiDay } from '@gridloom/standards';

import { caseBook, type BookedCase } from '../cases/case-book.ts';
import type { CountyPlan, PlanGrid } from '../county-plan.ts';
import type { PlannedLife } from '../planned-life.ts';

const classOf = (
  code: string,
  label: string,
  severity: HazardClassRecord['severity'],
  recheckDays: number,
  over: Partial<HazardClassRecord> = {},
): HazardClassRecord => ({
  code,
  label,
  severity,
  recheckDays,
  becomesCase: severity !== 'MINOR',
  onTheSpot: severity === 'MINOR',
  photo: 'OPTIONAL',
  ...over,
});

/** The county's classes of hazards (隐患类别). */
export const hazardClasses: readonly HazardClassRecord[] = [
  classOf('FIRE_EXIT', '消防通道占用堵塞', 'ORDINARY', 7, { onTheSpot: true }),
  classOf('GAS', '燃气隐患', 'MAJOR', 1),
  classOf('BUILDING', '房屋安全隐患', 'MAJOR', 7),
  classOf('GEOLOGY', '地质灾害隐患', 'MAJOR', 3),
  classOf('WATER', '河道与防溺水', 'ORDINARY', 7),
  classOf('FOOD', '食品药品隐患', 'ORDINARY', 7),
  classOf('TREES_AND_SIGNS', '危险树木与户外广告牌', 'ORDINARY', 3),
  classOf('E_BIKE_CHARGING', '电动车违规充电停放', 'MINOR', 3, { becomesCase: true }),
  classOf('TRAFFIC', '道路交通隐患', 'ORDINARY', 7),
  classOf('FOREST_FIRE', '森林火险', 'MAJOR', 1, { onTheSpot: true }),
  classOf('CLUTTER', '楼道堆物', 'MINOR', 7),
  classOf('EXTINGUISHER', '灭火器失效', 'MINOR', 7),
  classOf('OTHER', '其他隐患', 'ORDINARY', 7, { onTheSpot: true }),
];

const classOfItem: Readonly<Record<string, string>> = {
  'B-001': 'FIRE_EXIT',
  'B-002': 'GAS',
  'B-003': 'BUILDING',
  'B-004': 'GEOLOGY',
  'B-005': 'WATER',
  'B-006': 'FOOD',
  'B-007': 'TREES_AND_SIGNS',
  'B-008': 'E_BIKE_CHARGING',
  'B-009': 'TRAFFIC',
  'B-010': 'FOREST_FIRE',
};

export function* hazardClassRecords(): Generator<HazardClassRecord> {
  yield* hazardClasses;
}

const identity = { code: 'ID_COPY', label: '身份证复印件', required: true } as const;
const application = { code: 'APPLICATION', label: '申请书', required: true } as const;

/** What grid workers apply for on behalf of residents (代办事项). */
export function* errandKindRecords(): Generator<ErrandKindRecord> {
  const income = { code: 'INCOME', label: '家庭收入证明', required: true } as const;
  yield { code: 'MINIMUM_LIVING_ALLOWANCE', label: '最低生活保障申请', documents: [application, identity, income] };
  yield {
    code: 'DISABILITY_SUBSIDY',
    label: '残疾人两项补贴申请',
    documents: [application, identity, { code: 'CERTIFICATE', label: '残疾人证', required: true }],
  };
  yield { code: 'OLD_AGE_ALLOWANCE', label: '高龄津贴申请', documents: [identity] };
  yield { code: 'PENSION_CHECK', label: '养老保险待遇资格认证', documents: [] };
  yield { code: 'MEDICAL_INSURANCE', label: '医保参保缴费', documents: [identity] };
  yield { code: 'TEMPORARY_RELIEF', label: '临时救助申请', documents: [application, identity] };
}

const MINUTE_MS = 60_000;
const PATROLS_A_GRID = 4;
const BETWEEN_PATROLS_DAYS = 9;
/** One ordinary patrol in so many finds something small and puts it right at once. */
const SMALL_FIND_EVERY = 14;
/** A team that patrols its community twice a week, where 1+1+N is the rule. */
const TEAM_PATROLS = 104;
const HAZARDS_A_TEAM_PATROL = 2;

const smallFinds = [
  { classCode: 'CLUTTER', text: '楼道堆放纸箱杂物，已当场清走。', place: '单元楼道' },
  { classCode: 'EXTINGUISHER', text: '灭火器压力不足，已联系更换。', place: '公共走廊' },
  { classCode: 'CLUTTER', text: '门前堆放柴草，已劝离清理。', place: '村道旁' },
] as const;

interface PlannedPatrol {
  readonly patrol: PatrolRecord;
  readonly hazards: readonly HazardRecord[];
}

/** What the case of a hazard tells of it: it is gone once somebody of the grid has seen that. */
const hazardOfCase = ({ draft, record }: BookedCase, patrolId: string, today: string): HazardRecord => {
  const seen = record.steps.findLast(({ action }) => action === 'VERIFY')?.at;
  const isGone = (draft.end === 'CLOSED' || draft.end === 'VERIFIED') && seen !== undefined;
  return {
    id: record.complainants[0]?.demandId ?? '',
    patrolId,
    gridId: record.gridId ?? '',
    classCode: classOfItem[draft.item.code] ?? 'OTHER',
    text: draft.text,
    ...(draft.place === undefined ? {} : { place: draft.place }),
    foundAt: record.reportedAt,
    foundByAccountId: record.reportedByAccountId ?? '',
    caseId: record.id,
    caseStatus: draft.end,
    ...(isGone ? { goneAt: seen } : { recheckDueOn: addDays(today, draft.overdue === true ? -2 : 3) }),
  };
};

function* casePatrols(plan: CountyPlan, life: PlannedLife): Generator<PlannedPatrol> {
  const workers = new Map<string, string>();
  for (const grid of plan.grids) {
    for (let n = 0; n < grid.workers; n += 1) {
      const { accountId, workerId } = plan.worker(grid, n);
      workers.set(accountId, workerId);
    }
  }
  for (const booked of caseBook(life)) {
    const { record } = booked;
    const gridWorkerId = workers.get(record.reportedByAccountId ?? '');
    if (record.source !== 'PATROL' || gridWorkerId === undefined || record.gridId === undefined) continue;
    const id = plan.ids.id('patrol', 'case', record.id);
    yield {
      patrol: {
        id,
        gridId: record.gridId,
        patrollerAccountId: record.reportedByAccountId ?? '',
        gridWorkerId,
        startedAt: new Date(record.reportedAt.getTime() - 50 * MINUTE_MS),
        endedAt: record.reportedAt,
      },
      hazards: [hazardOfCase(booked, id, plan.today)],
    };
  }
}

const smallFind = (plan: CountyPlan, patrol: PatrolRecord, draw: number, nth = 0): HazardRecord => ({
  id: plan.ids.id('hazard', patrol.id, nth),
  patrolId: patrol.id,
  gridId: patrol.gridId,
  ...(smallFinds[draw % smallFinds.length] ?? smallFinds[0]),
  foundAt: patrol.endedAt,
  foundByAccountId: patrol.patrollerAccountId,
  fixedOnTheSpot: true,
  goneAt: patrol.endedAt,
});

const patrolOf = (
  plan: CountyPlan,
  grid: PlanGrid,
  key: readonly (string | number)[],
  daysAgo: number,
  who: Pick<PatrolRecord, 'patrollerAccountId' | 'gridWorkerId' | 'companions'>,
): PatrolRecord & { readonly draw: number } => {
  const random = plan.random('patrol', ...key);
  const startedAt = instantOn(addDays(plan.today, -daysAgo), random.int(8 * 60, 19 * 60));
  return {
    id: plan.ids.id('patrol', ...key),
    gridId: grid.id,
    ...who,
    startedAt,
    endedAt: new Date(startedAt.getTime() + random.int(35, 110) * MINUTE_MS),
    draw: random.int(0, 9_999),
  };
};

function* ordinaryPatrols(plan: CountyPlan): Generator<PlannedPatrol> {
  for (const grid of plan.grids) {
    if (grid.workers === 0) continue;
    for (let n = 0; n < PATROLS_A_GRID; n += 1) {
      const { accountId, workerId } = plan.worker(grid, n % grid.workers);
      const { draw, ...patrol } = patrolOf(
        plan,
        grid,
        [grid.index, n],
        1 + n * BETWEEN_PATROLS_DAYS + (grid.index % 7),
        {
          patrollerAccountId: accountId,
          gridWorkerId: workerId,
        },
      );
      yield { patrol, hazards: draw % SMALL_FIND_EVERY === 0 ? [smallFind(plan, patrol, draw)] : [] };
    }
  }
}

/** The patrol team of a community, led by a volunteer (义务巡逻队): 200 hazards and more a year. */
function* teamPatrols(plan: CountyPlan, life: PlannedLife): Generator<PlannedPatrol> {
  if (!plan.staffing.isOneOneN) return;
  const village = life.villages.find(({ volunteers, grids }) => volunteers.length > 0 && grids.length > 0);
  const leader = village?.volunteers[0];
  const grids = plan.villages.find(({ code }) => code === village?.code)?.grids ?? [];
  if (!leader || grids.length === 0) return;
  for (let n = 0; n < TEAM_PATROLS; n += 1) {
    const grid = grids[n % grids.length];
    if (!grid) continue;
    const { draw, ...patrol } = patrolOf(plan, grid, ['team', n], 1 + Math.floor((n * 363) / TEAM_PATROLS), {
      patrollerAccountId: leader.accountId,
      companions: 3,
    });
    yield {
      patrol,
      hazards: Array.from({ length: HAZARDS_A_TEAM_PATROL }, (_, nth) => smallFind(plan, patrol, draw + nth, nth)),
    };
  }
}

function* plannedPatrols(plan: CountyPlan, life: PlannedLife): Generator<PlannedPatrol> {
  yield* casePatrols(plan, life);
  yield* ordinaryPatrols(plan);
  yield* teamPatrols(plan, life);
}

/** Patrols (巡查): those whose hazards became cases, the ordinary ones, and a team's. */
export function* patrolRecords(plan: CountyPlan, life: PlannedLife): Generator<PatrolRecord> {
  for (const { patrol } of plannedPatrols(plan, life)) yield patrol;
}

/** Hazards (隐患); each case of a patrol has one. */
export function* hazardRecords(plan: CountyPlan, life: PlannedLife): Generator<HazardRecord> {
  for (const { hazards } of plannedPatrols(plan, life)) yield* hazards;
}

const ERRAND_EVERY_GRIDS = 40;
const errandWords = [
  ['OLD_AGE_ALLOWANCE', '老人年满八十，行动不便，请代办高龄津贴。'],
  ['PENSION_CHECK', '不会用手机做养老认证，请上门帮助办理。'],
  ['MEDICAL_INSURANCE', '子女在外务工，请代缴今年医保。'],
] as const;

/** Errands (代办) that are being prepared. */
export function* errandRecords(plan: CountyPlan): Generator<ErrandRecord> {
  for (const grid of plan.grids) {
    if (grid.index % ERRAND_EVERY_GRIDS !== 3 || grid.workers === 0 || grid.permanentHouseholds === 0) continue;
    const [kindCode, text] = errandWords[grid.index % errandWords.length] ?? errandWords[0];
    const begunAt = instantOn(addDays(shanghaiDay(plan.now), -2), 10 * 60);
    yield {
      id: plan.ids.id('errand', grid.index),
      kindCode,
      residentId: plan.residentId(grid.householdsFrom, 0),
      householdId: plan.householdId(grid.householdsFrom),
      gridId: grid.id,
      text,
      begunAt,
      workerAccountId: plan.worker(grid, 0).accountId,
    };
  }
}
