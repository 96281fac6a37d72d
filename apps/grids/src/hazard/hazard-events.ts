import { redact } from '@gridloom/access';
import { hazardFound, hazardGone, hazardRechecked, hazardState, hazardWorded } from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';

import { isAbsent } from '../absent.ts';
import type { Hazard } from './hazard.ts';

const identityOf = (hazard: Hazard) => ({
  hazardId: hazard.id,
  gridId: hazard.gridId,
  areaCode: hazard.areaCode,
  classCode: hazard.classCode,
  severity: hazard.severity,
});

const commonOf = (hazard: Hazard, occurredAt: Date) => ({
  aggregateId: hazard.id,
  aggregateVersion: hazard.version,
  areaCode: hazard.areaCode,
  occurredAt,
});

export const hazardStateOf = (hazard: Hazard) => ({
  ...identityOf(hazard),
  status: hazard.status,
  foundAt: hazard.foundAt.toISOString(),
  ...(isAbsent(hazard.goneAt) ? {} : { goneAt: hazard.goneAt.toISOString() }),
  ...(isAbsent(hazard.recheckDueOn) ? {} : { recheckDueOn: hazard.recheckDueOn }),
  ...(isAbsent(hazard.caseId) ? {} : { caseId: hazard.caseId }),
});

export const hazardStateEvent = (hazard: Hazard, at: Date): EventDraft =>
  eventDraft({ event: hazardState, ...commonOf(hazard, at), data: hazardStateOf(hazard) });

const goneEvent = (hazard: Hazard, at: Date): EventDraft =>
  eventDraft({
    event: hazardGone,
    ...commonOf(hazard, at),
    data: { ...identityOf(hazard), fixedOnTheSpot: hazard.fixedOnTheSpot },
  });

/** A hazard was found; its words go to those who handle it, where it is to become a case, numbers redacted. */
export const hazardFoundEvents = (hazard: Hazard): EventDraft[] => {
  const common = commonOf(hazard, hazard.foundAt);
  return [
    eventDraft({
      event: hazardFound,
      ...common,
      data: {
        ...identityOf(hazard),
        ...(isAbsent(hazard.patrolId) ? {} : { patrolId: hazard.patrolId }),
        fixedOnTheSpot: hazard.fixedOnTheSpot,
        reported: hazard.reported,
      },
    }),
    ...(hazard.status === 'GONE' ? [goneEvent(hazard, hazard.foundAt)] : []),
    ...(hazard.reported
      ? [
          eventDraft({
            event: hazardWorded,
            ...common,
            data: {
              ...identityOf(hazard),
              text: redact(hazard.text),
              ...(isAbsent(hazard.place) ? {} : { place: redact(hazard.place) }),
              foundByAccountId: hazard.foundByAccountId,
            },
          }),
        ]
      : []),
    hazardStateEvent(hazard, hazard.foundAt),
  ];
};

/** Somebody looked at it again. */
export const hazardRecheckedEvents = (hazard: Hazard, at: Date): EventDraft[] => [
  eventDraft({
    event: hazardRechecked,
    ...commonOf(hazard, at),
    data: { ...identityOf(hazard), gone: hazard.status === 'GONE', recheckCount: hazard.recheckCount },
  }),
  ...(hazard.status === 'GONE' ? [goneEvent(hazard, at)] : []),
  hazardStateEvent(hazard, at),
];
