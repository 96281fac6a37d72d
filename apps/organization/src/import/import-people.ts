import { isRole, roles } from '@gridloom/access';
import { rowsOfRecords, runImportStep, type ImportOutcome, type ImportSession } from '@gridloom/service-kit';

import { isAppointmentPost, appointmentPosts, postsOf, roleOfPost } from '../appointment/post.ts';
import type { OrganizationKind } from '../organization/organization.ts';
import { assignmentSources } from '../role-assignment/role-assignment.ts';
import {
  checkArea,
  checkFirst,
  checkId,
  checkKnown,
  checkOneOf,
  checkPeriod,
  checkText,
  loadIds,
  type ImportContext,
  type OnProgress,
} from './checks.ts';
import type { AccountRecord, AppointmentRecord, RoleAssignmentRecord, StaffRecord } from './records.ts';

export const importAccounts = (
  session: ImportSession,
  _context: ImportContext,
  records: Iterable<AccountRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const residents = new Set<string>();
  return runImportStep(session, {
    step: 'accounts',
    table: 'account',
    columns: ['id', 'name', 'resident_id'],
    ...(onProgress ? { onProgress } : {}),
    rows: rowsOfRecords('accounts', records, ({ id, name, residentId }, refuse) => {
      checkId(refuse, 'id', id);
      checkText(refuse, 'name', name, 100);
      if (residentId !== undefined) {
        checkId(refuse, 'residentId', residentId);
        checkFirst(refuse, 'residentId', residentId, residents);
      }
      return [id, name, residentId];
    }),
  });
};

export const importStaff = async (
  session: ImportSession,
  _context: ImportContext,
  records: Iterable<StaffRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const accounts = await loadIds(session.sql, 'account');
  const seen = new Set<string>();
  return runImportStep(session, {
    step: 'staff',
    table: 'staff',
    columns: ['id', 'name', 'account_id'],
    ...(onProgress ? { onProgress } : {}),
    rows: rowsOfRecords('staff', records, ({ id, name, accountId }, refuse) => {
      checkId(refuse, 'id', id);
      checkText(refuse, 'name', name, 100);
      checkKnown(refuse, 'accountId', accountId, accounts);
      if (accountId !== undefined) checkFirst(refuse, 'accountId', accountId, seen);
      return [id, name, accountId];
    }),
  });
};

export const importAppointments = async (
  session: ImportSession,
  _context: ImportContext,
  records: Iterable<AppointmentRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const bodies = await session.sql('select id::text, kind, area_code from organization');
  const organizations = new Map(
    bodies.map((row) => [
      row.id as string,
      { id: row.id as string, kind: row.kind as OrganizationKind, areaCode: row.area_code as string },
    ]),
  );
  const withAccount = await session.sql('select id::text from staff where account_id is not null');
  const staff = new Set(withAccount.map((row) => row.id as string));
  const open = new Set<string>();
  return runImportStep(session, {
    step: 'appointments',
    table: 'appointment',
    columns: ['id', 'staff_id', 'organization_id', 'area_code', 'post', 'since', 'until'],
    ...(onProgress ? { onProgress } : {}),
    rows: rowsOfRecords('appointments', records, (appointment, refuse) => {
      const { id, staffId, organizationId, post, since, until } = appointment;
      checkId(refuse, 'id', id);
      if (!staff.has(staffId))
        refuse('staffId', { zh: '没有带账号的这位人员', en: 'there is nobody with this id who has an account' });
      const organization = organizations.get(organizationId);
      if (!organization) return refuse('organizationId', { zh: '没有这个单位', en: 'there is no such organization' });
      checkOneOf(refuse, 'post', post, isAppointmentPost(post) ? postsOf(organization.kind) : appointmentPosts);
      if (!roleOfPost(organization, post)) checkOneOf(refuse, 'post', post, postsOf(organization.kind));
      checkPeriod(refuse, ['since', since], ['until', until]);
      if (until === undefined) checkFirst(refuse, 'staffId', `${staffId} ${organizationId} ${post}`, open);
      return [id, staffId, organizationId, organization.areaCode, post, since, until];
    }),
  });
};

export const importRoleAssignments = async (
  session: ImportSession,
  { areas }: ImportContext,
  records: Iterable<RoleAssignmentRecord>,
  onProgress?: OnProgress,
): Promise<ImportOutcome> => {
  const accounts = await loadIds(session.sql, 'account');
  const organizations = await loadIds(session.sql, 'organization');
  const open = new Set<string>();
  return runImportStep(session, {
    step: 'role-assignments',
    table: 'role_assignment',
    columns: [
      'id',
      'account_id',
      'role',
      'jurisdiction_kind',
      'jurisdiction_id',
      'area_code',
      'since',
      'until',
      'source',
      'source_id',
    ],
    ...(onProgress ? { onProgress } : {}),
    rows: rowsOfRecords('role-assignments', records, (assignment, refuse) => {
      const { id, accountId, role, jurisdictionKind, jurisdictionId, areaCode, since, until, source, sourceId } =
        assignment;
      checkId(refuse, 'id', id);
      checkKnown(refuse, 'accountId', accountId, accounts);
      if (!isRole(role)) checkOneOf(refuse, 'role', role, roles);
      checkOneOf(refuse, 'jurisdictionKind', jurisdictionKind, ['AREA', 'GRID', 'ORGANIZATION']);
      if (jurisdictionKind === 'AREA') checkArea(refuse, areas, jurisdictionId, 'jurisdictionId');
      else if (jurisdictionKind === 'ORGANIZATION') checkKnown(refuse, 'jurisdictionId', jurisdictionId, organizations);
      else checkId(refuse, 'jurisdictionId', jurisdictionId);
      checkArea(refuse, areas, areaCode);
      if (jurisdictionKind === 'AREA' && areaCode !== jurisdictionId)
        refuse('areaCode', { zh: '应与 jurisdictionId 相同', en: 'must be the same as jurisdictionId' });
      checkPeriod(refuse, ['since', since], ['until', until]);
      checkOneOf(refuse, 'source', source, assignmentSources);
      checkId(refuse, 'sourceId', sourceId);
      if (until === undefined) checkFirst(refuse, 'sourceId', `${source} ${sourceId}`, open);
      return [id, accountId, role, jurisdictionKind, jurisdictionId, areaCode, since, until, source, sourceId];
    }),
  });
};
