import { defineEntity, p } from '@mikro-orm/core';

import { contentProperties } from './item-content.ts';

const ServiceItemSchema = defineEntity({
  name: 'ServiceItem',
  tableName: 'service_item',
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    /** Changes of the item besides new versions; with `version` it orders what is told of the item. */
    amendments: p.integer().default(0),
    code: p.text(),
    areaCode: p.text(),
    ...contentProperties,
    withdrawnOn: p.date().nullable(),
    /** Why it was withdrawn. */
    endReason: p.text().nullable(),
    expiryToldAt: p.datetime().nullable(),
  },
});

/** Whether a span of days covers a day; its end is the first day outside. */
export const covers = (
  span: { readonly validFrom: string; readonly validUntil?: string | null | undefined },
  day: string,
): boolean => span.validFrom <= day && (!span.validUntil || day < span.validUntil);

export type ServiceItemState = 'UPCOMING' | 'IN_FORCE' | 'EXPIRED' | 'WITHDRAWN';

/** A service item (网格事项) in the version that is in force, or else the last one: what may be asked of a grid. */
export class ServiceItem extends ServiceItemSchema.class {
  /** Rises with whatever changes in the item. */
  sequence(): number {
    return this.version + this.amendments;
  }

  /** What the item is on a day, by all its versions. */
  stateOn(day: string, versions: readonly ItemVersion[]): ServiceItemState {
    if (versions.some((version) => covers(version, day))) return 'IN_FORCE';
    if (this.withdrawnOn && this.withdrawnOn <= day) return 'WITHDRAWN';
    return versions.some((version) => version.validFrom > day) ? 'UPCOMING' : 'EXPIRED';
  }
}
ServiceItemSchema.setClass(ServiceItem);

const ItemVersionSchema = defineEntity({
  name: 'ItemVersion',
  tableName: 'service_item_version',
  properties: {
    serviceItemId: p.uuid().primary(),
    version: p.integer().primary(),
    ...contentProperties,
    proposalId: p.uuid().nullable(),
    admittedAt: p.datetime().nullable(),
  },
});

/** A version of a service item; what it said stays, only its end is set when another one follows. */
export class ItemVersion extends ItemVersionSchema.class {}
ItemVersionSchema.setClass(ItemVersion);
