import { defineEntity, p } from '@mikro-orm/core';

import type { AreaLevel } from '../area/area.ts';

/** Kinds of bodies (单位类别). */
export const organizationKinds = [
  'COUNTY_GOVERNMENT',
  'COUNTY_DEPARTMENT',
  'TOWNSHIP_GOVERNMENT',
  'VILLAGE_COMMITTEE',
  'COMMUNITY_COMMITTEE',
  'GRID_OFFICE',
  'PUBLIC_INSTITUTION',
] as const;

export type OrganizationKind = (typeof organizationKinds)[number];

const levels: Readonly<Record<OrganizationKind, AreaLevel>> = {
  COUNTY_GOVERNMENT: 'COUNTY',
  COUNTY_DEPARTMENT: 'COUNTY',
  GRID_OFFICE: 'COUNTY',
  PUBLIC_INSTITUTION: 'COUNTY',
  TOWNSHIP_GOVERNMENT: 'TOWNSHIP',
  VILLAGE_COMMITTEE: 'VILLAGE',
  COMMUNITY_COMMITTEE: 'VILLAGE',
};

/** The level of the area that a kind of body is responsible for. */
export const areaLevelOf = (kind: OrganizationKind): AreaLevel => levels[kind];

/** Thrown where a body is to be dissolved that is dissolved already. */
export class AlreadyDissolved extends Error {
  override readonly name = 'AlreadyDissolved';

  constructor() {
    super('The organization is dissolved already');
  }
}

const OrganizationSchema = defineEntity({
  name: 'Organization',
  tableName: 'organization',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    name: p.text(),
    kind: p.text().$type<OrganizationKind>(),
    areaCode: p.text(),
    handlesCases: p.boolean(),
    dissolvedOn: p.date().nullable(),
  },
});

/** A body (单位): a government, department, committee, office or institution. */
export class Organization extends OrganizationSchema.class {
  isDissolved(): boolean {
    return this.dissolvedOn != null;
  }

  /** @throws AlreadyDissolved */
  dissolve(day: string): void {
    if (this.isDissolved()) throw new AlreadyDissolved();
    this.dissolvedOn = day;
  }
}
OrganizationSchema.setClass(Organization);
