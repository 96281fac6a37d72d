import {
  caseAccepted,
  caseClosed,
  caseDeferred,
  caseDispatched,
  caseEvaluated,
  caseRefused,
  caseReported,
  caseResolved,
  caseResumed,
  caseReturned,
  caseReworked,
  caseState,
  caseTakenUp,
  caseVerified,
  caseVoided,
  type EventData,
} from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';

import type { Case, CaseChange } from './case.ts';
import type { NewTimelineEntry } from './timeline-entry.ts';

const told = (file: Case): EventData<typeof caseReported> => ({
  caseId: file.id,
  number: file.number,
  status: file.status,
  source: file.source,
  areaCode: file.areaCode,
  urgency: file.urgency,
  complainantResidentIds: file.complainantResidentIds,
  ...(file.gridId ? { gridId: file.gridId } : {}),
  ...(file.serviceItemCode ? { serviceItemCode: file.serviceItemCode } : {}),
  ...(file.handlerId ? { handlerId: file.handlerId } : {}),
  ...(file.assistantIds.length > 0 ? { assistantIds: file.assistantIds } : {}),
  ...(file.demandId ? { demandId: file.demandId } : {}),
});

/** The whole state of a case, as its state topic tells it. */
export const stateOf = (file: Case): EventData<typeof caseState> => ({
  ...told(file),
  reportedAt: file.reportedAt.toISOString(),
  ...(file.acceptedAt ? { acceptedAt: file.acceptedAt.toISOString() } : {}),
  ...(file.closedAt ? { closedAt: file.closedAt.toISOString() } : {}),
  ...(typeof file.satisfied === 'boolean' ? { satisfied: file.satisfied } : {}),
});

type Draft = Pick<EventDraft, 'event' | 'data'>;

const happening = (file: Case, entry: NewTimelineEntry): Draft | null => {
  const data = told(file);
  switch (entry.step) {
    case 'REPORTED':
      return { event: caseReported, data };
    case 'ACCEPTED':
      return { event: caseAccepted, data };
    case 'REFUSED':
      return { event: caseRefused, data: { ...data, reason: entry.reason ?? '' } };
    case 'DISPATCHED':
      return { event: caseDispatched, data: { ...data, handlerId: file.handlerId ?? '' } };
    case 'TAKEN_UP':
      return { event: caseTakenUp, data };
    case 'RETURNED':
      return { event: caseReturned, data };
    case 'DEFERRED':
      return { event: caseDeferred, data };
    case 'RESUMED':
      return { event: caseResumed, data };
    case 'VOIDED':
      return { event: caseVoided, data };
    case 'RESOLVED':
      return { event: caseResolved, data };
    case 'VERIFIED':
      return { event: caseVerified, data };
    case 'REWORKED':
      return { event: caseReworked, data };
    case 'EVALUATED':
      return { event: caseEvaluated, data: { ...data, satisfied: entry.satisfied ?? false } };
    case 'CLOSED':
      return { event: caseClosed, data };
    case 'SERVED':
      return null;
  }
};

/** What is told of a change: an event for each step, then the whole state; all with the version that the case has now. */
export const caseEventsOf = (file: Case, change: CaseChange): EventDraft[] => {
  const at = change.entries[0]?.at ?? file.reportedAt;
  const common = { aggregateId: file.id, aggregateVersion: file.version, areaCode: file.areaCode };
  return [
    ...change.entries.flatMap((entry) => {
      const draft = happening(file, entry);
      return draft ? [{ ...common, ...draft, occurredAt: entry.at }] : [];
    }),
    eventDraft({ ...common, event: caseState, occurredAt: at, data: stateOf(file) }),
  ];
};
