import { defineEntity, p } from '@mikro-orm/core';

import { isAbsent } from '../absent.ts';

const CorpsSchema = defineEntity({
  name: 'Corps',
  tableName: 'corps',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    name: p.text(),
    areaCode: p.text(),
    foundedOn: p.date(),
    /** First day on which it is no longer there. */
    dissolvedOn: p.date().nullable(),
  },
});

/** A named corps of grid workers, e.g. 雷小哨. */
export class Corps extends CorpsSchema.class {
  /** Whether somebody may belong to it on that day. */
  standsOn(day: string): boolean {
    return this.foundedOn <= day && (isAbsent(this.dissolvedOn) || this.dissolvedOn > day);
  }
}
CorpsSchema.setClass(Corps);

const CorpsMembershipSchema = defineEntity({
  name: 'CorpsMembership',
  tableName: 'corps_membership',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    corpsId: p.uuid(),
    gridWorkerId: p.uuid(),
    since: p.date(),
    /** First day on which it is over. */
    until: p.date().nullable(),
  },
});

/** A worker in a corps, from a day until a day. */
export class CorpsMembership extends CorpsMembershipSchema.class {}
CorpsMembershipSchema.setClass(CorpsMembership);

const GridWorkerSchema = defineEntity({
  name: 'GridWorker',
  tableName: 'grid_worker',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    accountId: p.uuid(),
    name: p.text(),
    /** Where the worker belongs to; unknown for whoever came with the founding. */
    areaCode: p.text().nullable(),
    phoneSealed: p.text().nullable(),
    phoneHash: p.text().nullable(),
  },
});

/** A person who works in grids (网格员), whatever the roles: those are assignments. */
export class GridWorker extends GridWorkerSchema.class {}
GridWorkerSchema.setClass(GridWorker);
