import { manyByKey, oneByKey } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import type { Role } from '@gridloom/access';
import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { privateRoles, type JurisdictionKind } from '../role-assignment/role-assignment.ts';

/** An account as a caller may see it. */
export interface AccountFound {
  readonly id: string;
  readonly name: string | null;
  /** Whether its holder has, or has had, a role that is not a private one. */
  readonly servesPublicly: boolean;
}

export const isAccountFound = (value: object): value is AccountFound => 'servesPublicly' in value;

/** A role that an account holds today. */
export interface RoleHeld {
  readonly accountId: string;
  readonly role: Role;
  readonly jurisdictionKind: JurisdictionKind;
  readonly jurisdictionId: string;
  readonly since: string;
}

/**
 * An account by its id. Those of whoever serves the public are there for all who are signed in, others for their holder and for
 * whoever serves the area of one of their roles. One statement for all that are asked for at once.
 */
export const loadAccount = async (context: Context, id: string | null | undefined): Promise<AccountFound | null> => {
  if (id == null || !isUuid(id) || context.caller.kind === 'anonymous') return null;
  const { accountId } = context.caller;
  const reach = context.reach('READ_ACCOUNTS');
  return context.batches.load('Account', null, id, async (ids) => {
    const rows = await context.sql(
      `select a.id, a.name, found.serves_publicly
       from account a cross join lateral (
         select coalesce(bool_or(r.role <> all($2::text[])), false) as serves_publicly,
           coalesce(bool_or(r.area_code = any($3::text[])
             or r.area_code in (select g.area_code from grid_view g where g.id = any($4::uuid[]))), false) as in_reach
         from role_assignment r where r.account_id = a.id
       ) found
       where a.id = any($1::uuid[]) and ($5 or a.id = $6::uuid or found.serves_publicly or found.in_reach)`,
      [ids, privateRoles, reach.areaCodes, reach.gridIds, reach.all, accountId],
    );
    const accounts = rows.map((row) => ({
      id: row.id as string,
      name: row.name as string | null,
      servesPublicly: row.serves_publicly as boolean,
    }));
    return oneByKey(ids, accounts, (account) => account.id);
  });
};

/** The roles that an account holds today, each once; one statement for all accounts that are asked for at once. */
export const loadRolesHeld = (context: Context, accountId: string): Promise<RoleHeld[]> =>
  context.batches.load('Account.assignments', null, accountId, async (ids) => {
    const rows = await context.sql(
      `select account_id, role, jurisdiction_kind, jurisdiction_id, min(since)::text as since
       from role_assignment
       where account_id = any($1::uuid[]) and since <= $2::date and (until is null or until > $2::date)
       group by account_id, role, jurisdiction_kind, jurisdiction_id order by min(since), role, jurisdiction_id`,
      [ids, shanghaiDay(context.now())],
    );
    const held = rows.map((row) => ({
      accountId: row.account_id as string,
      role: row.role as Role,
      jurisdictionKind: row.jurisdiction_kind as JurisdictionKind,
      jurisdictionId: row.jurisdiction_id as string,
      since: row.since as string,
    }));
    return manyByKey(ids, held, (role) => role.accountId);
  });
