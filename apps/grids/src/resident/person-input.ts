import { ageOn } from '@gridloom/standards';

import { isAbsent } from '../absent.ts';
import { checkId, checkPastDay, checkPhone, checkText } from '../people/people-checks.ts';
import { refuseInput } from '../people/people-problem.ts';
import type { PeopleWork } from '../people/people-work.ts';
import type { HouseholdRelation, PopulationKind, Resident } from './resident.ts';

/** A person who comes to live in a household: one with a record, by its id, or one who gets a record. */
export interface PersonInput {
  /** With a record: the rest is left out. */
  readonly residentId?: string | null | undefined;
  readonly relation: HouseholdRelation;
  readonly name?: string | null | undefined;
  readonly idNumber?: string | null | undefined;
  /** Without an id number alone, which says it otherwise. */
  readonly birthDate?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly populationKind?: PopulationKind | null | undefined;
  /** The person has a home elsewhere in the county and leaves it. */
  readonly leavesFormerHome?: boolean | null | undefined;
}

export interface CheckedPerson {
  readonly name: string;
  readonly idNumber: string | null;
  readonly birthDate: string;
  readonly phone: string | null;
  readonly populationKind: PopulationKind;
}

const NAME_MOST = 50;
const HEAD_AGE = 16;

/** @throws PeopleProblem */
export const checkName = (work: PeopleWork, field: string, name: string): string =>
  checkText(work, field, name, { most: NAME_MOST });

/** What is said of somebody without a record; whoever is neither newborn nor from overseas has an id number. @throws PeopleProblem */
export const checkPerson = (work: PeopleWork, input: PersonInput, field: string, isNewborn = false): CheckedPerson => {
  const name = checkName(work, `${field}.name`, input.name ?? '');
  const phone = isAbsent(input.phone) ? null : checkPhone(work, `${field}.phone`, input.phone);
  const { populationKind } = input;
  if (isAbsent(populationKind))
    return refuseInput(work, `${field}.populationKind`, {
      zh: '新登记的居民须填写人口类别（户籍、流动、境外）。',
      en: 'is given for whoever gets a record: registered, floating or from overseas.',
    });
  if (!isAbsent(input.idNumber) && input.idNumber !== '') {
    const checked = checkId(work, `${field}.idNumber`, input.idNumber);
    if (!isAbsent(input.birthDate) && input.birthDate !== checked.birthDate)
      return refuseInput(work, `${field}.birthDate`, {
        zh: '与公民身份号码中的出生日期不一致。',
        en: 'is another one than the id number says.',
      });
    return { name, phone, populationKind, idNumber: checked.value, birthDate: checked.birthDate };
  }
  if (!isNewborn && populationKind !== 'OVERSEAS')
    return refuseInput(work, `${field}.idNumber`, {
      zh: '须填写；只有新生儿和境外人口可以暂不填写。',
      en: 'is given; only newborns and people from overseas may be without.',
    });
  if (isAbsent(input.birthDate))
    return refuseInput(work, `${field}.birthDate`, {
      zh: '没有公民身份号码时须填写出生日期。',
      en: 'is given where there is no id number.',
    });
  return {
    name,
    phone,
    populationKind,
    idNumber: null,
    birthDate: checkPastDay(work, `${field}.birthDate`, input.birthDate),
  };
};

/** Who heads a household is sixteen at least. @throws PeopleProblem */
export const assertMayHead = (work: PeopleWork, resident: Resident, field: string): void => {
  if (ageOn(resident.birthDate, work.today) < HEAD_AGE)
    refuseInput(work, field, { zh: `户主应年满 ${HEAD_AGE} 周岁。`, en: `a head is ${HEAD_AGE} years old at least.` });
};
