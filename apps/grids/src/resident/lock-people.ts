import { checkIdNumber } from '@gridloom/standards';

import { isAbsent } from '../absent.ts';
import { isUuid } from '../ids.ts';
import { lockHouseholds, type PeopleWork } from '../people/people-work.ts';

interface Named {
  readonly residentId?: string | null | undefined;
  readonly idNumber?: string | null | undefined;
}

/**
 * Locks everything that a change of homes may touch, in one order everywhere: first the id numbers, so that nobody gets two records
 * at once, then all households that are joined or left. Residents come after it.
 */
export const lockPeople = async (
  work: PeopleWork,
  householdIds: readonly string[],
  people: readonly Named[],
): Promise<void> => {
  const hashes = people.flatMap(({ idNumber }) => {
    const checked = isAbsent(idNumber) ? null : checkIdNumber(idNumber.trim(), work.today);
    return checked?.ok === true ? [work.numbers.hashIdNumber(checked.value)] : [];
  });
  if (hashes.length > 0)
    await work.sql(
      `select pg_advisory_xact_lock(k) from (
         select hashtextextended('id-number ' || h, 0) as k from unnest($1::text[]) as g (h) order by 1
       ) keys`,
      [hashes],
    );
  const ids = people.flatMap(({ residentId }) => (isAbsent(residentId) || !isUuid(residentId) ? [] : [residentId]));
  const homes =
    ids.length + hashes.length === 0
      ? []
      : await work.sql(
          `select household_id from resident where household_id is not null and id = any($1::uuid[])
           union select household_id from resident where household_id is not null and id_number_hash = any($2::text[])`,
          [ids, hashes],
        );
  await lockHouseholds(work, [
    ...householdIds.filter((id) => isUuid(id)),
    ...homes.map((row) => row.household_id as string),
  ]);
};
