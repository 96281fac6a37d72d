import { defineEntity, p } from '@mikro-orm/core';

import type { CaseStatus } from './case-flow.ts';

/** What happened to a case. */
export const caseSteps = [
  'REPORTED',
  'ACCEPTED',
  'REFUSED',
  'DISPATCHED',
  'TAKEN_UP',
  'RETURNED',
  'DEFERRED',
  'RESUMED',
  'VOIDED',
  'SERVED',
  'RESOLVED',
  'VERIFIED',
  'REWORKED',
  'EVALUATED',
  'CLOSED',
  'SELF_HANDLED',
  'FELL_BACK',
  'TRANSFERRED',
  'ESCALATED',
  'EXTENSION_ASKED',
  'EXTENDED',
  'EXTENSION_REFUSED',
  'DEFERRAL_ASKED',
  'DEFERRAL_REFUSED',
  'DEFERRAL_DUE',
  'MERGED',
  'SPLIT',
  'REOPENED',
  'ARCHIVED',
  'OVERDUE',
  'URGED',
  'SUPERVISED',
  'SUPERVISION_LIFTED',
  'CALLED_BACK',
  'WHISTLE_BLOWN',
  'WHISTLE_ENDED',
  'LINKED_AS_REPEAT',
  'UNLINKED_AS_REPEAT',
  'REPEATED',
  'JOINED',
  'PARTED',
  'REPLIED',
  'SITUATION_REPORTED',
] as const;
export type CaseStep = (typeof caseSteps)[number];

const TimelineEntrySchema = defineEntity({
  name: 'TimelineEntry',
  tableName: 'case_timeline_entry',
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid(),
    position: p.integer(),
    at: p.datetime(),
    step: p.text().$type<CaseStep>(),
    status: p.text().$type<CaseStatus>(),
    actorAccountId: p.uuid().nullable(),
    organizationId: p.uuid().nullable(),
    complainantId: p.uuid().nullable(),
    satisfied: p.boolean().nullable(),
    solved: p.boolean().nullable(),
    inTime: p.boolean().nullable(),
    gridId: p.uuid().nullable(),
    handlerId: p.uuid().nullable(),
    reason: p.text().nullable(),
    note: p.text().nullable(),
  },
});

/** An entry of a case's timeline; written once, never changed. */
export class TimelineEntry extends TimelineEntrySchema.class {}
TimelineEntrySchema.setClass(TimelineEntry);

/** An entry before it has an id. */
export interface NewTimelineEntry {
  readonly position: number;
  readonly at: Date;
  readonly step: CaseStep;
  /** The status after it. */
  readonly status: CaseStatus;
  readonly actorAccountId: string | null;
  readonly organizationId: string | null;
  readonly complainantId: string | null;
  readonly satisfied: boolean | null;
  /** Of an evaluation: whether the matter is solved in the complainant's eyes, satisfied or not. */
  readonly solved: boolean | null;
  /** Whether the clock that ran had not run out; none where no clock ran. */
  readonly inTime: boolean | null;
  /** Where the case was. */
  readonly gridId: string | null;
  /** The body that had the case. */
  readonly handlerId: string | null;
  readonly reason: string | null;
  readonly note: string | null;
}
