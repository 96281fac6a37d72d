import { redact } from '@gridloom/access';
import { visitDemandRaised, visitDemandWorded, visitRecorded, visitState } from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';

import { isAbsent } from '../absent.ts';
import type { Visit, VisitDemand } from './visit.ts';

/** What data teams are told of a visit: what was looked at, no words. */
export const visitDataOf = (visit: Visit) => ({
  visitId: visit.id,
  householdId: visit.householdId,
  gridId: visit.gridId,
  areaCode: visit.areaCode,
  gridWorkerId: visit.gridWorkerId,
  checks: visit.checks.map(({ item, passed }) => ({ item, passed })),
  demandCount: visit.demandCount,
});

const demandDataOf = (demand: VisitDemand) => ({
  visitDemandId: demand.id,
  visitId: demand.visitId,
  householdId: demand.householdId,
  residentId: demand.residentId,
  gridId: demand.gridId,
  areaCode: demand.areaCode,
});

/** A visit was recorded. */
export const visitEvents = (visit: Visit): EventDraft[] => {
  const common = {
    aggregateId: visit.id,
    aggregateVersion: visit.version,
    areaCode: visit.areaCode,
    occurredAt: visit.recordedAt,
    data: visitDataOf(visit),
  };
  return [eventDraft({ event: visitRecorded, ...common }), eventDraft({ event: visitState, ...common })];
};

/** A demand was raised: to all without its words, to those who handle it with them, numbers redacted. */
export const demandEvents = (demand: VisitDemand): EventDraft[] => {
  const common = {
    aggregateId: demand.id,
    aggregateVersion: demand.version,
    areaCode: demand.areaCode,
    occurredAt: demand.raisedAt,
  };
  const data = demandDataOf(demand);
  return [
    eventDraft({
      event: visitDemandRaised,
      ...common,
      data: { ...data, ...(isAbsent(demand.clientKey) ? {} : { clientKey: demand.clientKey }) },
    }),
    eventDraft({
      event: visitDemandWorded,
      ...common,
      data: {
        ...data,
        text: redact(demand.text),
        ...(isAbsent(demand.place) ? {} : { place: redact(demand.place) }),
        raisedByAccountId: demand.raisedByAccountId,
      },
    }),
  ];
};
