import { dwellingRegistered } from '@gridloom/contracts';

import { isAbsent } from '../absent.ts';
import { checkText } from '../people/people-checks.ts';
import { noteChange } from '../people/people-change.ts';
import { refuseConflict, refuseInput } from '../people/people-problem.ts';
import { tellDwelling, touchDwelling, type PeopleWork } from '../people/people-work.ts';
import { Dwelling, type DwellingKind } from './dwelling.ts';

export interface NewDwelling {
  readonly address: string;
  readonly kind?: DwellingKind | null | undefined;
}

const ADDRESS = { least: 2, most: 200 };

/** @throws PeopleProblem */
export const checkAddress = (work: PeopleWork, field: string, address: string): string =>
  checkText(work, field, address, ADDRESS);

/** Enters a dwelling at an address where the grid has none yet. @throws PeopleProblem */
export const applyRegisterDwelling = async (
  work: PeopleWork,
  place: { readonly gridId: string; readonly areaCode: string },
  { address: given, kind }: NewDwelling,
  field: string,
): Promise<Dwelling> => {
  const address = checkAddress(work, `${field}.address`, given);
  const [known] = await work.sql(
    'select id from dwelling where grid_id = $1 and address = $2 and demolished_on is null limit 1',
    [place.gridId, address],
  );
  if (known)
    return refuseConflict(work, {
      zh: '本网格已登记同一地址的房屋。',
      en: 'The grid has a dwelling at this address already.',
    });
  const dwelling = touchDwelling(
    work,
    work.em.create(Dwelling, { id: work.newId(), ...place, address, kind: kind ?? null }),
    true,
  );
  await work.em.flush();
  tellDwelling(work, dwelling, dwellingRegistered);
  noteChange(work, 'DWELLING', dwelling, { kind: 'REGISTERED', fields: ['address', 'kind'] });
  return dwelling;
};

/** The dwelling that a household of the grid is to live in. @throws PeopleProblem for one of another grid, or demolished */
export const findHomeIn = async (
  work: PeopleWork,
  gridId: string,
  dwellingId: string,
  field: string,
): Promise<Dwelling> => {
  const dwelling = await work.em.findOne(Dwelling, { id: dwellingId });
  if (dwelling?.gridId !== gridId)
    return refuseInput(work, field, {
      zh: '应为该户所在网格的房屋。',
      en: 'is a dwelling of the household’s grid.',
    });
  if (!dwelling.standsOn(work.today))
    return refuseInput(work, field, {
      zh: `该房屋已于 ${dwelling.demolishedOn ?? ''} 拆除。`,
      en: `the dwelling was demolished on ${dwelling.demolishedOn ?? ''}.`,
    });
  return dwelling;
};

export interface HomeInput {
  readonly dwellingId?: string | null | undefined;
  readonly newDwelling?: NewDwelling | null | undefined;
  readonly address?: string | null | undefined;
}

/** Where a household is to live, and its address: that of the dwelling, unless another one is said. @throws PeopleProblem */
export const settleHome = async (
  work: PeopleWork,
  place: { readonly gridId: string; readonly areaCode: string },
  { dwellingId, newDwelling, address }: HomeInput,
  field: string,
): Promise<{ readonly dwelling: Dwelling | null; readonly address: string }> => {
  if (!isAbsent(dwellingId) && !isAbsent(newDwelling))
    return refuseInput(work, `${field}.newDwelling`, {
      zh: 'dwellingId 与 newDwelling 只填一项。',
      en: 'is left out where dwellingId is given.',
    });
  const dwelling = !isAbsent(newDwelling)
    ? await applyRegisterDwelling(work, place, newDwelling, `${field}.newDwelling`)
    : isAbsent(dwellingId)
      ? null
      : await findHomeIn(work, place.gridId, dwellingId, `${field}.dwellingId`);
  if (!isAbsent(address)) return { dwelling, address: checkAddress(work, `${field}.address`, address) };
  if (dwelling) return { dwelling, address: dwelling.address };
  return refuseInput(work, `${field}.address`, {
    zh: '没有房屋时须填写地址。',
    en: 'is given where there is no dwelling.',
  });
};
