import { defineEntity, p } from '@mikro-orm/core';

import type { GridRole } from '../worker/grid-assignment.ts';

const TrainingKindSchema = defineEntity({
  name: 'TrainingKind',
  tableName: 'training_kind',
  properties: {
    code: p.text().primary(),
    version: p.integer().version().default(1),
    label: p.text(),
    /** For how many months it holds; for good where it is left out. */
    validMonths: p.integer().nullable(),
    requiredRoles: p.array().$type<GridRole[]>(),
    retired: p.boolean().default(false),
  },
});

const lastDayOfMonth = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** A day so many months later; the last of the month where the month has no such day. */
export const addMonths = (day: string, months: number): string => {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const count = year * 12 + month - 1 + months;
  const [newYear, newMonth] = [Math.floor(count / 12), (count % 12) + 1];
  const newDate = Math.min(date, lastDayOfMonth(newYear, newMonth));
  return [newYear, newMonth, newDate].map((part, at) => String(part).padStart(at === 0 ? 4 : 2, '0')).join('-');
};

/** A kind of training (培训种类): the county's own list. */
export class TrainingKind extends TrainingKindSchema.class {
  /** First day on which a training of that day no longer holds. */
  validUntil(completedOn: string): string | null {
    return this.validMonths ? addMonths(completedOn, this.validMonths) : null;
  }
}
TrainingKindSchema.setClass(TrainingKind);

const TrainingRecordSchema = defineEntity({
  name: 'TrainingRecord',
  tableName: 'training_record',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    gridWorkerId: p.uuid(),
    kind: p.text(),
    completedOn: p.date(),
    validUntil: p.date().nullable(),
    certificate: p.text().nullable(),
    recordedByAccountId: p.uuid(),
    recordedAt: p.datetime(),
    voidedAt: p.datetime().nullable(),
  },
});

/** A training that a worker completed (培训记录). */
export class TrainingRecord extends TrainingRecordSchema.class {}
TrainingRecordSchema.setClass(TrainingRecord);
