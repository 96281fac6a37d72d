import { casesEvent } from './cases-event.ts';
import { areaCode, code, id, moment, word } from './fields.ts';

export const caseDeadlineDueSoon = casesEvent(
  'gridloom.cases.case.deadline-due-soon.v1',
  'caseId',
  {
    caseId: id('The case (事件)'),
    number: code('The number that people quote'),
    areaCode: areaCode('The village or community of the matter, or the area above where it is not known'),
    gridId: id('The grid of the matter').optional(),
    serviceItemCode: code('The service item under which it was accepted').optional(),
    handlerId: id(
      'The body that has to keep the deadline; none where it is the desk of the area or the grid',
    ).optional(),
    stage: word('The stage whose clock it is, e.g. HANDLE'),
    dueAt: moment('When that clock runs out'),
  },
  'The clock of the stage that a case is in runs out soon, by the reminder rule of the county (即将到期), once a clock and deadline',
  'The clock is no longer than the warning, or the stage was over before the warning was due',
);

export const casesDueSoonEvents = [caseDeadlineDueSoon] as const;
