import { defineEntity, p } from '@mikro-orm/core';

const ReportInSchema = defineEntity({
  name: 'ReportIn',
  tableName: 'report_in',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    organizationId: p.uuid(),
    areaCode: p.text(),
    gridId: p.uuid().nullable(),
    reportedOn: p.date(),
    endedOn: p.date().nullable(),
    services: p.integer().default(0),
    lastServedOn: p.date().nullable(),
  },
});

/** A body that reported in to a village or community and serves there (双报到). */
export class ReportIn extends ReportInSchema.class {}
ReportInSchema.setClass(ReportIn);
