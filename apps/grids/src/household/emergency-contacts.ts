import type { KeyReused } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { checkPhone, checkText } from '../people/people-checks.ts';
import { noteChange } from '../people/people-change.ts';
import { requireHousehold, runPeopleCommand } from '../people/people-command.ts';
import { refuseConflict, refuseMissing, type Problem } from '../people/people-problem.ts';
import type { PeopleWork } from '../people/people-work.ts';
import { EmergencyContact, type Household } from './household.ts';

export interface PutEmergencyContactInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly householdId: string;
  /** Left out: a further contact. */
  readonly emergencyContactId?: string | null | undefined;
  readonly name: string;
  readonly phone: string;
  readonly relation: string;
}

export interface PutEmergencyContactSuccess {
  readonly __typename: 'PutEmergencyContactSuccess';
  readonly emergencyContactId: string;
  readonly householdId: string;
}

export interface RemoveEmergencyContactInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly emergencyContactId: string;
}

export interface RemoveEmergencyContactSuccess {
  readonly __typename: 'RemoveEmergencyContactSuccess';
  readonly householdId: string;
}

const MOST = 5;

type ContactFacts = Pick<PutEmergencyContactInput, 'emergencyContactId' | 'name' | 'phone' | 'relation'>;

/** Enters whom to call for a household, or changes it. The household is locked. @throws PeopleProblem */
export const applyPutContact = async (
  work: PeopleWork,
  household: Household,
  given: ContactFacts,
  field = 'input',
): Promise<EmergencyContact> => {
  const name = checkText(work, `${field}.name`, given.name, { most: 50 });
  const phone = checkPhone(work, `${field}.phone`, given.phone);
  const relation = checkText(work, `${field}.relation`, given.relation, { most: 20 });
  const contacts = await work.em.find(EmergencyContact, { householdId: household.id });
  const known = contacts.find(({ id }) => id === given.emergencyContactId?.toLowerCase());
  if (!isAbsent(given.emergencyContactId) && !known) return refuseMissing(work, `${field}.emergencyContactId`);
  if (!known && contacts.length >= MOST)
    return refuseConflict(work, {
      zh: `一户最多 ${MOST} 名紧急联系人。`,
      en: `A household has at most ${MOST} emergency contacts.`,
    });
  const facts = { name, relation, phoneSealed: work.numbers.sealPhone(phone) };
  const contact = known
    ? Object.assign(known, facts)
    : work.em.create(EmergencyContact, {
        id: work.newId(),
        householdId: household.id,
        gridId: household.gridId,
        areaCode: household.areaCode,
        ...facts,
      });
  await work.em.flush();
  noteChange(work, 'HOUSEHOLD', household, { kind: 'CONTACT_PUT', fields: ['emergencyContacts'] });
  return contact;
};

/** Enters or changes whom to call for a household (登记紧急联系人). */
export const putEmergencyContact = (
  context: Context,
  input: PutEmergencyContactInput,
): Promise<PutEmergencyContactSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'putEmergencyContact',
    input,
    work: async (work): Promise<PutEmergencyContactSuccess> => {
      const household = await requireHousehold(context, work, input.householdId, 'input.householdId');
      const contact = await applyPutContact(work, household, input);
      return {
        __typename: 'PutEmergencyContactSuccess',
        emergencyContactId: contact.id,
        householdId: household.id,
      };
    },
  });

/** Takes somebody off the list of whom to call (删除紧急联系人). */
export const removeEmergencyContact = (
  context: Context,
  input: RemoveEmergencyContactInput,
): Promise<RemoveEmergencyContactSuccess | Problem | KeyReused> =>
  runPeopleCommand(context, {
    name: 'removeEmergencyContact',
    input,
    work: async (work): Promise<RemoveEmergencyContactSuccess> => {
      const contact = isUuid(input.emergencyContactId)
        ? await work.em.findOne(EmergencyContact, { id: input.emergencyContactId })
        : null;
      if (!contact) return refuseMissing(work, 'input.emergencyContactId');
      const household = await requireHousehold(context, work, contact.householdId, 'input.emergencyContactId');
      work.em.remove(contact);
      noteChange(work, 'HOUSEHOLD', household, { kind: 'CONTACT_REMOVED', fields: ['emergencyContacts'] });
      return { __typename: 'RemoveEmergencyContactSuccess', householdId: household.id };
    },
  });
