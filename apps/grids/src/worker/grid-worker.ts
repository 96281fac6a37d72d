import { defineEntity, p } from '@mikro-orm/core';

const CorpsSchema = defineEntity({
  name: 'Corps',
  tableName: 'corps',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    name: p.text(),
    areaCode: p.text(),
  },
});

/** A named corps of grid workers, e.g. 雷小哨. */
export class Corps extends CorpsSchema.class {}
CorpsSchema.setClass(Corps);

const GridWorkerSchema = defineEntity({
  name: 'GridWorker',
  tableName: 'grid_worker',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    accountId: p.uuid(),
    name: p.text(),
    corpsId: p.uuid().nullable(),
  },
});

/** A person who works in grids (网格员), whatever the roles: those are assignments. */
export class GridWorker extends GridWorkerSchema.class {}
GridWorkerSchema.setClass(GridWorker);
