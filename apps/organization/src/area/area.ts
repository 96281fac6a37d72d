import { defineEntity, p } from '@mikro-orm/core';

export type AreaLevel = 'COUNTY' | 'TOWNSHIP' | 'VILLAGE';

const AreaSchema = defineEntity({
  name: 'Area',
  tableName: 'area',
  properties: {
    code: p.text().primary(),
    version: p.integer().version().default(1),
    name: p.text(),
    level: p.text().$type<AreaLevel>(),
    parentCode: p.text().nullable(),
    /** Codes of all areas above, nearest first. */
    ancestors: p.array().columnType('text[]'),
    validFrom: p.date(),
    /** First day on which the code is no longer valid. */
    validUntil: p.date().nullable(),
    successorCode: p.text().nullable(),
  },
});

const below: Readonly<Record<AreaLevel, AreaLevel | undefined>> = {
  COUNTY: 'TOWNSHIP',
  TOWNSHIP: 'VILLAGE',
  VILLAGE: undefined,
};

/** The level of the areas directly below one of this level; none below a village. */
export const levelBelow = (level: AreaLevel): AreaLevel | undefined => below[level];

/** Thrown where a code is to be revoked that is revoked already, or was never valid before the day. */
export class NotRevocable extends Error {
  override readonly name = 'NotRevocable';

  constructor() {
    super('The code is not one that was valid until the day');
  }
}

/** An area (行政区划): a county, township or village in the dated tree of division codes. */
export class Area extends AreaSchema.class {
  isValidOn(day: string): boolean {
    return this.validFrom <= day && (this.validUntil == null || this.validUntil > day);
  }

  /** @param day first day on which the code is no longer valid. @throws NotRevocable */
  revoke(day: string, successorCode: string | null): void {
    if (this.validUntil != null || day <= this.validFrom) throw new NotRevocable();
    this.validUntil = day;
    this.successorCode = successorCode;
  }
}
AreaSchema.setClass(Area);
