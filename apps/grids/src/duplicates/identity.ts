import { isAbsent } from '../absent.ts';
import type { PopulationKind, Resident } from '../resident/resident.ts';

/** What can be taken over from the record that ends. */
export type TakenField = 'NAME' | 'ID_NUMBER' | 'PHONE' | 'POPULATION_KIND';

export interface Identity {
  readonly name: string;
  readonly birthDate: string;
  readonly idNumberSealed: string | null;
  readonly idNumberHash: string | null;
  readonly phoneSealed: string | null;
  readonly phoneHash: string | null;
  readonly populationKind: PopulationKind;
}

export const identityOf = (resident: Resident): Identity => ({
  name: resident.name,
  birthDate: resident.birthDate,
  idNumberSealed: resident.idNumberSealed ?? null,
  idNumberHash: resident.idNumberHash ?? null,
  phoneSealed: resident.phoneSealed ?? null,
  phoneHash: resident.phoneHash ?? null,
  populationKind: resident.populationKind,
});

/** The properties behind each field that is taken. */
const properties: Readonly<Record<TakenField, readonly (keyof Identity)[]>> = {
  NAME: ['name'],
  ID_NUMBER: ['idNumberSealed', 'idNumberHash', 'birthDate'],
  PHONE: ['phoneSealed', 'phoneHash'],
  POPULATION_KIND: ['populationKind'],
};

/** The name by which a field is told and kept in the history. */
const told: Readonly<Record<TakenField, string>> = {
  NAME: 'name',
  ID_NUMBER: 'idNumber',
  PHONE: 'phone',
  POPULATION_KIND: 'populationKind',
};

const allFields = Object.keys(properties) as TakenField[];

export const takenFields = (take: readonly TakenField[] | null | undefined): TakenField[] => [...new Set(take ?? [])];

const isEmpty = (identity: Identity, field: TakenField) => {
  const [first] = properties[field];
  return first !== undefined && isAbsent(identity[first]);
};

const copy = (to: Resident, from: Identity, field: TakenField) => {
  for (const property of properties[field]) Object.assign(to, { [property]: from[property] });
};

/**
 * Takes fields over from the record that ends, besides whatever the survivor lacks and the other one has.
 * @returns the fields that are other ones now
 */
export const takeIdentity = (survivor: Resident, merged: Resident, take: readonly TakenField[]): string[] => {
  const mine = identityOf(survivor);
  const theirs = identityOf(merged);
  return allFields.flatMap((field) => {
    const wanted = take.includes(field) || isEmpty(mine, field);
    const [first] = properties[field];
    if (!wanted || isEmpty(theirs, field) || first === undefined || mine[first] === theirs[first]) return [];
    copy(survivor, theirs, field);
    return [told[field]];
  });
};

/**
 * Gives a survivor back what the merge took away, where nothing was changed since.
 * @returns the fields that were changed since and stay as they are now
 */
export const giveBackIdentity = (
  survivor: Resident,
  before: Identity,
  after: Identity,
): { readonly kept: string[]; readonly restored: string[] } => {
  const now = identityOf(survivor);
  const kept: string[] = [];
  const restored: string[] = [];
  for (const field of allFields) {
    const [first] = properties[field];
    if (first === undefined || before[first] === after[first]) continue;
    if (now[first] === after[first]) {
      copy(survivor, before, field);
      restored.push(told[field]);
    } else kept.push(told[field]);
  }
  return { kept, restored };
};
