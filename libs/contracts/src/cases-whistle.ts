import { z } from 'zod';
import { casesEvent as event } from './cases-event.ts';
import { areaCode, id, list, moment, oneOf } from './fields.ts';

const bodies = (description: string) => list(id('A body'), 21, description);

const whistle = {
  whistleId: id('The whistle (吹哨)'),
  caseId: id('The case that it is blown for'),
  areaCode: areaCode('The village or community of the case'),
  kind: oneOf(['BEYOND_POWER', 'JOINT_ENFORCEMENT', 'EMERGENCY'], 'Which kind of whistle'),
  callerId: id('The township or community that convenes').optional(),
  leadId: id('The body that leads').optional(),
  assistantIds: bodies('The bodies that assist').optional(),
};
const body = { ...whistle, organizationId: id('The body that did it') };

export const whistleBlown = event(
  'gridloom.cases.whistle.blown.v1',
  'whistleId',
  whistle,
  'A whistle goes out: approved by a principal, or an emergency before its approval',
  'It is only drafted',
);
export const whistleAnswered = event(
  'gridloom.cases.whistle.answered.v1',
  'whistleId',
  body,
  'A body that is convened answers (应哨)',
  'It comes without a word: that is whistle.arrived',
);
export const whistleArrived = event(
  'gridloom.cases.whistle.arrived.v1',
  'whistleId',
  body,
  'A body that is convened is on the spot (报到)',
  'It only says that it will come',
);
export const whistleReleased = event(
  'gridloom.cases.whistle.released.v1',
  'whistleId',
  whistle,
  'The caller lets the bodies go: it is done',
  'The whistle is recalled or declined: that is on the state topic',
);
export const whistleRated = event(
  'gridloom.cases.whistle.rated.v1',
  'whistleId',
  {
    ...whistle,
    organizationId: id('The body that is rated'),
    rating: z.int().min(1).max(5).meta({ description: 'From 1, poor, to 5, very good', sensitivity: 'internal' }),
  },
  'The caller rates a body that was convened',
  'It is about the rate of whistles: that is no target, and nothing is ranked by it',
);
export const whistleState = event(
  'gridloom.cases.whistle.state.v1',
  'whistleId',
  {
    ...whistle,
    status: oneOf(
      ['DRAFTED', 'BLOWN', 'ANSWERED', 'ARRIVED', 'RELEASED', 'DECLINED', 'RECALLED'],
      'How far it is: drafted, blown, all have answered, all are there, released; or declined, or recalled',
    ),
    blownAt: moment('When it went out').optional(),
    approvedAt: moment('When a principal approved it').optional(),
    releasedAt: moment('When the bodies were let go').optional(),
    answeredIds: bodies('Bodies that have answered').optional(),
    arrivedIds: bodies('Bodies that were on the spot').optional(),
    reportedIds: bodies('Bodies that told their outcome').optional(),
  },
  'Anything about the whistle has changed',
  'Somebody looks at it',
);

export const casesWhistleEvents = [
  whistleBlown,
  whistleAnswered,
  whistleArrived,
  whistleReleased,
  whistleRated,
  whistleState,
] as const;
