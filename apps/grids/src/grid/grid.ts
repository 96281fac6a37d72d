import { defineEntity, p } from '@mikro-orm/core';

import { isAbsent } from '../absent.ts';

export type GridKind = 'URBAN' | 'RURAL' | 'DEDICATED';
export type GridLevel = 'BASIC' | 'MICRO';

export interface GridCode {
  readonly scheme: string;
  readonly code: string;
}

const GridSchema = defineEntity({
  name: 'Grid',
  tableName: 'grid',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    name: p.text(),
    kind: p.text().$type<GridKind>(),
    level: p.text().$type<GridLevel>(),
    areaCode: p.text(),
    parentGridId: p.uuid().nullable(),
    codes: p.json().$type<GridCode[]>(),
    boundary: p.json().$type<Record<string, unknown>>().nullable(),
    validFrom: p.date(),
    validUntil: p.date().nullable(),
  },
});

/** A grid (网格) or micro-grid (微网格) of one village or community. */
export class Grid extends GridSchema.class {
  /** Whether it is a grid on that day. */
  isValidOn(day: string): boolean {
    return this.validFrom <= day && (isAbsent(this.validUntil) || this.validUntil > day);
  }
}
GridSchema.setClass(Grid);
