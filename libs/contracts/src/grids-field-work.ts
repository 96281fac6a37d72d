import { areaCode, count, day, flag, id, moment, oneOf, ownWords, word } from './fields.ts';
import { gridsEvent as event } from './grids-event.ts';

const place = {
  gridId: id('The grid'),
  areaCode: areaCode('The village or community of the grid'),
};

export const visitVoided = event(
  'gridloom.grids.visit.voided.v1',
  'visitId',
  { visitId: id('The visit (走访)'), householdId: id('The household that was not visited'), ...place },
  'A visit that was recorded by mistake is declared void; figures no longer count it',
  'A visit is sent again',
);

const patrol = {
  patrolId: id('The patrol (巡查)'),
  ...place,
  kind: oneOf(['GRID_WORKER', 'VOLUNTEER'], 'Whose patrol it was'),
  gridWorkerId: id('The grid worker, for a patrol of one').optional(),
  routeId: id('The route that was walked').optional(),
  startedAt: moment('When it began'),
  endedAt: moment('When it ended'),
  hazardCount: count('How many hazards it found'),
};
export const patrolCompleted = event(
  'gridloom.grids.patrol.completed.v1',
  'patrolId',
  patrol,
  'A patrol is recorded, offline ones when they arrive',
  'A household is visited: that is visit.recorded',
);
export const patrolState = event(
  'gridloom.grids.patrol.state.v1',
  'patrolId',
  patrol,
  'A patrol is recorded',
  'A hazard that it found is re-checked',
);

const hazard = {
  hazardId: id('The hazard (隐患)'),
  ...place,
  classCode: word('The class of the hazard, of the county’s list, e.g. FIRE_EXIT_BLOCKED'),
  severity: oneOf(['MINOR', 'ORDINARY', 'MAJOR'], 'How grave it is'),
};
export const hazardFound = event(
  'gridloom.grids.hazard.found.v1',
  'hazardId',
  {
    ...hazard,
    patrolId: id('The patrol that found it').optional(),
    fixedOnTheSpot: flag('Whether it was put right at once'),
    reported: flag('Whether it is to become a case'),
  },
  'A patrol that found a hazard is recorded',
  'A known hazard is seen again: that is hazard.rechecked',
);
export const hazardWorded = event(
  'gridloom.grids.hazard.worded.v1',
  'hazardId',
  {
    ...hazard,
    text: ownWords('What was found, id numbers and phones redacted'),
    place: ownWords('Where', 200).optional(),
    foundByAccountId: id('The account of whoever found it'),
  },
  'A hazard is found that is to become a case, with hazard.found',
  'It was put right on the spot, or the grid deals with it alone',
);
export const hazardRechecked = event(
  'gridloom.grids.hazard.rechecked.v1',
  'hazardId',
  { ...hazard, gone: flag('Whether it is gone'), recheckCount: count('How often it has been re-checked') },
  'Somebody of the grid looked at a known hazard again',
  'Its case goes on',
);
export const hazardGone = event(
  'gridloom.grids.hazard.gone.v1',
  'hazardId',
  { ...hazard, fixedOnTheSpot: flag('Whether it was put right when it was found') },
  'A hazard is found to be gone, with hazard.rechecked or, on the spot, with hazard.found',
  'Its case is closed and nobody has looked yet',
);
export const hazardState = event(
  'gridloom.grids.hazard.state.v1',
  'hazardId',
  {
    ...hazard,
    status: oneOf(['OPEN', 'GONE'], 'Whether it is still there'),
    foundAt: moment('When it was found'),
    goneAt: moment('When it was gone').optional(),
    recheckDueOn: day('The day by which it is to be re-checked').optional(),
    caseId: id('The case that it became').optional(),
  },
  'Anything told about the hazard has changed',
  'Its description is corrected',
);

const errand = {
  errandId: id('The errand (代办)'),
  kindCode: word('What is applied for, of the county’s list, e.g. MINIMUM_LIVING_ALLOWANCE'),
  residentId: id('The resident on whose behalf'),
  ...place,
};
const errandEvent = (happened: string, firesWhen: string, firesNotWhen: string) =>
  event(`gridloom.grids.errand.${happened}.v1`, 'errandId', errand, firesWhen, firesNotWhen);
export const errandBegun = errandEvent(
  'begun',
  'A grid worker takes an application on behalf of a resident, with the consent',
  'A demand is raised on a visit',
);
export const errandHandedOver = errandEvent(
  'handed-over',
  'The application goes to the department: it becomes a case',
  'Documents are added',
);
export const errandWorded = event(
  'gridloom.grids.errand.worded.v1',
  'errandId',
  {
    ...errand,
    kindLabel: ownWords('What is applied for, in words', 200),
    text: ownWords('What is asked for, id numbers and phones redacted'),
    raisedByAccountId: id('The account of the worker'),
  },
  'The application goes to the department, with errand.handed-over',
  'It is withdrawn before',
);
export const errandAnswered = event(
  'gridloom.grids.errand.answered.v1',
  'errandId',
  { ...errand, succeeded: flag('Whether what was applied for was dealt with') },
  'The case of the errand has ended',
  'The department only takes it up',
);
export const errandCompleted = errandEvent(
  'completed',
  'The resident has been told the result',
  'The department has answered and nobody has told the resident yet',
);
export const errandWithdrawn = errandEvent(
  'withdrawn',
  'The resident takes the application back',
  'The department refuses it: that is errand.answered',
);
export const errandState = event(
  'gridloom.grids.errand.state.v1',
  'errandId',
  {
    ...errand,
    status: oneOf(['BEGUN', 'HANDED_OVER', 'ANSWERED', 'COMPLETED', 'WITHDRAWN'], 'How far it is'),
    caseId: id('The case that it became').optional(),
    succeeded: flag('Whether what was applied for was dealt with').optional(),
  },
  'Anything told about the errand has changed',
  'A document is added',
);

export const gridsFieldWorkEvents = [
  visitVoided,
  patrolCompleted,
  patrolState,
  hazardFound,
  hazardWorded,
  hazardRechecked,
  hazardGone,
  hazardState,
  errandBegun,
  errandHandedOver,
  errandWorded,
  errandAnswered,
  errandCompleted,
  errandWithdrawn,
  errandState,
] as const;
