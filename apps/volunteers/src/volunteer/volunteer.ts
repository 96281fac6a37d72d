import { defineEntity, p } from '@mikro-orm/core';

const VolunteerSchema = defineEntity({
  name: 'Volunteer',
  tableName: 'volunteer',
  properties: {
    id: p.uuid().primary(),
    accountId: p.uuid(),
    residentId: p.uuid().nullable(),
    name: p.text(),
    number: p.text(),
    areaCode: p.text(),
    skills: p.array(),
    enrolledOn: p.date(),
    version: p.integer().version().default(1),
  },
});

/** A volunteer (志愿者). */
export class Volunteer extends VolunteerSchema.class {}

VolunteerSchema.setClass(Volunteer);
