import { casesEvent } from './cases-event.ts';
import { areaCode, code, flag, id, list, moment, oneOf, word } from './fields.ts';

const ofCase = {
  caseId: id('The case (事件)'),
  number: code('The number that people quote'),
  areaCode: areaCode('The village or community of the matter, or the area above where it is not known'),
  gridId: id('The grid of the matter').optional(),
  serviceItemCode: code('The service item under which it was accepted').optional(),
  handlerId: id('The body that handles it').optional(),
};

const ofClock = {
  ...ofCase,
  stage: word('The stage whose clock it is, e.g. HANDLE').optional(),
  dueAt: moment('When that clock ran or runs out').optional(),
};

export const caseOverdue = casesEvent(
  'gridloom.cases.case.overdue.v1',
  'caseId',
  ofClock,
  'The clock of the stage that a case is in has run out (超期), once a clock',
  'The deadline is only near, or the case had ended in time',
);
export const caseUrged = casesEvent(
  'gridloom.cases.case.urged.v1',
  'caseId',
  { ...ofClock, byHand: flag('Whether somebody did it; else it happened by rule', 'internal') },
  'Whoever has to act is urged (催办), by hand or by rule',
  'The deadline is only near: then there is a notice',
);

const level = oneOf(['NORMAL', 'YELLOW', 'RED'], 'How strictly: ordinary, yellow card, red card');
export const caseSupervised = casesEvent(
  'gridloom.cases.case.supervised.v1',
  'caseId',
  { ...ofClock, level, byHand: flag('Whether the office ordered it; else it happened by rule', 'internal') },
  'A case comes under supervision (督办), or under a stricter one',
  'Whoever has to act is only urged: that is case.urged',
);
export const caseSupervisionLifted = casesEvent(
  'gridloom.cases.case.supervision-lifted.v1',
  'caseId',
  { ...ofCase, level },
  'The office lifts the supervision of a case',
  'It ends by itself with its stage or with the case',
);

export const caseCalledBack = casesEvent(
  'gridloom.cases.case.called-back.v1',
  'caseId',
  { ...ofCase, outcome: word('What came of it: NOT_REACHED, DECLINED, CALL_LATER') },
  'Somebody called a complainant and got no answer to the question (回访未果)',
  'The complainant answers: that is case.evaluated',
);

export const noticeSent = casesEvent(
  'gridloom.cases.notice.sent.v1',
  'noticeId',
  {
    noticeId: id('The notice (通知)'),
    caseId: id('The case that it is about'),
    number: code("The case's number"),
    kind: word('What it tells, e.g. DISPATCHED, OVERDUE'),
    areaCode: areaCode('The village or community of the matter, or the area above where it is not known'),
    organizationId: id('The body whose people are told').optional(),
    accountIds: list(id('An account'), 500, 'Who is told, never by name'),
  },
  'Those concerned are told of something in a case',
  'Nobody concerned has an account',
);

export const casesDeadlineEvents = [
  caseOverdue,
  caseUrged,
  caseSupervised,
  caseSupervisionLifted,
  caseCalledBack,
  noticeSent,
] as const;
