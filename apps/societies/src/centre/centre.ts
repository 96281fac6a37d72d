import { defineEntity, p } from '@mikro-orm/core';

export const centreKinds = ['NEIGHBOURHOOD', 'VILLAGE', 'TRAINING'] as const;
export type CentreKind = (typeof centreKinds)[number];

const CentreSchema = defineEntity({
  name: 'Centre',
  tableName: 'centre',
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    kind: p.text().$type<CentreKind>(),
    areaCode: p.text(),
    gridId: p.uuid().nullable(),
    openedOn: p.date(),
    version: p.integer().version().default(1),
  },
});

/** A centre (乡里中心、邻里中心). */
export class Centre extends CentreSchema.class {}

CentreSchema.setClass(Centre);
