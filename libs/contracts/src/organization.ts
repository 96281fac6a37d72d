import { z } from 'zod';
import { SUBGRAPHS_AND_DATA_TEAMS } from './audiences.ts';
import { defineEvent, type TopicKind } from './define-event.ts';
import { areaCode, code, day, flag, id, list, name, oneOf, roleHolderName, word } from './fields.ts';

const event = <Shape extends z.ZodRawShape>(
  type: `gridloom.organization.${string}.${string}`,
  orderingKey: string & keyof Shape,
  shape: Shape,
  firesWhen: string,
  firesNotWhen: string,
) => {
  const topicKind: TopicKind = type.includes('.state.v') ? 'state' : 'events';
  return defineEvent({
    type,
    topicKind,
    owner: 'organization',
    audience: SUBGRAPHS_AND_DATA_TEAMS,
    orderingKey,
    firesWhen,
    firesNotWhen,
    data: z.strictObject(shape),
  });
};

const area = {
  code: areaCode('The division code of the area (行政区划代码)'),
  name: name('The name of the area'),
  level: oneOf(['COUNTY', 'TOWNSHIP', 'VILLAGE'], 'County, township or subdistrict, village or community'),
  parentCode: areaCode('The area directly above; absent for the county').optional(),
  validFrom: day('The first day on which the code is valid'),
  validUntil: day('The first day on which the code is no longer valid').optional(),
  successorCode: areaCode('The code that takes the place of a revoked one').optional(),
};
export const areaEstablished = event(
  'gridloom.organization.area.established.v1',
  'code',
  area,
  'An area is entered in the register, at the founding of the county or later',
  'An area gets another name or code',
);
export const areaRenumbered = event(
  'gridloom.organization.area.renumbered.v1',
  'code',
  area,
  'A code is replaced by its successor',
  'A code ends without a successor: that is area.revoked',
);
export const areaRevoked = event(
  'gridloom.organization.area.revoked.v1',
  'code',
  area,
  'A code ceases to be valid and nothing follows it',
  'A code is replaced: that is area.renumbered',
);
export const areaState = event(
  'gridloom.organization.area.state.v1',
  'code',
  { ...area, ancestors: list(areaCode('A code'), 10, 'The codes of all areas above, the nearest first') },
  'Anything about the area has changed',
  'Only things in the area have changed',
);

const organization = {
  organizationId: id('The organization'),
  name: name('Its name'),
  kind: oneOf(
    [
      'COUNTY_GOVERNMENT',
      'COUNTY_DEPARTMENT',
      'TOWNSHIP_GOVERNMENT',
      'VILLAGE_COMMITTEE',
      'COMMUNITY_COMMITTEE',
      'GRID_OFFICE',
      'PUBLIC_INSTITUTION',
    ],
    'What kind of body it is',
  ),
  areaCode: areaCode('The area that it is responsible for'),
  handlesCases: flag('Whether cases may be dispatched to it'),
};
export const organizationRegistered = event(
  'gridloom.organization.organization.registered.v1',
  'organizationId',
  organization,
  'A body is entered in the register',
  'Only its officers change',
);
export const organizationDissolved = event(
  'gridloom.organization.organization.dissolved.v1',
  'organizationId',
  organization,
  'A body ceases to exist',
  'Only its officers change',
);
export const organizationState = event(
  'gridloom.organization.organization.state.v1',
  'organizationId',
  { ...organization, dissolvedOn: day('The day on which it ceased to exist').optional() },
  'Anything about the body has changed',
  'Only its officers change',
);

const roleAssignment = {
  roleAssignmentId: id('The assignment of a role'),
  accountId: id('The account: the subject of the token with which its holder signs in'),
  role: oneOf(
    [
      'COUNTY_ADMINISTRATOR',
      'GRID_OFFICE',
      'TOWNSHIP_OFFICER',
      'DEPARTMENT_OFFICER',
      'COMMUNITY_SECRETARY',
      'GRID_HEAD',
      'GRID_WORKER',
      'SOCIETY_ORGANIZER',
      'VOLUNTEER',
      'RESIDENT',
      'DATA_TEAM',
      'AUDITOR',
    ],
    'The role',
  ),
  jurisdictionKind: oneOf(
    ['AREA', 'GRID', 'ORGANIZATION'],
    'What the role is held over: an area with all below it, a grid, or a body',
  ),
  jurisdictionId: code('The code of the area, or the id of the grid or the body'),
  since: day('The first day of the role'),
  until: day('The first day on which it is no longer held').optional(),
  residentId: id('The resident who holds the account, where it is one').optional(),
  accountName: roleHolderName('The name of a worker or an officer; absent for residents and volunteers').optional(),
};
export const roleAssignmentBegun = event(
  'gridloom.organization.role-assignment.begun.v1',
  'roleAssignmentId',
  roleAssignment,
  'An account holds a role over an area, a grid or a body from a day on',
  'A person changes the grid: one assignment ends and another begins',
);
export const roleAssignmentEnded = event(
  'gridloom.organization.role-assignment.ended.v1',
  'roleAssignmentId',
  roleAssignment,
  'A role is no longer held',
  'The person signs out, or the account is locked',
);
export const roleAssignmentState = event(
  'gridloom.organization.role-assignment.state.v1',
  'roleAssignmentId',
  roleAssignment,
  'The assignment begins, changes or ends',
  'What the role may do changes',
);

const partyOrganization = {
  partyOrganizationId: id('The party organization (党组织)'),
  name: name('Its name'),
  tier: word('Its tier, by the configuration of the county, e.g. GRID_BRANCH'),
  parentId: id('The party organization above').optional(),
  areaCode: areaCode(),
  gridId: id('The grid that it is attached to').optional(),
};
export const partyOrganizationAttachedToGrid = event(
  'gridloom.organization.party-organization.attached-to-grid.v1',
  'partyOrganizationId',
  partyOrganization,
  'A party organization is attached to a grid, or to another one',
  'It is founded',
);
export const partyOrganizationState = event(
  'gridloom.organization.party-organization.state.v1',
  'partyOrganizationId',
  partyOrganization,
  'Anything about the party organization has changed; a tombstone when it is dissolved',
  'Only its members change',
);

const deployment = {
  deploymentId: id('The deployment (资源下沉)'),
  organizationId: id('The body whose resources sink into the place'),
  areaCode: areaCode('The community or village'),
  gridId: id('The grid, where it serves one alone').optional(),
  since: day('The first day'),
  until: day('The first day on which it no longer holds').optional(),
};
export const deploymentBegun = event(
  'gridloom.organization.deployment.begun.v1',
  'deploymentId',
  deployment,
  'The resources of a body are sunk into a community, village or grid',
  'A body only reports in there (双报到)',
);
export const deploymentEnded = event(
  'gridloom.organization.deployment.ended.v1',
  'deploymentId',
  deployment,
  'A deployment ends',
  'The body is dissolved',
);

const appointment = {
  appointmentId: id('The appointment'),
  accountId: id('The account of the person appointed'),
  organizationId: id('The body'),
  post: word('The post, e.g. OFFICER, SECRETARY'),
};
export const appointmentMade = event(
  'gridloom.organization.appointment.made.v1',
  'appointmentId',
  appointment,
  'A person is appointed to a post in a body',
  'A grid worker is assigned: that is grid-assignment.begun',
);
export const appointmentEnded = event(
  'gridloom.organization.appointment.ended.v1',
  'appointmentId',
  appointment,
  'A person leaves the post',
  'The body is reorganized and the post stays',
);

export const organizationEvents = [
  areaEstablished,
  areaRenumbered,
  areaRevoked,
  areaState,
  organizationRegistered,
  organizationDissolved,
  organizationState,
  roleAssignmentBegun,
  roleAssignmentEnded,
  roleAssignmentState,
  partyOrganizationAttachedToGrid,
  partyOrganizationState,
  deploymentBegun,
  deploymentEnded,
  appointmentMade,
  appointmentEnded,
] as const;
