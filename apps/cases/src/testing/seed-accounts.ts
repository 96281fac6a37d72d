import type { Caller, Role } from '@gridloom/access';
import type { SqlExecutor } from '@gridloom/service-kit';

/** Gives each of these callers the account that they have in the projection of role assignments, as organization tells it. */
export const seedAccounts = async (sql: SqlExecutor, callers: readonly Caller[]): Promise<void> => {
  for (const caller of callers) {
    if (caller.kind !== 'account') continue;
    for (const { role, jurisdiction } of caller.assignments) {
      const place = jurisdiction.kind === 'AREA' ? jurisdiction.code : jurisdiction.id;
      await sql(
        `insert into role_assignment_view (id, account_id, role, jurisdiction_kind, jurisdiction_id, since, resident_id, version)
         values (gen_random_uuid(), $1, $2, $3, $4, '2020-01-01', $5, 1)`,
        [caller.accountId, role satisfies Role, jurisdiction.kind, place, caller.residentId ?? null],
      );
    }
  }
};
