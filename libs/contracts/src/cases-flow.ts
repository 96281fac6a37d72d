import { caseEvent } from './case-event.ts';
import { casesEvent } from './cases-event.ts';
import { areaCode, code, count, day, flag, id, moment, word } from './fields.ts';

export const caseSelfHandled = caseEvent(
  'self-handled',
  {},
  'A worker of the grid settles a case without sending it anywhere (自办)',
  'It is dispatched to the grid by somebody else: that is case.dispatched',
);
export const caseDispatchedToGrid = caseEvent(
  'dispatched-to-grid',
  {},
  'A case goes to the grid itself, to be settled there',
  'It goes to a body: that is case.dispatched',
);
export const caseTransferred = caseEvent(
  'transferred',
  {
    handlerId: id('The body that has it now'),
    direction: word('Which way it went: UP, DOWN, ACROSS'),
  },
  'A case goes on from one body to another (转办)',
  'The handler sends it back: that is case.returned',
);
export const caseFellBack = caseEvent(
  'fell-back',
  { handlerId: id('The body of the territory that covers') },
  'Whose duty a case is was disputed too often, so that the territory covers (属地兜底)',
  'The office dispatches it to the territory: that is case.dispatched',
);
export const caseEscalated = caseEvent(
  'escalated',
  {
    handlerId: id('The body a level above, which has it now'),
    overdue: flag('Whether it went up by itself because it was overdue'),
  },
  'A case goes up a level (升级)',
  'It is urged or supervised where it is',
);
export const caseExtensionAsked = caseEvent(
  'extension-asked',
  { workingDays: count('How many working days are asked for') },
  'The handler asks for more time (申请延期), before the deadline',
  'More time is granted: that is case.extended',
);
export const caseExtended = caseEvent(
  'extended',
  { workingDays: count('How many working days were granted'), dueAt: moment('The deadline from now on') },
  'More time is granted (延期)',
  'A clock goes on after it has stood still',
);
export const caseExtensionRefused = caseEvent(
  'extension-refused',
  {},
  'More time is refused',
  'The case moves on before anybody has decided',
);
export const caseDeferralAsked = caseEvent(
  'deferral-asked',
  { lookAgainOn: day('The day on which it is to be looked at again').optional() },
  'The handler asks that a case be put off (申请挂账)',
  'It is put off: that is case.deferred',
);
export const caseDeferralRefused = caseEvent(
  'deferral-refused',
  {},
  'Putting a case off is refused',
  'The case moves on before anybody has decided',
);
export const caseDeferralFellDue = caseEvent(
  'deferral-fell-due',
  {},
  'The day has come on which a deferred case is to be looked at again',
  'It is resumed: that is case.resumed',
);
export const caseReopened = caseEvent(
  'reopened',
  {},
  'A closed case is opened again within the period (重新办理)',
  'A complainant is not satisfied before it is closed: that is case.reworked',
);
export const caseArchived = caseEvent(
  'archived',
  {},
  'A case that has ended goes into the archive (归档)',
  'It is closed: that is case.closed',
);

const hotlineOrder = {
  hotlineOrderId: id('The order of the hotline (热线工单)'),
  upstreamNumber: code('Its number upstream, as it came'),
  caseId: id('The case that it became'),
  areaCode: areaCode('The area of the matter'),
  upstreamDueAt: moment('The deadline upstream, as it came'),
};
export const hotlineOrderReceived = casesEvent(
  'gridloom.cases.hotline-order.received.v1',
  'hotlineOrderId',
  hotlineOrder,
  'An order of hotline 12345 arrives and becomes a case',
  'An order with the same number arrives again',
);
export const hotlineOrderAnswered = casesEvent(
  'gridloom.cases.hotline-order.answered.v1',
  'hotlineOrderId',
  { ...hotlineOrder, inTime: flag('Whether it was answered before the deadline upstream') },
  'The reply to the hotline is recorded',
  'The complainant is told',
);
export const hotlineOrderState = casesEvent(
  'gridloom.cases.hotline-order.state.v1',
  'hotlineOrderId',
  { ...hotlineOrder, answeredAt: moment('When the hotline was answered').optional() },
  'Anything told about the order has changed',
  'The case that it became goes on',
);

export const casesFlowEvents = [
  caseSelfHandled,
  caseDispatchedToGrid,
  caseTransferred,
  caseFellBack,
  caseEscalated,
  caseExtensionAsked,
  caseExtended,
  caseExtensionRefused,
  caseDeferralAsked,
  caseDeferralRefused,
  caseDeferralFellDue,
  caseReopened,
  caseArchived,
  hotlineOrderReceived,
  hotlineOrderAnswered,
  hotlineOrderState,
] as const;
