import {
  areaState,
  caseState,
  dwellingState,
  gridAssignmentBegun,
  gridAssignmentEnded,
  gridAssignmentState,
  gridState,
  householdState,
  residentState,
  residentVerified,
  roleAssignmentState,
  visitDemandRaised,
  visitDemandWorded,
  visitRecorded,
  visitState,
} from '@gridloom/contracts';

/** What grids tells. */
export const publishes = [
  gridState,
  gridAssignmentBegun,
  gridAssignmentEnded,
  gridAssignmentState,
  dwellingState,
  householdState,
  residentVerified,
  residentState,
  visitRecorded,
  visitState,
  visitDemandRaised,
  visitDemandWorded,
] as const;

/** What grids listens to: cases are a reason to see the people whom they concern. */
export const consumes = [areaState, gridState, roleAssignmentState, caseState] as const;
