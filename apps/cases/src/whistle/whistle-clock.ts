import type { SqlExecutor } from '@gridloom/service-kit';
import type { WorkingCalendar } from '@gridloom/standards';

import { loadCalendar } from '../deadline/load-stage-clock.ts';
import type { WhistleKind, WhistleRole } from './whistle.ts';

export type WhistleStage = 'APPROVE' | 'ANSWER' | 'ARRIVE' | 'OUTCOME';
export type WhistleUnit = 'HOURS' | 'WORKING_HOURS' | 'WORKING_DAYS';

/** How long a stage of a kind of whistle may take, for a role or for any. */
export interface WhistleRule {
  readonly id: string;
  readonly kind: WhistleKind;
  readonly stage: WhistleStage;
  readonly role: WhistleRole | null;
  readonly amount: number;
  readonly unit: WhistleUnit;
}

/** Says by when something has to be done. Throws YearNotLoaded, or WhistleRuleMissing. */
export interface WhistleClock {
  due(kind: WhistleKind, stage: WhistleStage, role: WhistleRole | null, from: Date): Date;
}

/** Thrown when the county has no rule for a stage of a kind of whistle; says which. */
export class WhistleRuleMissing extends Error {
  constructor(kind: WhistleKind, stage: WhistleStage) {
    super(`There is no rule for ${stage} of whistles of the kind ${kind} (缺少吹哨时限规则)`);
    this.name = 'WhistleRuleMissing';
  }
}

const MILLISECONDS_PER_HOUR = 3_600_000;

/** A clock by the county's rules and calendar; a rule for the role counts before one for any. Emergencies run round the clock. */
export const createWhistleClock = (rules: readonly WhistleRule[], calendar: WorkingCalendar): WhistleClock => ({
  due: (kind, stage, role, from) => {
    const fitting = rules.filter((rule) => rule.kind === kind && rule.stage === stage);
    const rule = fitting.find((each) => each.role === role) ?? fitting.find((each) => each.role === null);
    if (!rule) throw new WhistleRuleMissing(kind, stage);
    switch (rule.unit) {
      case 'HOURS':
        return new Date(from.getTime() + rule.amount * MILLISECONDS_PER_HOUR);
      case 'WORKING_HOURS':
        return calendar.addWorkingHours(from, rule.amount).at;
      case 'WORKING_DAYS':
        return calendar.addWorkingDays(from, rule.amount).at;
    }
  },
});

export const loadWhistleRules = async (sql: SqlExecutor): Promise<WhistleRule[]> => {
  const rows = await sql(
    'select id::text, kind, stage, role, amount, unit from whistle_rule order by kind, stage, role',
  );
  return rows.map((row) => ({
    id: row.id as string,
    kind: row.kind as WhistleKind,
    stage: row.stage as WhistleStage,
    role: row.role as WhistleRole | null,
    amount: row.amount as number,
    unit: row.unit as WhistleUnit,
  }));
};

export const loadWhistleClock = async (sql: SqlExecutor): Promise<WhistleClock> =>
  createWhistleClock(await loadWhistleRules(sql), await loadCalendar(sql));
