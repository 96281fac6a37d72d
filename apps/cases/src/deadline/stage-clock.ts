import { explainDeadline, type WorkingCalendar } from '@gridloom/standards';
import type { Bilingual } from '@gridloom/service-kit';

import type { CaseStage } from '../case/case-flow.ts';

export type ClockUnit = 'WORKING_DAYS' | 'WORKING_HOURS';

/** How long a stage may take, for an item and a kind of body or for any. */
export interface DeadlineRule {
  readonly id: string;
  readonly stage: CaseStage;
  readonly serviceItemCode: string | null;
  readonly bodyKind: string | null;
  readonly amount: number;
  readonly unit: ClockUnit;
}

/** Which clock is asked for. */
export interface ClockSubject {
  readonly serviceItemCode: string | null;
  readonly bodyKind: string | null;
}

/** A clock that has been started: when it runs out, and by which rule. */
export interface RunningClock {
  readonly stage: CaseStage;
  readonly ruleId: string;
  /** The item and the kind of body that the rule is for; null for any. */
  readonly serviceItemCode: string | null;
  readonly bodyKind: string | null;
  readonly amount: number;
  readonly unit: ClockUnit;
  readonly startedAt: Date;
  readonly dueAt: Date;
  readonly provisionalYears: readonly number[];
}

/** Starts the clock of a stage. Throws YearNotLoaded, or DeadlineRuleMissing where the stage has no default. */
export interface StageClock {
  start(stage: CaseStage, subject: ClockSubject, from: Date): RunningClock;
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

const keyOf = (stage: CaseStage, serviceItemCode: string | null, bodyKind: string | null) =>
  `${stage} ${serviceItemCode ?? '*'} ${bodyKind ?? '*'}`;

/** A clock by the county's rules and calendar; the most particular rule counts: item and body, item, body, default. */
export const createStageClock = (rules: Iterable<DeadlineRule>, calendar: WorkingCalendar): StageClock => {
  const byKey = new Map([...rules].map((rule) => [keyOf(rule.stage, rule.serviceItemCode, rule.bodyKind), rule]));
  const find = (stage: CaseStage, { serviceItemCode, bodyKind }: ClockSubject): DeadlineRule => {
    const rule =
      byKey.get(keyOf(stage, serviceItemCode, bodyKind)) ??
      byKey.get(keyOf(stage, serviceItemCode, null)) ??
      byKey.get(keyOf(stage, null, bodyKind)) ??
      byKey.get(keyOf(stage, null, null));
    if (!rule) throw new DeadlineRuleMissing(stage);
    return rule;
  };
  return {
    start: (stage, subject, from) => {
      const rule = find(stage, subject);
      const deadline =
        rule.unit === 'WORKING_DAYS'
          ? calendar.addWorkingDays(from, rule.amount)
          : calendar.addWorkingHours(from, rule.amount);
      return {
        stage,
        ruleId: rule.id,
        serviceItemCode: rule.serviceItemCode,
        bodyKind: rule.bodyKind,
        amount: rule.amount,
        unit: rule.unit,
        startedAt: from,
        dueAt: deadline.at,
        provisionalYears: deadline.provisionalYears,
      };
    },
  };
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

/** What explains a clock, as it runs or as its row has it. */
type ExplainedClock = Pick<RunningClock, 'stage' | 'amount' | 'unit' | 'startedAt' | 'dueAt' | 'provisionalYears'> & {
  readonly serviceItemCode?: string | null | undefined;
  readonly bodyKind?: string | null | undefined;
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
  const zh = [clock.serviceItemCode ? `事项 ${clock.serviceItemCode}` : '', body === undefined ? '' : body.zh].filter(
    Boolean,
  );
  const en = [clock.serviceItemCode ? `item ${clock.serviceItemCode}` : '', body === undefined ? '' : body.en].filter(
    Boolean,
  );
  return {
    zh: `${stage.zh}时限（${zh.length > 0 ? `${zh.join('、')}适用` : '默认规则'}）：${computed.zh}`,
    en: `${stage.en} (${en.length > 0 ? `rule for ${en.join(', ')}` : 'default rule'}): ${computed.en}`,
  };
};
