import { z } from 'zod';
import { areaCode, code, count, day, flag, id, list, name, oneOf, ownWords, roleHolderName, word } from './fields.ts';
import { gridsEvent as event } from './grids-event.ts';
import { dwelling, household, resident } from './grids-people-shapes.ts';

const gridCodes = list(
  z.strictObject({
    scheme: word('The scheme of the code, e.g. CJT_349'),
    code: code('The code as the scheme writes it'),
  }),
  20,
  'The codes of the grid; data, never parsed',
);
const gridIdentity = {
  gridId: id('The grid (网格)'),
  name: name('Its name'),
  kind: oneOf(['URBAN', 'RURAL', 'DEDICATED'], 'Urban community, rural, or dedicated to a market, school or park'),
  level: oneOf(['BASIC', 'MICRO'], 'A basic grid, or a micro-grid within one'),
  areaCode: areaCode('The village or community that it belongs to'),
  parentGridId: id('The basic grid that a micro-grid belongs to').optional(),
  codes: gridCodes,
  validFrom: day('The first day of the grid'),
};
export const gridState = event(
  'gridloom.grids.grid.state.v1',
  'gridId',
  { ...gridIdentity, validUntil: day('The first day on which it is no longer a grid').optional() },
  'Anything about the grid itself has changed',
  'Its workers or households change',
);

const gridAssignment = {
  gridAssignmentId: id('The assignment of a grid worker to a grid'),
  gridWorkerId: id('The grid worker (网格员)'),
  accountId: id('The account of the grid worker'),
  accountName: roleHolderName('The name of the grid worker, as posted in the grid'),
  gridId: id('The grid'),
  areaCode: areaCode('The village or community of the grid'),
  role: oneOf(
    ['GRID_HEAD', 'FULL_TIME', 'PART_TIME', 'LEVEL_3', 'LEVEL_4', 'SECRETARY'],
    'What the worker is in the grid',
  ),
  since: day('The first day of the assignment'),
  until: day('The first day after it').optional(),
};
export const gridAssignmentBegun = event(
  'gridloom.grids.grid-assignment.begun.v1',
  'gridAssignmentId',
  gridAssignment,
  'A worker is assigned to a grid',
  'The worker changes the role: one assignment ends and another begins',
);
export const gridAssignmentEnded = event(
  'gridloom.grids.grid-assignment.ended.v1',
  'gridAssignmentId',
  gridAssignment,
  'An assignment ends',
  'The worker is on leave',
);
export const gridAssignmentState = event(
  'gridloom.grids.grid-assignment.state.v1',
  'gridAssignmentId',
  gridAssignment,
  'The assignment begins, changes or ends',
  'The worker gets another name or phone',
);

export const householdState = event(
  'gridloom.grids.household.state.v1',
  'householdId',
  household,
  'Anything told about the household has changed; a tombstone when it is dissolved',
  'Its address or contacts change',
);

export const dwellingState = event(
  'gridloom.grids.dwelling.state.v1',
  'dwellingId',
  dwelling,
  'Anything told about the dwelling has changed; a tombstone when it is gone',
  'Its address changes',
);

export const residentVerified = event(
  'gridloom.grids.resident.verified.v1',
  'residentId',
  resident,
  'A grid worker has confirmed that the record is right',
  'The record is changed: that is resident.changed',
);
export const residentState = event(
  'gridloom.grids.resident.state.v1',
  'residentId',
  resident,
  'Anything told about the resident has changed; a tombstone when the resident has left or died',
  'A name, phone or id number changes',
);

const visit = {
  visitId: id('The visit (走访)'),
  householdId: id('The household visited'),
  gridId: id('The grid of the household'),
  areaCode: areaCode('The village or community of the grid'),
  gridWorkerId: id('The worker who visited'),
  checks: list(
    z.strictObject({
      item: code('The item of the checklist'),
      passed: flag('Whether it was found in order', 'internal'),
    }),
    100,
    'What was looked at',
  ),
  demandCount: count('How many demands were raised'),
};
export const visitRecorded = event(
  'gridloom.grids.visit.recorded.v1',
  'visitId',
  visit,
  'A visit is recorded, offline ones when they arrive',
  'A patrol is completed: that is patrol.completed',
);
export const visitState = event(
  'gridloom.grids.visit.state.v1',
  'visitId',
  visit,
  'A visit is recorded or corrected',
  'A demand raised in it becomes a case',
);

const visitDemand = {
  visitDemandId: id('The demand (诉求)'),
  visitId: id('The visit in which it was raised'),
  householdId: id('The household visited'),
  residentId: id('The resident whose demand it is'),
  gridId: id('The grid of the household'),
  areaCode: areaCode('The village or community of the grid'),
};
export const visitDemandRaised = event(
  'gridloom.grids.visit-demand.raised.v1',
  'visitDemandId',
  { ...visitDemand, clientKey: code('The key that the worker’s device gave it').optional() },
  'A visit with the demand is recorded',
  'A society hears it: that is society-demand.raised',
);
export const visitDemandWorded = event(
  'gridloom.grids.visit-demand.worded.v1',
  'visitDemandId',
  {
    ...visitDemand,
    text: ownWords('What is asked for, id numbers and phones redacted'),
    place: ownWords('Where', 200).optional(),
    raisedByAccountId: id('The account of the worker who recorded it'),
  },
  'A visit with the demand is recorded, with visit-demand.raised',
  'The demand has no words of its own',
);

export const gridsEvents = [
  gridState,
  gridAssignmentBegun,
  gridAssignmentEnded,
  gridAssignmentState,
  householdState,
  dwellingState,
  residentVerified,
  residentState,
  visitRecorded,
  visitState,
  visitDemandRaised,
  visitDemandWorded,
] as const;
