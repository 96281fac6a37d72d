import { roleAssignmentState, type EventData, type roleAssignmentBegun } from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';

import type { Account } from '../account/account.ts';
import { tableSnapshot } from '../table-snapshot.ts';
import { privateRoles, type RoleAssignment } from './role-assignment.ts';

const dataOf = (assignment: RoleAssignment, account: Account): EventData<typeof roleAssignmentState> => ({
  roleAssignmentId: assignment.id,
  accountId: assignment.accountId,
  role: assignment.role,
  jurisdictionKind: assignment.jurisdictionKind,
  jurisdictionId: assignment.jurisdictionId,
  since: assignment.since,
  ...(assignment.until == null ? {} : { until: assignment.until }),
  ...(account.residentId == null ? {} : { residentId: account.residentId }),
  ...(account.name == null || privateRoles.includes(assignment.role) ? {} : { accountName: account.name }),
});

/** What is told when an assignment has begun or ended, both in one form, and with it its state. The entity has been flushed. */
export const roleAssignmentDrafts = (
  event: typeof roleAssignmentBegun,
  assignment: RoleAssignment,
  account: Account,
  occurredAt: Date,
): EventDraft[] =>
  [event, roleAssignmentState].map((definition) =>
    eventDraft({
      event: definition,
      aggregateId: assignment.id,
      aggregateVersion: assignment.version,
      areaCode: assignment.areaCode,
      occurredAt,
      data: dataOf(assignment, account),
    }),
  );

/** What an assignment is now, where only its account has changed. */
export const roleAssignmentStateDraft = (assignment: RoleAssignment, account: Account, occurredAt: Date): EventDraft =>
  eventDraft({
    event: roleAssignmentState,
    aggregateId: assignment.id,
    aggregateVersion: assignment.version,
    areaCode: assignment.areaCode,
    occurredAt,
    data: dataOf(assignment, account),
  });

const account = (column: string) => `(select a.${column} from account a where a.id = t.account_id)`;

/** Fills the state topic of role assignments. */
export const roleAssignmentSnapshot = tableSnapshot({
  event: roleAssignmentState,
  table: 'role_assignment',
  key: { column: 'id', type: 'uuid' },
  areaCode: 't.area_code',
  data: {
    roleAssignmentId: 't.id',
    accountId: 't.account_id',
    role: 't.role',
    jurisdictionKind: 't.jurisdiction_kind',
    jurisdictionId: 't.jurisdiction_id',
    since: 't.since',
    until: 't.until',
    residentId: account('resident_id'),
    accountName: `case when t.role <> all('{${privateRoles.join(',')}}'::text[]) then ${account('name')} end`,
  },
});
