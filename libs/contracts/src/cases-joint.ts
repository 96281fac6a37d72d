import { caseEvent } from './case-event.ts';
import { id } from './fields.ts';

export const caseMerged = caseEvent(
  'merged',
  { intoCaseId: id('The case within which it goes on') },
  'A case goes on within another one (并案): other persons, the same matter; or a repeat of an open case',
  'It is only linked as a repeat of a case that was closed',
);
export const caseSplit = caseEvent(
  'split',
  {},
  'A case that was merged goes on by itself again, where it was',
  'A case is opened again after it was closed: that is case.reopened',
);

export const casesJointEvents = [caseMerged, caseSplit] as const;
