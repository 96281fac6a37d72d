import { defineEntity, p } from '@mikro-orm/core';

export type OccupancyKind = 'OWN' | 'RENT' | 'LODGE' | 'TEMPORARY';

const DwellingSchema = defineEntity({
  name: 'Dwelling',
  tableName: 'dwelling',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    gridId: p.uuid(),
    areaCode: p.text(),
    address: p.text(),
  },
});

/** A dwelling (房屋). */
export class Dwelling extends DwellingSchema.class {}
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
export class Occupancy extends OccupancySchema.class {}
OccupancySchema.setClass(Occupancy);
