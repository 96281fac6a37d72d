import { defineEntity, p } from '@mikro-orm/core';

/**
 * Why somebody is looked after: living alone (独居), left behind (留守), minimum living allowance (低保), support in extreme
 * poverty (特困), watched for a return to poverty (防返贫监测), family of a soldier or martyr (优抚), contact for disability
 * (残疾联络), pregnancy or an infant (孕产婴幼). Whatever is sensitive (health, corrections, under 14) is CONTACT_NEEDED (需联络)
 * with the owning department, and nothing more.
 */
export const careKinds = [
  'LIVING_ALONE',
  'LEFT_BEHIND',
  'MINIMUM_LIVING_ALLOWANCE',
  'EXTREME_POVERTY_SUPPORT',
  'POVERTY_WATCH',
  'PREFERENTIAL_TREATMENT',
  'DISABILITY_CONTACT',
  'MATERNITY',
  'CONTACT_NEEDED',
] as const;

export type CareKind = (typeof careKinds)[number];

const CareRecordSchema = defineEntity({
  name: 'CareRecord',
  tableName: 'care_record',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    residentId: p.uuid(),
    gridId: p.uuid(),
    areaCode: p.text(),
    kind: p.text().$type<CareKind>(),
    ownerId: p.uuid().nullable(),
    since: p.date(),
    until: p.date().nullable(),
  },
});

/** Why a resident is looked after, from when to when (独居、留守、低保 …); sensitive facts stay with the owning department. */
export class CareRecord extends CareRecordSchema.class {}
CareRecordSchema.setClass(CareRecord);
