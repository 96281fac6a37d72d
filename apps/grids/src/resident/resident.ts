import { ageOn } from '@gridloom/standards';
import { defineEntity, OptionalProps, p } from '@mikro-orm/core';

import { isAbsent } from '../absent.ts';

export type PopulationKind = (typeof populationKinds)[number];

export const populationKinds = ['PERMANENT_REGISTERED', 'FLOATING', 'OVERSEAS'] as const;

/** How somebody ceased to live where the record says: elsewhere in the county, away, dead, or only a double of another record. */
export type Departure = 'WITHIN_COUNTY' | 'OUTSIDE' | 'DIED' | 'MERGED' | 'WITHDRAWN';

export const householdRelations = [
  'HEAD',
  'SPOUSE',
  'SON',
  'DAUGHTER',
  'CHILD_IN_LAW',
  'GRANDCHILD',
  'PARENT',
  'PARENT_IN_LAW',
  'GRANDPARENT',
  'SIBLING',
  'OTHER_RELATIVE',
  'NOT_RELATED',
] as const;

export type HouseholdRelation = (typeof householdRelations)[number];

/** The band of an age in tens, e.g. AGE_60_69; AGE_90_UP at the top. */
export const ageBandOf = (birthDate: string, day: string): string => {
  const from = Math.max(0, Math.floor(ageOn(birthDate, day) / 10) * 10);
  return from >= 90 ? 'AGE_90_UP' : `AGE_${from}_${from + 9}`;
};

const ResidentSchema = defineEntity({
  name: 'Resident',
  tableName: 'resident',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    householdId: p.uuid().nullable(),
    relation: p.text().$type<HouseholdRelation>().nullable(),
    gridId: p.uuid(),
    areaCode: p.text(),
    name: p.text(),
    birthDate: p.date(),
    populationKind: p.text().$type<PopulationKind>(),
    /** Absent of the newborn until it is given, and of people from overseas. */
    idNumberSealed: p.text().nullable(),
    idNumberHash: p.text().nullable(),
    phoneSealed: p.text().nullable(),
    phoneHash: p.text().nullable(),
    verifiedOn: p.date().nullable(),
    movedInOn: p.date().nullable(),
    departedOn: p.date().nullable(),
    departure: p.text().$type<Departure>().nullable(),
    mergedIntoId: p.uuid().nullable(),
    changedAt: p.datetime().nullable(),
  },
});

/** A resident (居民): registered, floating or from overseas. */
export class Resident extends ResidentSchema.class {
  declare [OptionalProps]?: 'isPresent' | 'birthYear';

  /** Whether the person lives here: departed people are kept, and counted no more. */
  get isPresent(): boolean {
    return isAbsent(this.departedOn);
  }

  depart(day: string, departure: Departure): void {
    this.departedOn = day;
    this.departure = departure;
  }

  /** Lives here again: back from elsewhere, or the departure was a mistake. */
  comeBack(): void {
    this.departedOn = null;
    this.departure = null;
    this.mergedIntoId = null;
  }

  /** The record was found to be right. @returns whether that is news: an older confirmation changes nothing */
  verify(day: string): boolean {
    if (!isAbsent(this.verifiedOn) && this.verifiedOn >= day) return false;
    this.verifiedOn = day;
    return true;
  }

  get birthYear(): number {
    return Number(this.birthDate.slice(0, 4));
  }
}
ResidentSchema.setClass(Resident);
