import {
  anonymous,
  scopeOf,
  type AccessContext,
  type Assignment,
  type Caller,
  type Permission,
  type Role,
} from '@gridloom/access';
import { isRole } from '@gridloom/access';
import type { SqlExecutor } from '@gridloom/messaging';
import type { EntityManager } from '@mikro-orm/postgresql';

import type { AreaTree } from './area-tree.ts';
import { createBatches, type Batches } from './batches.ts';
import type { Bilingual, Locale } from './locale.ts';
import type { Logger } from './log.ts';

/** Where a permission reaches, with areas spelled out: every code at or below the caller's areas. */
export interface Reach {
  /** The whole county: no row is outside. */
  readonly all: boolean;
  readonly areaCodes: readonly string[];
  readonly gridIds: readonly string[];
  readonly organizationIds: readonly string[];
  readonly accountId?: string;
  readonly residentId?: string;
}

/** What a resolver, a command or a loader of any subgraph works with. One a request. */
export interface SubgraphContext extends AccessContext {
  readonly caller: Caller;
  readonly locale: Locale;
  /** A fork of its own; reads run on the pool, {@link runCommand} opens the transaction of a mutation. */
  readonly em: EntityManager;
  /** Plain SQL on the same footing as `em`. */
  readonly sql: SqlExecutor;
  readonly areas: AreaTree;
  readonly now: () => Date;
  /** A new UUID, version 7. */
  readonly newId: () => string;
  readonly log: Logger;
  /** Batches lookups of this request, so that a list of N things costs a constant number of statements. */
  readonly batches: Batches;
  /** Where the caller may use a permission. */
  readonly reach: (permission: Permission) => Reach;
  /** A message in the caller's language. */
  readonly say: (message: Bilingual) => string;
}

/** What one needs for a context besides the request itself. */
export interface ContextParts {
  readonly caller: Caller;
  readonly locale: Locale;
  readonly em: EntityManager;
  readonly sql: SqlExecutor;
  readonly areas: AreaTree;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly log: Logger;
}

const reachOf = (caller: Caller, permission: Permission, areas: AreaTree): Reach => {
  const { areaCodes, ...scope } = scopeOf(caller, permission);
  return {
    ...scope,
    all: areaCodes.some((code) => areas.isRoot(code)),
    areaCodes: [...new Set(areaCodes.flatMap((code) => areas.withDescendants(code)))],
  };
};

export const createContext = (parts: ContextParts): SubgraphContext => {
  const reaches = new Map<Permission, Reach>();
  return {
    ...parts,
    batches: createBatches(),
    say: (message) => message[parts.locale],
    reach: (permission) => {
      const known = reaches.get(permission);
      if (known) return known;
      const reach = reachOf(parts.caller, permission, parts.areas);
      reaches.set(permission, reach);
      return reach;
    },
  };
};

const jurisdictionOf = (kind: string, id: string): Assignment['jurisdiction'] => {
  if (kind === 'AREA') return { kind: 'AREA', code: id };
  return kind === 'GRID' ? { kind: 'GRID', id } : { kind: 'ORGANIZATION', id };
};

/** Reads who a signed-in account is from the projection of role assignments: one statement. */
export const loadCaller = async (accountId: string | undefined, today: string, sql: SqlExecutor): Promise<Caller> => {
  if (accountId === undefined) return anonymous;
  const rows = await sql(
    `select role, jurisdiction_kind, jurisdiction_id, resident_id from role_assignment_view
     where account_id = $1 and since <= $2 and (until is null or until > $2) order by id`,
    [accountId, today],
  );
  const residentId = rows.map((row) => row.resident_id as string | null).find((id) => id !== null);
  return {
    kind: 'account',
    accountId,
    ...(residentId === undefined ? {} : { residentId }),
    assignments: rows.flatMap((row): Assignment[] => {
      const role = row.role as string;
      return isRole(role)
        ? [{ role, jurisdiction: jurisdictionOf(row.jurisdiction_kind as string, row.jurisdiction_id as string) }]
        : [];
    }),
  };
};

/** Whether the caller holds one of the roles over this grid or over an area at or above `areaCode`. */
export const holdsRoleAt = (
  context: SubgraphContext,
  roles: readonly Role[],
  place: { readonly areaCode: string; readonly gridId?: string | null },
): boolean =>
  context.caller.kind === 'account' &&
  context.caller.assignments.some(
    ({ role, jurisdiction }) =>
      roles.includes(role) &&
      (jurisdiction.kind === 'AREA'
        ? context.areas.isWithin(place.areaCode, jurisdiction.code)
        : jurisdiction.kind === 'GRID' && jurisdiction.id === place.gridId),
  );
