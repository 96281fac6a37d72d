import { mayRole, type Permission } from './rights.ts';
import type { Assignment, Caller } from './roles.ts';

/**
 * Where a caller may use a permission: the jurisdictions of exactly those assignments whose role holds it.
 * An empty scope reaches no row.
 */
export interface Scope {
  /** Area codes, each with all below it. */
  readonly areaCodes: readonly string[];
  readonly gridIds: readonly string[];
  readonly organizationIds: readonly string[];
  /** The caller's own account and, where known, resident: for rows that are the caller's own. */
  readonly accountId?: string;
  readonly residentId?: string;
}

/** The assignments of a caller that hold a permission; none for an anonymous caller. */
export const assignmentsFor = (caller: Caller, permission: Permission): readonly Assignment[] =>
  caller.kind === 'anonymous' ? [] : caller.assignments.filter((assignment) => mayRole(assignment.role, permission));

/** Whether the caller holds the permission anywhere at all. Being signed in is enough for SIGNED_IN. */
export const holds = (caller: Caller, permission: Permission): boolean =>
  permission === 'SIGNED_IN' ? caller.kind === 'account' : assignmentsFor(caller, permission).length > 0;

/** The scope of a permission: see {@link Scope}. */
export const scopeOf = (caller: Caller, permission: Permission): Scope => {
  const areaCodes = new Set<string>();
  const gridIds = new Set<string>();
  const organizationIds = new Set<string>();
  for (const { jurisdiction } of assignmentsFor(caller, permission)) {
    if (jurisdiction.kind === 'AREA') areaCodes.add(jurisdiction.code);
    else if (jurisdiction.kind === 'GRID') gridIds.add(jurisdiction.id);
    else organizationIds.add(jurisdiction.id);
  }
  return {
    areaCodes: [...areaCodes],
    gridIds: [...gridIds],
    organizationIds: [...organizationIds],
    ...(caller.kind === 'account' && holds(caller, permission)
      ? { accountId: caller.accountId, ...(caller.residentId === undefined ? {} : { residentId: caller.residentId }) }
      : {}),
  };
};
