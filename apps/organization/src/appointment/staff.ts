import { defineEntity, p } from '@mikro-orm/core';

const StaffSchema = defineEntity({
  name: 'Staff',
  tableName: 'staff',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    name: p.text(),
    accountId: p.uuid().nullable(),
  },
});

/** Somebody who serves in a body or a party organization (工作人员). */
export class Staff extends StaffSchema.class {}
StaffSchema.setClass(Staff);
