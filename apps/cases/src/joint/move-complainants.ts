import type { EntityManager, SqlExecutor } from '@gridloom/service-kit';

import type { Case } from '../case/case.ts';
import { Complainant } from '../case/complainant.ts';

/** States in which a matter is not settled yet: others can still be joined to it, and leave it. */
const unsettled: readonly string[] = ['ACCEPTED', 'DISPATCHED', 'HANDLING', 'RETURNED', 'DEFERRED'];

export const isUnsettled = (file: Case): boolean => unsettled.includes(file.status);

/** Brings the residents of a case to those who complain in it now. */
const settleResidents = async (em: EntityManager, file: Case): Promise<void> => {
  const complainants = await em.find(
    Complainant,
    { caseId: file.id },
    { orderBy: { position: 'asc' }, refresh: true, disableIdentityMap: true },
  );
  const residents = complainants.flatMap(({ residentId }) => (residentId ? [residentId] : []));
  file.complainantResidentIds = [...new Set(residents)];
};

/** Takes complainants of a case along to another one, behind those who are there; all, or those whose residents are not there. */
export const takeAlong = async (
  { em, sql }: { readonly em: EntityManager; readonly sql: SqlExecutor },
  from: Case,
  to: Case,
  which: 'ALL' | 'OTHERS',
): Promise<void> => {
  await em.flush();
  await sql(
    `with last as (select coalesce(max(position), 0) as position from case_complainant where case_id = $2),
       going as (
         select m.id, row_number() over (order by m.position) as n from case_complainant m
         where m.case_id = $1 and ($3 or not coalesce(m.resident_id = any($4::uuid[]), false)))
     update case_complainant m
     set case_id = $2, joined_from_case_id = $1, joined_position = m.position, position = last.position + going.n
     from last, going where m.id = going.id`,
    [from.id, to.id, which === 'ALL', to.complainantResidentIds],
  );
  await settleResidents(em, to);
};

/** Brings them back to where they came from, with what they were told meanwhile. */
export const bringBack = async (
  { em, sql }: { readonly em: EntityManager; readonly sql: SqlExecutor },
  to: Case,
  from: Case,
): Promise<void> => {
  await em.flush();
  await sql(
    `update case_complainant set case_id = $1, position = joined_position, joined_from_case_id = null, joined_position = null
     where joined_from_case_id = $1 and case_id = $2`,
    [to.id, from.id],
  );
  await settleResidents(em, from);
};
