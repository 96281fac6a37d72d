import {
  matterOpened,
  matterProgressed,
  matterSettled,
  meetingHeld,
  membershipJoined,
  membershipLeft,
  membershipState,
  resolutionPassed,
  societyDemandRaised,
  societyDemandWorded,
  societyFiled,
  societyRegistered,
  societyState,
  areaState,
  gridState,
  roleAssignmentState,
  type EventDefinition,
} from '@gridloom/contracts';

export const publishes: readonly EventDefinition[] = [
  societyFiled,
  societyRegistered,
  societyState,
  membershipJoined,
  membershipLeft,
  membershipState,
  meetingHeld,
  resolutionPassed,
  matterOpened,
  matterProgressed,
  matterSettled,
  societyDemandRaised,
  societyDemandWorded,
];

export const consumes: readonly EventDefinition[] = [areaState, gridState, roleAssignmentState];
