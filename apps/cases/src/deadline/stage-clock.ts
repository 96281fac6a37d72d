import { explainDeadline, type WorkingCalendar } from '@gridloom/standards';
import type { Bilingual } from '@gridloom/service-kit';

import type { CaseStage } from '../case/case-flow.ts';
import { sourceNames } from '../case/case-names.ts';
import type { CaseSource } from '../case/case-words.ts';
import { planAlarm, type AlarmKind, type PlannedAlarm, type ReminderRule, type WatchedClock } from './alarm.ts';
import { dueAfter, type ClockExtension, type ClockMove } from './clock-moves.ts';
import { isInForce, type Validity } from './validity.ts';

/** Days and hours of work, or hours round the clock. */
export type ClockUnit = 'WORKING_DAYS' | 'WORKING_HOURS' | 'HOURS';

/** How long a stage may take, for a source of cases, an item and a kind of body or for any, from a day on until another. */
export interface DeadlineRule extends Validity {
  readonly id: string;
  readonly stage: CaseStage;
  readonly serviceItemCode: string | null;
  readonly bodyKind: string | null;
  /** For cases of this source alone, e.g. emergencies (应急); null for any. */
  readonly source: CaseSource | null;
  readonly amount: number;
  readonly unit: ClockUnit;
}

/** Which clock is asked for. */
export interface ClockSubject {
  readonly serviceItemCode: string | null;
  readonly bodyKind: string | null;
  readonly source: CaseSource | null;
}

/** A clock that has been started: when it runs out, and by which rule. */
export interface RunningClock {
  readonly stage: CaseStage;
  readonly ruleId: string;
  /** The item, the kind of body and the source that the rule is for; null for any. */
  readonly serviceItemCode: string | null;
  readonly bodyKind: string | null;
  readonly source: CaseSource | null;
  readonly amount: number;
  readonly unit: ClockUnit;
  readonly startedAt: Date;
  readonly dueAt: Date;
  readonly provisionalYears: readonly number[];
  /** What was granted just now, where it is a clock that ran already and gets longer. */
  readonly extension?: ClockExtension;
  /** The rules and the calendar by which it runs on. */
  readonly startedBy: StageClock;
}

/** A clock that runs, with what has moved it so far. */
export type MovedClock = Pick<
  RunningClock,
  'stage' | 'ruleId' | 'serviceItemCode' | 'bodyKind' | 'source' | 'amount' | 'unit' | 'startedAt'
> & { readonly moves: readonly ClockMove[] };

/** What a clock was started with, as its row has it. */
export interface ClockStart {
  readonly startedAt: Date;
  readonly amount: number;
  readonly unit: ClockUnit;
}

/** When a clock runs out, and which years of that are provisional. */
export interface ClockDue {
  readonly dueAt: Date;
  readonly provisionalYears: readonly number[];
}

/** The county's clocks. Each method throws YearNotLoaded where it needs a year that is not there. */
export interface StageClock {
  /** Starts the clock of a stage. Throws DeadlineRuleMissing where the stage has no default. */
  start(stage: CaseStage, subject: ClockSubject, from: Date): RunningClock;
  /** A running clock with a longer time. */
  extend(running: MovedClock, extension: ClockExtension): RunningClock;
  /** So many working hours after a moment. */
  addWorkingHours(from: Date, hours: number): Date;
  /** When a clock runs out that was paused and extended like this since it started. */
  dueOf(start: ClockStart, moves: readonly ClockMove[]): ClockDue;
  /** What a clock does by itself next. */
  planAlarm(clock: WatchedClock, fired: readonly AlarmKind[]): PlannedAlarm;
}

/** Thrown when a county has no default rule for a stage; says which. */
export class DeadlineRuleMissing extends Error {
  readonly stage: CaseStage;

  constructor(stage: CaseStage) {
    super(`There is no default deadline rule for the stage ${stage} (缺少环节 ${stage} 的默认时限规则)`);
    this.name = 'DeadlineRuleMissing';
    this.stage = stage;
  }
}

const keyOf = (stage: CaseStage, { serviceItemCode, bodyKind, source }: ClockSubject) =>
  `${stage} ${serviceItemCode ?? '*'} ${bodyKind ?? '*'} ${source ?? '*'}`;

/**
 * A clock by the county's rules and calendar; of those in force when it starts the most particular one counts: those for its
 * source before all others, then item and body, item, body, default.
 */
export const createStageClock = (
  rules: Iterable<DeadlineRule>,
  calendar: WorkingCalendar,
  reminders: readonly ReminderRule[] = [],
): StageClock => {
  const byKey = Map.groupBy(rules, (rule) => keyOf(rule.stage, rule));
  const find = (stage: CaseStage, { serviceItemCode, bodyKind, source }: ClockSubject, from: Date): DeadlineRule => {
    const inForce = (subject: ClockSubject) => byKey.get(keyOf(stage, subject))?.find((rule) => isInForce(rule, from));
    const forSource = (of: CaseSource | null) =>
      inForce({ serviceItemCode, bodyKind, source: of }) ??
      inForce({ serviceItemCode, bodyKind: null, source: of }) ??
      inForce({ serviceItemCode: null, bodyKind, source: of }) ??
      inForce({ serviceItemCode: null, bodyKind: null, source: of });
    const rule = (source && forSource(source)) ?? forSource(null);
    if (!rule) throw new DeadlineRuleMissing(stage);
    return rule;
  };
  const clock: StageClock = {
    start: (stage, subject, from) => {
      const rule = find(stage, subject, from);
      return {
        stage,
        ruleId: rule.id,
        serviceItemCode: rule.serviceItemCode,
        bodyKind: rule.bodyKind,
        source: rule.source,
        amount: rule.amount,
        unit: rule.unit,
        startedAt: from,
        ...dueAfter(calendar, { startedAt: from, amount: rule.amount, unit: rule.unit }, []),
        startedBy: clock,
      };
    },
    extend: ({ moves, ...running }, extension) => ({
      ...running,
      ...dueAfter(calendar, running, [...moves, extension]),
      extension,
      startedBy: clock,
    }),
    addWorkingHours: (from, hours) => calendar.addWorkingHours(from, hours).at,
    dueOf: (start, moves) => dueAfter(calendar, start, moves),
    planAlarm: (watched, fired) => planAlarm(watched, fired, reminders, calendar),
  };
  return clock;
};

const stageNames: Record<CaseStage, Bilingual> = {
  ACCEPT: { zh: '受理', en: 'To be accepted' },
  DISPATCH: { zh: '分流', en: 'To be dispatched' },
  TAKE_UP: { zh: '接单', en: 'To be taken up' },
  HANDLE: { zh: '办理', en: 'To be handled' },
  VERIFY: { zh: '核验', en: 'To be verified' },
  EVALUATE: { zh: '评价', en: 'To be evaluated' },
};

const bodyNames: Record<string, Bilingual> = {
  COUNTY_GOVERNMENT: { zh: '县政府', en: 'the county government' },
  COUNTY_DEPARTMENT: { zh: '县级部门', en: 'county departments' },
  TOWNSHIP_GOVERNMENT: { zh: '乡镇街道', en: 'townships' },
  VILLAGE_COMMITTEE: { zh: '村委会', en: 'village committees' },
  COMMUNITY_COMMITTEE: { zh: '居委会', en: 'community committees' },
  GRID_OFFICE: { zh: '网格办', en: 'the grid office' },
  PUBLIC_INSTITUTION: { zh: '事业单位', en: 'public institutions' },
};

/** Kinds of bodies that a rule may be for. */
export const bodyKinds: readonly string[] = Object.keys(bodyNames);

/** What explains a clock, as it runs or as its row has it. */
type ExplainedClock = Pick<RunningClock, 'stage' | 'amount' | 'unit' | 'startedAt' | 'dueAt' | 'provisionalYears'> & {
  readonly serviceItemCode?: string | null | undefined;
  readonly bodyKind?: string | null | undefined;
  readonly source?: CaseSource | null | undefined;
};

/** How a clock was computed: which rule, from when, until when, and whether it may still move. */
export const explainClock = (clock: ExplainedClock): Bilingual => {
  const computed = explainDeadline({
    at: clock.dueAt,
    from: clock.startedAt,
    amount: clock.amount,
    unit: clock.unit,
    provisionalYears: clock.provisionalYears,
  });
  const stage = stageNames[clock.stage];
  const body = clock.bodyKind ? bodyNames[clock.bodyKind] : undefined;
  const source = clock.source ? sourceNames[clock.source] : undefined;
  const item = clock.serviceItemCode;
  const named = [item ? { zh: `事项 ${item}`, en: `item ${item}` } : undefined, body, source];
  const zh = named.flatMap((name) => name?.zh ?? []);
  const en = named.flatMap((name) => name?.en ?? []);
  return {
    zh: `${stage.zh}时限（${zh.length > 0 ? `${zh.join('、')}适用` : '默认规则'}）：${computed.zh}`,
    en: `${stage.en} (${en.length > 0 ? `rule for ${en.join(', ')}` : 'default rule'}): ${computed.en}`,
  };
};
