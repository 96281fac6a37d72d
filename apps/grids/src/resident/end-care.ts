import { Refused } from '@gridloom/access';
import type { KeyReused } from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/postgresql';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { isUuid } from '../ids.ts';
import { checkEnd } from '../people/people-checks.ts';
import { noteChange } from '../people/people-change.ts';
import { runPeopleCommand } from '../people/people-command.ts';
import { refuseConflict, refuseMissing, type Problem } from '../people/people-problem.ts';
import { homeOf, lockHouseholds, lockResidents, type PeopleWork } from '../people/people-work.ts';
import { ownOrganizations } from './begin-care.ts';
import { CareRecord } from './care-record.ts';

export interface EndCareInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly careRecordId: string;
  readonly until: string;
}

export interface EndCareSuccess {
  readonly __typename: 'EndCareSuccess';
  readonly careRecordId: string;
  readonly residentId: string;
}

/** Ends a care record on a day. @throws PeopleProblem */
export const applyEndCare = async (
  work: PeopleWork,
  care: CareRecord,
  until: string,
  field = 'input',
): Promise<void> => {
  const [home] = await work.sql('select household_id from resident where id = $1', [care.residentId]);
  if (!isAbsent(home?.household_id)) await lockHouseholds(work, [home.household_id as string]);
  const resident = (await lockResidents(work, [care.residentId])).get(care.residentId);
  if (!resident) throw new Error('A care record has no resident');
  await work.em.lock(care, LockMode.PESSIMISTIC_WRITE);
  if (!isAbsent(care.until) && care.until <= work.today)
    refuseConflict(work, {
      zh: `该关爱记录已于 ${care.until} 终止。`,
      en: `The care record ended on ${care.until}.`,
    });
  care.until = checkEnd(work, `${field}.until`, care.since, until);
  const householdId = homeOf(resident);
  if (householdId !== null) work.needs.add(householdId);
  noteChange(work, 'RESIDENT', resident, {
    kind: 'CARE_ENDED',
    effectiveOn: until,
    fields: ['care'],
    values: { careRecordId: care.id },
  });
};

/** The record, if the caller may end it: the department's own, or one of the grid that no department keeps. */
const requireCare = async (context: Context, work: PeopleWork, id: string): Promise<CareRecord> => {
  const care = isUuid(id) ? await work.em.findOne(CareRecord, { id }) : null;
  if (!care) return refuseMissing(work, 'input.careRecordId');
  const owned = !isAbsent(care.ownerId);
  if (owned && ownOrganizations(context).includes(care.ownerId ?? '')) return care;
  if (!isInTerritory(context.peopleReach('MANAGE_RESIDENTS'), care)) return refuseMissing(work, 'input.careRecordId');
  if (!owned) return care;
  throw new Refused(
    'FORBIDDEN',
    context.say({
      zh: '该记录由归口部门管理；请在走访中提出更正建议。',
      en: 'A department keeps this record: propose a correction on a visit.',
    }),
  );
};

/** Says that a resident is no longer looked after for a reason (终止关爱). */
export const endCare = (context: Context, input: EndCareInput): Promise<EndCareSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'endCare',
    input,
    work: async (work): Promise<EndCareSuccess> => {
      const care = await requireCare(context, work, input.careRecordId);
      await applyEndCare(work, care, input.until);
      return { __typename: 'EndCareSuccess', careRecordId: care.id, residentId: care.residentId };
    },
  });
