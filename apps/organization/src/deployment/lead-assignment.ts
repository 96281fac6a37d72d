import { defineEntity, p } from '@mikro-orm/core';

const LeadAssignmentSchema = defineEntity({
  name: 'LeadAssignment',
  tableName: 'lead_assignment',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    organizationId: p.uuid(),
    initiative: p.text(),
    areaCode: p.text(),
    boundOn: p.date(),
    progress: p.text().nullable(),
    concludedOn: p.date().nullable(),
  },
});

/** A department that is bound to lead an initiative (责任捆绑领办). */
export class LeadAssignment extends LeadAssignmentSchema.class {}
LeadAssignmentSchema.setClass(LeadAssignment);
