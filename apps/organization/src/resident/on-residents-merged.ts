import { residentMerged, residentUnmerged, type EventData } from '@gridloom/contracts';
import { appendEvents, subscription, type ReceivedEvent, type Subscription } from '@gridloom/messaging';
import {
  followResidentMerge,
  type EntityManager,
  type ResidentReference,
  type SqlExecutor,
} from '@gridloom/service-kit';

import { Account } from '../account/account.ts';
import { roleAssignmentStateDraft } from '../role-assignment/role-assignment-state.ts';
import { RoleAssignment } from '../role-assignment/role-assignment.ts';

/** One person has one account and one membership here: where the survivor has one, that of the other record stays as it is. */
const held = (table: string): ResidentReference => ({
  table,
  key: 'id',
  column: 'resident_id',
  versioned: true,
  unless: `exists (select 1 from ${table} own where own.resident_id = $2)`,
});

type Merge = ReceivedEvent<EventData<typeof residentMerged>>;

/** Accounts say which resident signs in: whoever keeps the roles of one learns it from their state. */
const follow = async (
  { data, sequence, time }: Merge,
  isMerged: boolean,
  em: EntityManager,
  sql: SqlExecutor,
): Promise<void> => {
  const moved = await followResidentMerge(
    sql,
    { mergedId: data.mergedResidentId, survivorId: data.survivorResidentId, isMerged, sequence },
    [held('account'), held('party_member')],
  );
  const accountIds = [...moved('account')];
  if (accountIds.length === 0) return;
  await sql('update role_assignment set version = version + 1 where account_id = any($1::uuid[])', [accountIds]);
  const accounts = new Map(
    (await em.find(Account, { id: { $in: accountIds } })).map((account) => [account.id, account]),
  );
  const assignments = await em.find(RoleAssignment, { accountId: { $in: accountIds } }, { orderBy: { id: 'asc' } });
  await appendEvents(
    sql,
    assignments.flatMap((assignment) => {
      const account = accounts.get(assignment.accountId);
      return account ? [roleAssignmentStateDraft(assignment, account, time)] : [];
    }),
  );
};

/** Accounts and party members whose record as a resident was merged into another one. */
export const onResidentsMerged = (): Subscription<EntityManager>[] => [
  subscription(residentMerged, (fact, em, sql) => follow(fact, true, em, sql)),
  subscription(residentUnmerged, (fact, em, sql) => follow(fact, false, em, sql)),
];
