import { defineEntity, p } from '@mikro-orm/core';

const ClaimSchema = defineEntity({
  name: 'Claim',
  tableName: 'claim',
  properties: {
    id: p.uuid().primary(),
    serviceOrderId: p.uuid(),
    volunteerId: p.uuid(),
    areaCode: p.text(),
    claimedAt: p.datetime().columnType('timestamptz'),
    completedAt: p.datetime().columnType('timestamptz').nullable(),
  },
});

/** A volunteer's claim of an order (认领). */
export class Claim extends ClaimSchema.class {}

ClaimSchema.setClass(Claim);
