import type { Role } from '@gridloom/access';
import { roleAssignmentBegun, roleAssignmentEnded } from '@gridloom/contracts';
import type { EventDraft } from '@gridloom/messaging';
import { shanghaiDay } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';

import { Account } from '../account/account.ts';
import { RoleAssignment, type AssignmentSource, type JurisdictionKind } from './role-assignment.ts';
import { roleAssignmentDrafts } from './role-assignment-state.ts';

/** The role that follows from a source as it now is. */
export interface RoleOfSource {
  readonly source: AssignmentSource;
  readonly sourceId: string;
  readonly accountId: string;
  readonly role: Role;
  readonly jurisdictionKind: JurisdictionKind;
  readonly jurisdictionId: string;
  /** Where the jurisdiction lies. */
  readonly areaCode: string;
  readonly since: string;
  /** Given where the source has ended: first day on which the role is no longer held. */
  readonly until?: string | undefined;
}

interface Tools {
  readonly newId: () => string;
  readonly occurredAt: Date;
}

const isSame = (assignment: RoleAssignment, wanted: RoleOfSource) =>
  assignment.accountId === wanted.accountId &&
  assignment.role === wanted.role &&
  assignment.jurisdictionKind === wanted.jurisdictionKind &&
  assignment.jurisdictionId === wanted.jurisdictionId;

/**
 * Makes the role assignments of a source be as the source wants them: one open assignment while it lasts, none when it has
 * ended. What it finds as it should be it leaves alone, so that the same fact twice changes nothing. The caller holds the
 * source: its row, or its place in `role_source`.
 * @returns what is to be told, in the transaction of `em`
 */
export const keepRole = async (em: EntityManager, wanted: RoleOfSource, tools: Tools): Promise<EventDraft[]> => {
  const known = await em.find(
    RoleAssignment,
    { source: wanted.source, sourceId: wanted.sourceId },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { since: 'asc', id: 'asc' } },
  );
  const account = await em.findOneOrFail(Account, wanted.accountId);
  const drafts: EventDraft[] = [];

  const end = async (assignment: RoleAssignment, until: string) => {
    assignment.end(until);
    await em.flush();
    const holder =
      assignment.accountId === account.id ? account : await em.findOneOrFail(Account, assignment.accountId);
    drafts.push(...roleAssignmentDrafts(roleAssignmentEnded, assignment, holder, tools.occurredAt));
  };

  const open = known.find((assignment) => assignment.until == null);
  if (open && !isSame(open, wanted)) await end(open, wanted.since);
  else if (open && wanted.until !== undefined) await end(open, wanted.until);
  else if (open) return drafts;

  const told = known.filter((assignment) => isSame(assignment, wanted) && assignment.until != null);
  if (wanted.until !== undefined && told.length > 0) {
    // Whoever stands in for somebody is told for how long, and that may turn out otherwise.
    const moved = told.find(({ since, until }) => since === wanted.since && until !== wanted.until);
    if (moved && told.length === 1) await end(moved, wanted.until);
    return drafts;
  }

  const { until, ...begun } = wanted;
  const assignment = em.create(RoleAssignment, { id: tools.newId(), ...begun, until: until ?? null });
  await em.flush();
  const lasts = until === undefined || until > shanghaiDay(tools.occurredAt);
  const event = lasts ? roleAssignmentBegun : roleAssignmentEnded;
  drafts.push(...roleAssignmentDrafts(event, assignment, account, tools.occurredAt));
  return drafts;
};
