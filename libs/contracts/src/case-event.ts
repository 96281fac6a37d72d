import { z } from 'zod';
import { SUBGRAPHS_AND_DATA_TEAMS } from './audiences.ts';
import { defineEvent, type TopicKind } from './define-event.ts';
import { areaCode, code, id, list, oneOf, word } from './fields.ts';

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
/** Declares an event of a case: what a case tells with each of them, and what this one tells besides. */
export const caseEvent = <Extra extends z.ZodRawShape>(
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
