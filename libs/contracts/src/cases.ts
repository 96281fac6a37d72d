import { z } from 'zod';
import { SUBGRAPHS_AND_DATA_TEAMS } from './audiences.ts';
import { defineEvent, type TopicKind } from './define-event.ts';
import { areaCode, code, day, flag, id, list, moment, name, oneOf, word } from './fields.ts';

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

const caseFields = {
  caseId: id('The case (事件)'),
  number: code('The number that people quote'),
  status: oneOf(
    [
      'REPORTED',
      'ACCEPTED',
      'REFUSED',
      'DISPATCHED',
      'HANDLING',
      'RESOLVED',
      'VERIFIED',
      'CLOSED',
      'RETURNED',
      'DEFERRED',
      'VOID',
      'MERGED',
    ],
    'The status after what happened',
  ),
  source: word('Where it came from, e.g. VISIT, SOCIETY, HOTLINE'),
  areaCode: areaCode('The village or community of the matter, or the area above where it is not known'),
  gridId: id('The grid of the matter').optional(),
  serviceItemCode: code('The service item under which it was accepted').optional(),
  handlerId: id('The body that handles it').optional(),
  assistantIds: list(id('A body'), 20, 'The bodies that assist').optional(),
  complainantResidentIds: list(id('A resident'), 500, 'The residents who complain, never by name'),
  demandId: id('The demand of a visit or a society that became this case').optional(),
  urgency: word('How urgent it is, e.g. ORDINARY, URGENT'),
};
const caseData = z.strictObject(caseFields);
const caseEvent = <Extra extends z.ZodRawShape>(
  happened: string,
  extra: Extra,
  firesWhen: string,
  firesNotWhen: string,
) => {
  const topicKind: TopicKind = happened === 'state' ? 'state' : 'events';
  return defineEvent({
    type: `gridloom.cases.case.${happened}.v1`,
    topicKind,
    owner: 'cases',
    audience: SUBGRAPHS_AND_DATA_TEAMS,
    orderingKey: 'caseId',
    firesWhen,
    firesNotWhen,
    data: caseData.extend(extra),
  });
};
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
  {},
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
