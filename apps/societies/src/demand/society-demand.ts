import { defineEntity, p } from '@mikro-orm/core';

const SocietyDemandSchema = defineEntity({
  name: 'SocietyDemand',
  tableName: 'society_demand',
  properties: {
    id: p.uuid().primary(),
    societyId: p.uuid(),
    areaCode: p.text(),
    gridId: p.uuid().nullable(),
    residentId: p.uuid(),
    text: p.text(),
    place: p.text().nullable(),
    raisedByAccountId: p.uuid(),
    raisedAt: p.datetime().columnType('timestamptz'),
    version: p.integer().version().default(1),
  },
});

/** What a society heard (诉求). It never changes: what becomes of it is the case's matter. */
export class SocietyDemand extends SocietyDemandSchema.class {}

SocietyDemandSchema.setClass(SocietyDemand);
