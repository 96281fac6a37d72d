import {
  caseCalledBack,
  caseDeadlineDueSoon,
  caseOverdue,
  caseSituationReported,
  caseSupervised,
  caseSupervisionLifted,
  caseUrged,
  type EventData,
} from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';

import type { Case } from '../case/case.ts';
import type { NewTimelineEntry } from '../case/timeline-entry.ts';
import type { CaseDeadline } from './case-deadline.ts';

const ofCase = (file: Case) => ({
  caseId: file.id,
  number: file.number,
  areaCode: file.areaCode,
  ...(file.gridId ? { gridId: file.gridId } : {}),
  ...(file.serviceItemCode ? { serviceItemCode: file.serviceItemCode } : {}),
  ...(file.handlerId ? { handlerId: file.handlerId } : {}),
});

const ofClock = (file: Case): EventData<typeof caseOverdue> => ({
  ...ofCase(file),
  ...(file.stage ? { stage: file.stage } : {}),
  ...(file.dueAt ? { dueAt: file.dueAt.toISOString() } : {}),
});

const levelOf = ({ reason }: NewTimelineEntry) => (reason === 'RED' || reason === 'YELLOW' ? reason : 'NORMAL');

/** What is told of an entry that deadlines, supervision and call-backs leave in the timeline; none for others. */
export const deadlineHappening = (file: Case, entry: NewTimelineEntry): Pick<EventDraft, 'event' | 'data'> | null => {
  const byHand = entry.actorAccountId !== null;
  switch (entry.step) {
    case 'OVERDUE':
      return { event: caseOverdue, data: { ...ofClock(file), ...(entry.reason ? { stage: entry.reason } : {}) } };
    case 'URGED':
      return { event: caseUrged, data: { ...ofClock(file), byHand } };
    case 'SUPERVISED':
      return { event: caseSupervised, data: { ...ofClock(file), level: levelOf(entry), byHand } };
    case 'SUPERVISION_LIFTED':
      return { event: caseSupervisionLifted, data: { ...ofCase(file), level: levelOf(entry) } };
    case 'CALLED_BACK':
      return { event: caseCalledBack, data: { ...ofCase(file), outcome: entry.reason ?? 'NOT_REACHED' } };
    case 'SITUATION_REPORTED':
      return { event: caseSituationReported, data: ofCase(file) };
    default:
      return null;
  }
};

/**
 * Told when a clock runs out soon (即将到期). Nothing changes in the case with it; a clock that warns again has another deadline, and the
 * case another version by then.
 */
export const dueSoonEvent = (
  file: Case,
  { handlerId, stage, dueAt }: Pick<CaseDeadline, 'handlerId' | 'stage' | 'dueAt'>,
  at: Date,
): EventDraft =>
  eventDraft({
    event: caseDeadlineDueSoon,
    aggregateId: file.id,
    aggregateVersion: file.version,
    areaCode: file.areaCode,
    occurredAt: at,
    data: {
      caseId: file.id,
      number: file.number,
      areaCode: file.areaCode,
      ...(file.gridId ? { gridId: file.gridId } : {}),
      ...(file.serviceItemCode ? { serviceItemCode: file.serviceItemCode } : {}),
      ...(handlerId ? { handlerId } : {}),
      stage,
      dueAt: dueAt.toISOString(),
    },
  });
