import { z } from 'zod';
import { SUBGRAPHS_AND_DATA_TEAMS } from './audiences.ts';
import { caseEvent } from './case-event.ts';
import { defineEvent, type TopicKind } from './define-event.ts';
import { code, day, flag, id, moment, name } from './fields.ts';

const event = <Shape extends z.ZodRawShape>(
  type: `gridloom.cases.${string}.${string}`,
  orderingKey: string & keyof Shape,
  shape: Shape,
  firesWhen: string,
  firesNotWhen: string,
) => {
  const topicKind: TopicKind = type.includes('.state.v') ? 'state' : 'events';
  return defineEvent({
    type,
    topicKind,
    owner: 'cases',
    audience: SUBGRAPHS_AND_DATA_TEAMS,
    orderingKey,
    firesWhen,
    firesNotWhen,
    data: z.strictObject(shape),
  });
};

const serviceItem = {
  serviceItemId: id('The service item (网格事项)'),
  code: code('Its code in the list'),
  name: name('Its name'),
  sponsorId: id('The department whose item it is'),
  version: z.int().min(1).meta({ description: 'The version of the item', sensitivity: 'public' }),
  validFrom: day('The first day on which it may be asked of a grid'),
  validUntil: day('The first day on which it may no longer be asked').optional(),
};
export const serviceItemState = event(
  'gridloom.cases.service-item.state.v1',
  'serviceItemId',
  serviceItem,
  'Anything about the item has changed',
  'A case is opened under it',
);

export const caseReported = caseEvent(
  'reported',
  {},
  'A matter becomes a case',
  'A repeated submission with the same key arrives',
);
export const caseAccepted = caseEvent(
  'accepted',
  {},
  'A case is accepted (统一受理)',
  'It is refused: that is case.refused',
);
export const caseRefused = caseEvent(
  'refused',
  { reason: code('The code of the reason') },
  'A case is refused',
  'The handler sends it back: that is case.returned',
);
export const caseDispatched = caseEvent(
  'dispatched',
  { handlerId: id('The body that is to handle it') },
  'A case goes to a body (分流办理)',
  'A body only assists',
);
export const caseTakenUp = caseEvent('taken-up', {}, 'The handler takes the case up', 'The handler only reads it');
export const caseReturned = caseEvent(
  'returned',
  { reason: code("The code of the reason, one of the county's list").optional() },
  'The handler sends the case back (退单), and it is approved',
  'The case is refused at acceptance',
);
export const caseDeferred = caseEvent(
  'deferred',
  {},
  'A case that cannot be solved yet is put off, and it is approved (挂账)',
  'The handler is only late',
);
export const caseResumed = caseEvent(
  'resumed',
  {},
  'A deferred case goes on where it was put off',
  'The handler is only asked how far it is',
);
export const caseResolved = caseEvent(
  'resolved',
  {},
  'The handler reports it done (办结)',
  'Somebody has confirmed it: that is case.verified',
);
export const caseVerified = caseEvent(
  'verified',
  {},
  'The grid has confirmed on the spot that it is done',
  'The check fails: that is case.reworked',
);
export const caseReworked = caseEvent(
  'reworked',
  {},
  'A check fails and the handler has to do it again',
  'The handler is only asked how far it is',
);
export const caseEvaluated = caseEvent(
  'evaluated',
  { satisfied: flag('Whether the complainant was satisfied', 'internal') },
  'A complainant is asked, or answers',
  'Nobody could be reached',
);
export const caseClosed = caseEvent(
  'closed',
  {},
  'A case is closed (结案)',
  'The handler reports it done: that is case.resolved',
);
export const caseVoided = caseEvent(
  'voided',
  {},
  'A case is declared void (作废), and it is approved',
  'A case is refused',
);
export const caseState = caseEvent(
  'state',
  {
    reportedAt: moment('When it was reported'),
    acceptedAt: moment('When it was accepted').optional(),
    closedAt: moment('When it was closed').optional(),
    archivedAt: moment('When it went into the archive').optional(),
    inGrid: flag('Whether the grid itself handles it').optional(),
    satisfied: flag('What the complainants said last', 'internal').optional(),
  },
  'Anything told about the case has changed',
  'Somebody looks at it, or writes a note',
);

export const casesEvents = [
  serviceItemState,
  caseReported,
  caseAccepted,
  caseRefused,
  caseDispatched,
  caseTakenUp,
  caseReturned,
  caseDeferred,
  caseResumed,
  caseResolved,
  caseVerified,
  caseReworked,
  caseEvaluated,
  caseClosed,
  caseVoided,
  caseState,
] as const;
