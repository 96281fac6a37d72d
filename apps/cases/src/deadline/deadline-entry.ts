import { defineEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '@gridloom/service-kit';

import type { ClockUnit } from './stage-clock.ts';

/** What moved a deadline, or stopped its clock. */
export const deadlineEntryKinds = ['PAUSED', 'RESUMED', 'EXTENDED', 'RECOMPUTED'] as const;
export type DeadlineEntryKind = (typeof deadlineEntryKinds)[number];

const DeadlineEntrySchema = defineEntity({
  name: 'DeadlineEntry',
  tableName: 'case_deadline_entry',
  properties: {
    id: p.uuid().primary(),
    deadlineId: p.uuid(),
    at: p.datetime(),
    kind: p.text().$type<DeadlineEntryKind>(),
    dueBefore: p.datetime(),
    dueAfter: p.datetime(),
    amount: p.double().$type<number>().nullable(),
    unit: p.text().$type<ClockUnit>().nullable(),
    year: p.integer().nullable(),
    actorAccountId: p.uuid().nullable(),
    reason: p.text().nullable(),
  },
});

/** An entry of a clock: written once, never changed. */
export class DeadlineEntry extends DeadlineEntrySchema.class {}
DeadlineEntrySchema.setClass(DeadlineEntry);

interface NewDeadlineEntry {
  readonly at: Date;
  readonly kind: DeadlineEntryKind;
  readonly dueBefore: Date;
  readonly dueAfter: Date;
  readonly amount?: number;
  readonly unit?: ClockUnit;
  /** The year whose calendar was loaded or changed. */
  readonly year?: number;
  readonly actorAccountId?: string | null;
  readonly reason?: string | null;
}

export const addDeadlineEntry = async (
  tools: { readonly em: EntityManager; readonly newId: () => string },
  deadlineId: string,
  entry: NewDeadlineEntry,
): Promise<void> => {
  await tools.em.insert(DeadlineEntry, { id: tools.newId(), deadlineId, ...entry });
};
