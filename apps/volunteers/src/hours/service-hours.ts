import { defineEntity, p } from '@mikro-orm/core';

export const serviceHoursKinds = ['CERTIFIED', 'CORRECTION'] as const;
export type ServiceHoursKind = (typeof serviceHoursKinds)[number];

const ServiceHoursSchema = defineEntity({
  name: 'ServiceHours',
  tableName: 'service_hours',
  properties: {
    id: p.uuid().primary(),
    volunteerId: p.uuid(),
    serviceOrderId: p.uuid().nullable(),
    areaCode: p.text(),
    halfHours: p.integer(),
    kind: p.text().$type<ServiceHoursKind>(),
    correctsId: p.uuid().nullable(),
    note: p.text().nullable(),
    recordedByAccountId: p.uuid(),
    servedAt: p.datetime().columnType('timestamptz'),
    recordedAt: p.datetime().columnType('timestamptz'),
  },
});

/** An entry in the ledger of hours (服务时长). Whoever records it certifies it; nothing ever changes it. */
export class ServiceHours extends ServiceHoursSchema.class {}

ServiceHoursSchema.setClass(ServiceHours);

/** Hours as they are counted, in half hours; nothing where they are no multiple of half an hour. */
export const toHalfHours = (hours: number): number | undefined => {
  const halfHours = hours * 2;
  return Number.isInteger(halfHours) ? halfHours : undefined;
};
