import {
  areaState,
  caseState,
  gridState,
  orderCancelled,
  orderClaimed,
  orderCompleted,
  orderPosted,
  orderReleased,
  orderState,
  residentMerged,
  residentUnmerged,
  roleAssignmentState,
  serviceHoursCertified,
  societyState,
  volunteerEnrolled,
  volunteerState,
  type EventDefinition,
} from '@gridloom/contracts';

export const publishes: readonly EventDefinition[] = [
  volunteerEnrolled,
  volunteerState,
  orderPosted,
  orderClaimed,
  orderReleased,
  orderCompleted,
  orderCancelled,
  orderState,
  serviceHoursCertified,
];

export const consumes: readonly EventDefinition[] = [
  areaState,
  gridState,
  caseState,
  roleAssignmentState,
  societyState,
  residentMerged,
  residentUnmerged,
];
