import { addDays } from '@gridloom/standards';
import { defineEntity, OptionalProps, p } from '@mikro-orm/core';

import { isAbsent } from '../absent.ts';

export const occupancyKinds = ['OWN', 'RENT', 'LODGE', 'TEMPORARY'] as const;
export type OccupancyKind = (typeof occupancyKinds)[number];

export const dwellingKinds = ['HOUSE', 'APARTMENT', 'PUBLIC_RENTAL', 'DORMITORY', 'MIXED_USE', 'OTHER'] as const;
export type DwellingKind = (typeof dwellingKinds)[number];

const DwellingSchema = defineEntity({
  name: 'Dwelling',
  tableName: 'dwelling',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    gridId: p.uuid(),
    areaCode: p.text(),
    address: p.text(),
    kind: p.text().$type<DwellingKind>().nullable(),
    /** First day on which nobody can live in it any more. */
    demolishedOn: p.date().nullable(),
    /** Where it stands (WGS 84), as far as that is known. */
    longitude: p.double().$type<number>().nullable(),
    latitude: p.double().$type<number>().nullable(),
  },
});

/** A dwelling (房屋). */
export class Dwelling extends DwellingSchema.class {
  /** Whether somebody can live in it on that day. */
  standsOn(day: string): boolean {
    return isAbsent(this.demolishedOn) || this.demolishedOn > day;
  }
}
DwellingSchema.setClass(Dwelling);

const OccupancySchema = defineEntity({
  name: 'Occupancy',
  tableName: 'occupancy',
  properties: {
    dwellingId: p.uuid().primary(),
    residentId: p.uuid().primary(),
    since: p.date().primary(),
    until: p.date().nullable(),
    kind: p.text().$type<OccupancyKind>(),
  },
});

/** Who lives in a dwelling, and as what (人房关系). */
export class Occupancy extends OccupancySchema.class {
  declare [OptionalProps]?: 'isOpen';

  get isOpen(): boolean {
    return isAbsent(this.until);
  }

  /** Ends it on a day; one that began that very day lasted for it. */
  end(day: string): void {
    this.until = day > this.since ? day : addDays(this.since, 1);
  }
}
OccupancySchema.setClass(Occupancy);
