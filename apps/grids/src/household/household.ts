import { addDays, shanghaiDay } from '@gridloom/standards';
import { defineEntity, OptionalProps, p } from '@mikro-orm/core';

import { isAbsent } from '../absent.ts';

const HouseholdSchema = defineEntity({
  name: 'Household',
  tableName: 'household',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    number: p.text(),
    gridId: p.uuid(),
    /** The micro-grid of its grid in which it lives, where there are any. */
    microGridId: p.uuid().nullable(),
    areaCode: p.text(),
    dwellingId: p.uuid().nullable(),
    address: p.text(),
    registeredOn: p.date(),
    visitIntervalDays: p.integer(),
    lastVisitedAt: p.datetime().nullable(),
    nextDueOn: p.date(),
    /** The day on which it ceased to be a household. */
    dissolvedOn: p.date().nullable(),
    /** The household that its members joined. */
    successorId: p.uuid().nullable(),
    changedAt: p.datetime().nullable(),
  },
});

/** A household (户) of a basic grid. */
export class Household extends HouseholdSchema.class {
  declare [OptionalProps]?: 'inForce';

  get inForce(): boolean {
    return isAbsent(this.dissolvedOn);
  }

  /** It is no household any more: everybody left, or joined another one. */
  dissolve(day: string, successorId: string | null = null): void {
    this.dissolvedOn = day;
    this.successorId = successorId;
  }

  /**
   * Somebody was there. A visit that arrives late, after a newer one, moves nothing back.
   * @returns whether it was the first one ever
   */
  visited(at: Date): boolean {
    const first = isAbsent(this.lastVisitedAt);
    if (isAbsent(this.lastVisitedAt) || this.lastVisitedAt < at) {
      this.lastVisitedAt = at;
      this.nextDueOn = addDays(shanghaiDay(at), this.visitIntervalDays);
    }
    return first;
  }
}
HouseholdSchema.setClass(Household);

const EmergencyContactSchema = defineEntity({
  name: 'EmergencyContact',
  tableName: 'emergency_contact',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    householdId: p.uuid(),
    gridId: p.uuid(),
    areaCode: p.text(),
    name: p.text(),
    phoneSealed: p.text(),
    relation: p.text(),
  },
});

/** Whom to call for a household (紧急联系簿). */
export class EmergencyContact extends EmergencyContactSchema.class {}
EmergencyContactSchema.setClass(EmergencyContact);
