import { defineEntity, p, type Opt } from '@mikro-orm/core';

import { isAbsent } from '../absent.ts';
import type { Boundary } from './boundary.ts';

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
    /** Sorts 第2 before 第10; the database works it out. */
    sortKey: p.text().$type<Opt<string>>().generated('(natural_sort_key(name)) stored'),
    kind: p.text().$type<GridKind>(),
    level: p.text().$type<GridLevel>(),
    areaCode: p.text(),
    parentGridId: p.uuid().nullable(),
    codes: p.json().$type<GridCode[]>(),
    boundary: p.json().$type<Boundary>().nullable(),
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
