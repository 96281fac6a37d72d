import {
  caseAccepted,
  caseArchived,
  caseClosed,
  caseDeferralAsked,
  caseDeferralFellDue,
  caseDeferralRefused,
  caseDeferred,
  caseDispatched,
  caseMerged,
  caseSplit,
  caseDispatchedToGrid,
  caseEscalated,
  caseEvaluated,
  caseExtended,
  caseExtensionAsked,
  caseExtensionRefused,
  caseFellBack,
  caseRefused,
  caseReopened,
  caseReported,
  caseResolved,
  caseResumed,
  caseReturned,
  caseReworked,
  caseSelfHandled,
  caseState,
  caseTakenUp,
  caseTransferred,
  caseVerified,
  caseVoided,
  type EventData,
} from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';

import { deadlineHappening } from '../deadline/deadline-events.ts';
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
  ...(file.archivedAt ? { archivedAt: file.archivedAt.toISOString() } : {}),
  ...(file.inGrid ? { inGrid: true } : {}),
  ...(typeof file.satisfied === 'boolean' ? { satisfied: file.satisfied } : {}),
});

type Draft = Pick<EventDraft, 'event' | 'data'>;

const happening = (file: Case, entry: NewTimelineEntry, { request }: CaseChange): Draft | null => {
  const data = told(file);
  const handlerId = entry.organizationId ?? '';
  const workingDays = request && 'workingDays' in request ? (request.workingDays ?? 0) : 0;
  switch (entry.step) {
    case 'REPORTED':
      return { event: caseReported, data };
    case 'ACCEPTED':
      return { event: caseAccepted, data };
    case 'REFUSED':
      return { event: caseRefused, data: { ...data, reason: entry.reason ?? '' } };
    case 'DISPATCHED':
      return file.handlerId
        ? { event: caseDispatched, data: { ...data, handlerId: file.handlerId } }
        : { event: caseDispatchedToGrid, data };
    case 'TAKEN_UP':
      return { event: caseTakenUp, data };
    case 'RETURNED':
      return { event: caseReturned, data: { ...data, ...(entry.reason ? { reason: entry.reason } : {}) } };
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
    case 'OVERDUE':
    case 'URGED':
    case 'SUPERVISED':
    case 'SUPERVISION_LIFTED':
    case 'CALLED_BACK':
    case 'SITUATION_REPORTED':
      return deadlineHappening(file, entry);
    case 'SELF_HANDLED':
      return { event: caseSelfHandled, data };
    case 'TRANSFERRED':
      return { event: caseTransferred, data: { ...data, handlerId, direction: entry.reason ?? 'ACROSS' } };
    case 'FELL_BACK':
      return { event: caseFellBack, data: { ...data, handlerId } };
    case 'ESCALATED':
      return { event: caseEscalated, data: { ...data, handlerId, overdue: entry.reason === 'OVERDUE' } };
    case 'EXTENSION_ASKED':
      return { event: caseExtensionAsked, data: { ...data, workingDays } };
    case 'EXTENDED':
      return { event: caseExtended, data: { ...data, workingDays, dueAt: (file.dueAt ?? entry.at).toISOString() } };
    case 'EXTENSION_REFUSED':
      return { event: caseExtensionRefused, data };
    case 'DEFERRAL_ASKED': {
      const day = request?.outcome === 'ASKED' ? request.lookAgainOn : null;
      return { event: caseDeferralAsked, data: { ...data, ...(day ? { lookAgainOn: day } : {}) } };
    }
    case 'DEFERRAL_REFUSED':
      return { event: caseDeferralRefused, data };
    case 'DEFERRAL_DUE':
      return { event: caseDeferralFellDue, data };
    case 'REOPENED':
      return { event: caseReopened, data };
    case 'ARCHIVED':
      return { event: caseArchived, data };
    case 'MERGED':
      return { event: caseMerged, data: { ...data, intoCaseId: file.mergedIntoId ?? '' } };
    case 'SPLIT':
      return { event: caseSplit, data };
    case 'SERVED':
    case 'WHISTLE_BLOWN':
    case 'WHISTLE_ENDED':
    case 'LINKED_AS_REPEAT':
    case 'UNLINKED_AS_REPEAT':
    case 'REPEATED':
    case 'JOINED':
    case 'PARTED':
    case 'REPLIED':
      return null;
  }
};

/** What is told of a change: an event for each step, then the whole state; all with the version that the case has now. */
export const caseEventsOf = (file: Case, change: CaseChange): EventDraft[] => {
  const at = change.entries[0]?.at ?? file.reportedAt;
  const common = { aggregateId: file.id, aggregateVersion: file.version, areaCode: file.areaCode };
  return [
    ...change.entries.flatMap((entry) => {
      const draft = happening(file, entry, change);
      return draft ? [{ ...common, ...draft, occurredAt: entry.at }] : [];
    }),
    eventDraft({ ...common, event: caseState, occurredAt: at, data: stateOf(file) }),
  ];
};
