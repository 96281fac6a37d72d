import { defineEntity, p } from '@mikro-orm/core';

const PartyOrganizationSchema = defineEntity({
  name: 'PartyOrganization',
  tableName: 'party_organization',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    name: p.text(),
    /** By the county's configuration. */
    tier: p.text(),
    parentId: p.uuid().nullable(),
    areaCode: p.text(),
    gridId: p.uuid().nullable(),
    secretaryId: p.uuid().nullable(),
    foundedOn: p.date(),
    memberCount: p.integer().default(0),
  },
});

/** A party organization (党组织) in the tree of its tiers, attached to a grid or not. */
export class PartyOrganization extends PartyOrganizationSchema.class {
  /** Attaches it to a grid, or to another one. Gives whether it had none before. */
  attachToGrid(gridId: string): boolean {
    const wasDetached = this.gridId == null;
    this.gridId = gridId;
    return wasDetached;
  }

  /** The grid is none any more, or has another party organization. Gives whether it was attached to one. */
  detach(): boolean {
    const wasAttached = this.gridId != null;
    this.gridId = null;
    return wasAttached;
  }
}
PartyOrganizationSchema.setClass(PartyOrganization);
