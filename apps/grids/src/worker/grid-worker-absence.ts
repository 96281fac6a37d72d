import { addDays } from '@gridloom/standards';
import { defineEntity, p } from '@mikro-orm/core';

export const absenceKinds = ['LEAVE', 'ILLNESS', 'TRAINING', 'SECONDMENT', 'OTHER'] as const;

export type AbsenceKind = (typeof absenceKinds)[number];

/** How long ago an absence may have begun that is recorded now, and how long it may last. */
export const RECORDED_WITHIN_DAYS = 30;
export const LONGEST_DAYS = 366;

/** Thrown for an absence whose last day cannot be that day. */
export class AbsencePeriodWrong extends Error {
  override readonly name = 'AbsencePeriodWrong';
  readonly reason: 'over already' | 'back before today' | 'not after since' | 'too long';

  constructor(reason: AbsencePeriodWrong['reason']) {
    super(`The absence cannot last so: ${reason}`);
    this.reason = reason;
  }
}

const GridWorkerAbsenceSchema = defineEntity({
  name: 'GridWorkerAbsence',
  tableName: 'grid_worker_absence',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    gridWorkerId: p.uuid(),
    since: p.date(),
    /** First day back at work; the first day away where it was taken back. */
    until: p.date(),
    kind: p.text().$type<AbsenceKind>(),
    substituteId: p.uuid().nullable(),
    recordedByAccountId: p.uuid(),
    recordedAt: p.datetime(),
  },
});

/** Days on which a worker is away, and who stands in (离岗与代岗). */
export class GridWorkerAbsence extends GridWorkerAbsenceSchema.class {
  isOverOn(day: string): boolean {
    return this.until <= day;
  }

  /**
   * Another first day back: today or later, or the first day away for an absence that has not begun, which is then taken back.
   * @throws AbsencePeriodWrong
   */
  changeUntil(until: string, today: string): void {
    if (this.isOverOn(today)) throw new AbsencePeriodWrong('over already');
    const isTakenBack = until === this.since && this.since >= today;
    if (!isTakenBack && until <= this.since) throw new AbsencePeriodWrong('not after since');
    if (until < today) throw new AbsencePeriodWrong('back before today');
    if (until > addDays(this.since, LONGEST_DAYS)) throw new AbsencePeriodWrong('too long');
    this.until = until;
  }

  /** Somebody else stands in from now on, or nobody. @throws AbsencePeriodWrong */
  changeSubstitute(substituteId: string | null, today: string): void {
    if (this.isOverOn(today)) throw new AbsencePeriodWrong('over already');
    this.substituteId = substituteId;
  }

  touches(since: string, until: string): boolean {
    return this.since < until && since < this.until;
  }
}
GridWorkerAbsenceSchema.setClass(GridWorkerAbsence);
