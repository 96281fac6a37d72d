import { defineEntity, p } from '@mikro-orm/core';

const ServiceItemSchema = defineEntity({
  name: 'ServiceItem',
  tableName: 'service_item',
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    code: p.text(),
    areaCode: p.text(),
    name: p.text(),
    sponsorId: p.uuid(),
    dutyId: p.uuid(),
    legalBasis: p.text().nullable(),
    validFrom: p.date(),
    validUntil: p.date().nullable(),
  },
});

/** A service item (网格事项) in its newest version: what may be asked of a grid. */
export class ServiceItem extends ServiceItemSchema.class {
  /** Whether it may be asked on a day (`YYYY-MM-DD`). */
  isInForceOn(day: string): boolean {
    return this.validFrom <= day && (!this.validUntil || day < this.validUntil);
  }
}
ServiceItemSchema.setClass(ServiceItem);
