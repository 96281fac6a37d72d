import { roleOfPost } from '@gridloom/organization/import';
import type {
  AccountRecord,
  AppointmentRecord,
  AreaRecord,
  OrganizationRecord,
  RoleAssignmentRecord,
  StaffRecord,
} from '@gridloom/organization/import';
import { addDays } from '@gridloom/standards';

import type { CountyPlan } from '../county-plan.ts';
import { plannedAssignments } from '../grids/grid-records.ts';
import type { CountyLife } from '../life-of-plan.ts';
import { grownUpName } from './bodies.ts';

const AREAS_VALID_FROM = '2009-01-01';

/** Areas (行政区划) of the county, parents first. */
export function* areaRecords({ divisions }: CountyPlan): Generator<AreaRecord> {
  yield { code: divisions.code, name: divisions.name, level: 'COUNTY', validFrom: AREAS_VALID_FROM };
  for (const { code, name } of divisions.townships)
    yield { code, name, level: 'TOWNSHIP', parentCode: divisions.code, validFrom: AREAS_VALID_FROM };
  for (const { code, name, townshipCode } of divisions.villages)
    yield { code, name, level: 'VILLAGE', parentCode: townshipCode, validFrom: AREAS_VALID_FROM };
}

export function* organizationRecords({ bodies }: CountyPlan): Generator<OrganizationRecord> {
  for (const { id, name, kind, areaCode, handlesCases } of bodies.all())
    yield { id, name, kind, areaCode, handlesCases };
}

/** Everybody who signs in: officials, workers and heads of grids, organizers, volunteers, residents. */
export function* accountRecords(plan: CountyPlan, life: CountyLife): Generator<AccountRecord> {
  for (const { officials } of plan.bodies.all()) for (const { accountId: id, name } of officials) yield { id, name };
  // The secretary of a community has an account as an official.
  for (const { person, role } of plannedAssignments(plan))
    if (role !== 'SECRETARY') yield { id: person.accountId, name: person.name };
  for (const { societies, volunteers, residentAccounts } of life.villages) {
    for (const { organizerAccountId: id, organizerName: name } of societies) yield { id, name };
    for (const { accountId: id, name } of volunteers) yield { id, name };
    for (const { accountId: id, name, residentId } of residentAccounts) yield { id, name, residentId };
  }
}

/** Staff (工作人员): officials, and the secretaries of party organizations, who need no account. */
export function* staffRecords(plan: CountyPlan): Generator<StaffRecord> {
  for (const { officials } of plan.bodies.all())
    for (const { staffId: id, name, accountId } of officials) yield { id, name, accountId };
  for (const grid of plan.grids)
    if (grid.hasPartyOrganization)
      yield {
        id: gridSecretaryId(plan, grid.index),
        name: grownUpName(plan.random('party-secretary', grid.index)).name,
      };
}

export const gridSecretaryId = (plan: CountyPlan, grid: number): string => plan.ids.id('staff', 'grid-party', grid);

const appointedOn = (plan: CountyPlan, id: string): string =>
  addDays(plan.today, -plan.random('appointed', id).int(90, 1_400));

export function* appointmentRecords(plan: CountyPlan): Generator<AppointmentRecord> {
  for (const { id: organizationId, officials } of plan.bodies.all())
    for (const { appointmentId: id, staffId, post } of officials)
      yield { id, staffId, organizationId, post, since: appointedOn(plan, id) };
}

type Unnumbered = Omit<RoleAssignmentRecord, 'id'>;

function* rolesFromPosts(plan: CountyPlan): Generator<Unnumbered> {
  for (const body of plan.bodies.all()) {
    for (const { accountId, appointmentId, post } of body.officials) {
      const given = roleOfPost(body, post);
      if (!given) throw new RangeError(`${body.name} has no post ${post}`);
      yield {
        ...given,
        accountId,
        areaCode: body.areaCode,
        since: appointedOn(plan, appointmentId),
        source: 'APPOINTMENT',
        sourceId: appointmentId,
      };
    }
  }
}

function* rolesFromGrids(plan: CountyPlan): Generator<Unnumbered> {
  for (const { person, grid, areaCode, role, since, until } of plannedAssignments(plan)) {
    const isSecretary = role === 'SECRETARY';
    yield {
      accountId: person.accountId,
      role: isSecretary ? 'COMMUNITY_SECRETARY' : role === 'GRID_HEAD' ? 'GRID_HEAD' : 'GRID_WORKER',
      jurisdictionKind: isSecretary ? 'AREA' : 'GRID',
      jurisdictionId: isSecretary ? areaCode : grid.id,
      areaCode,
      since,
      ...(until === undefined ? {} : { until }),
      source: 'GRID_ASSIGNMENT',
      sourceId: person.assignmentId,
    };
  }
}

function* rolesFromLife(plan: CountyPlan, life: CountyLife): Generator<Unnumbered> {
  for (const { code, societies, volunteers, residentAccounts } of life.villages) {
    const over = {
      jurisdictionKind: 'AREA',
      jurisdictionId: code,
      areaCode: code,
      since: addDays(plan.today, -plan.random('roles-of-life', code).int(120, 500)),
    } as const;
    for (const { id, organizerAccountId } of societies)
      yield { ...over, accountId: organizerAccountId, role: 'SOCIETY_ORGANIZER', source: 'SOCIETY', sourceId: id };
    for (const { id, accountId } of volunteers)
      yield { ...over, accountId, role: 'VOLUNTEER', source: 'VOLUNTEER', sourceId: id };
    for (const { accountId } of residentAccounts)
      yield { ...over, accountId, role: 'RESIDENT', source: 'REGISTRATION', sourceId: accountId };
  }
}

/** Roles (角色), each from what gives it. */
export function* roleAssignmentRecords(plan: CountyPlan, life: CountyLife): Generator<RoleAssignmentRecord> {
  const id = plan.ids.numbered('role-assignment');
  let made = 0;
  for (const roles of [rolesFromPosts(plan), rolesFromGrids(plan), rolesFromLife(plan, life)]) {
    for (const role of roles) {
      yield { id: id(made), ...role };
      made += 1;
    }
  }
}
