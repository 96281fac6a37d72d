import { redact } from '@gridloom/access';
import {
  errandAnswered,
  errandBegun,
  errandCompleted,
  errandHandedOver,
  errandState,
  errandWithdrawn,
  errandWorded,
} from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';

import { isAbsent } from '../absent.ts';
import type { Errand, ErrandStep } from './errand.ts';

const identityOf = (errand: Errand) => ({
  errandId: errand.id,
  kindCode: errand.kindCode,
  residentId: errand.residentId,
  gridId: errand.gridId,
  areaCode: errand.areaCode,
});

export const errandStateOf = (errand: Errand) => ({
  ...identityOf(errand),
  status: errand.status,
  ...(isAbsent(errand.caseId) ? {} : { caseId: errand.caseId }),
  ...(isAbsent(errand.succeeded) ? {} : { succeeded: errand.succeeded }),
});

/** What is told of a step: the step, where others need it, and the whole state. */
export const errandEvents = (errand: Errand, step: ErrandStep, at: Date, kindLabel = ''): EventDraft[] => {
  const common = {
    aggregateId: errand.id,
    aggregateVersion: errand.version,
    areaCode: errand.areaCode,
    occurredAt: at,
  };
  const data = identityOf(errand);
  const state = eventDraft({ event: errandState, ...common, data: errandStateOf(errand) });
  switch (step) {
    case 'BEGUN':
      return [eventDraft({ event: errandBegun, ...common, data }), state];
    case 'HANDED_OVER':
      return [
        eventDraft({ event: errandHandedOver, ...common, data }),
        eventDraft({
          event: errandWorded,
          ...common,
          data: { ...data, kindLabel, text: redact(errand.text), raisedByAccountId: errand.workerAccountId },
        }),
        state,
      ];
    case 'ANSWERED':
      return [
        eventDraft({ event: errandAnswered, ...common, data: { ...data, succeeded: errand.succeeded === true } }),
        state,
      ];
    case 'COMPLETED':
      return [eventDraft({ event: errandCompleted, ...common, data }), state];
    case 'WITHDRAWN':
      return [eventDraft({ event: errandWithdrawn, ...common, data }), state];
    case 'REOPENED':
      return [state];
    case 'DOCUMENTS_ADDED':
      return [];
  }
};
