import { householdRegistered } from '@gridloom/contracts';

import { isAbsent } from '../absent.ts';
import { lockHouseholds, tellHousehold, type PeopleWork } from '../people/people-work.ts';
import type { Household } from './household.ts';

/**
 * The household to which somebody goes back when a mistake is taken back: in force again if everybody had left it.
 * @returns null where it was joined to another one since
 */
export const reopenHome = async (work: PeopleWork, householdId: string): Promise<Household | null> => {
  const household = (await lockHouseholds(work, [householdId])).get(householdId);
  if (!household) return null;
  if (household.inForce) return household;
  if (!isAbsent(household.successorId)) return null;
  household.dissolvedOn = null;
  tellHousehold(work, household, householdRegistered);
  return household;
};
