import { addDays } from '@gridloom/standards';
import { defineEntity, p } from '@mikro-orm/core';

import { isAbsent } from '../absent.ts';

export const severities = ['MINOR', 'ORDINARY', 'MAJOR'] as const;
export type HazardSeverity = (typeof severities)[number];

/** A class of hazards, of the county's list (隐患类别). */
export interface HazardClass {
  readonly code: string;
  readonly label: string;
  readonly severity: HazardSeverity;
  /** It is looked at again within so many days, again and again until it is gone. */
  readonly recheckDays: number;
  /** Whether it is reported as a case unless whoever finds it says otherwise. */
  readonly becomesCase: boolean;
  /** Whether it may be put right on the spot. */
  readonly onTheSpot: boolean;
  readonly photo: 'NONE' | 'OPTIONAL' | 'ALWAYS';
  readonly retiredOn: string | null;
}

/** Thrown where a hazard that is gone is to be re-checked, or a re-check lies before it was found. */
export class RecheckRefused extends Error {
  override readonly name = 'RecheckRefused';
  readonly reason: 'gone already' | 'before it was found';

  constructor(reason: RecheckRefused['reason']) {
    super(`The hazard cannot be re-checked: ${reason}`);
    this.reason = reason;
  }
}

const HazardSchema = defineEntity({
  name: 'Hazard',
  tableName: 'hazard',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    patrolId: p.uuid().nullable(),
    gridId: p.uuid(),
    areaCode: p.text(),
    classCode: p.text(),
    severity: p.text().$type<HazardSeverity>(),
    text: p.text(),
    place: p.text().nullable(),
    longitude: p.double().nullable(),
    latitude: p.double().nullable(),
    status: p.text().$type<'OPEN' | 'GONE'>(),
    fixedOnTheSpot: p.boolean(),
    foundAt: p.datetime(),
    foundByAccountId: p.uuid(),
    /** Whether it is to become a case. */
    reported: p.boolean(),
    caseId: p.uuid().nullable(),
    caseStatus: p.text().nullable(),
    caseSequence: p.bigint('number').defaultRaw('0'),
    recheckDueOn: p.date().nullable(),
    recheckCount: p.integer(),
    goneAt: p.datetime().nullable(),
    clientKey: p.text().nullable(),
  },
});

/** Something dangerous that a patrol found (隐患): looked at again until it is gone. */
export class Hazard extends HazardSchema.class {
  /** Somebody looked again. @throws RecheckRefused */
  recheck(at: Date, day: string, gone: boolean, recheckDays: number): void {
    if (this.status === 'GONE') throw new RecheckRefused('gone already');
    if (at < this.foundAt) throw new RecheckRefused('before it was found');
    this.recheckCount += 1;
    if (gone) {
      this.status = 'GONE';
      this.goneAt = at;
      this.recheckDueOn = null;
    } else {
      this.recheckDueOn = addDays(day, recheckDays);
    }
  }

  /**
   * Its case went on. A closed, refused or void case asks for somebody to look again at once.
   * @param sequence of the case's event: older ones change nothing
   * @returns whether that is news
   */
  followCase(caseId: string, status: string, sequence: number, day: string): boolean {
    if (sequence <= this.caseSequence) return false;
    this.caseId = caseId;
    this.caseSequence = sequence;
    if (status === this.caseStatus) return false;
    this.caseStatus = status;
    if (this.status === 'OPEN' && endsCase(status) && !isAbsent(this.recheckDueOn) && this.recheckDueOn > day) {
      this.recheckDueOn = day;
    }
    return true;
  }

  isOverdue(today: string): boolean {
    return !isAbsent(this.recheckDueOn) && this.recheckDueOn < today;
  }
}
HazardSchema.setClass(Hazard);

export const endsCase = (status: string): boolean => ['CLOSED', 'REFUSED', 'VOID'].includes(status);

const HazardRecheckSchema = defineEntity({
  name: 'HazardRecheck',
  tableName: 'hazard_recheck',
  properties: {
    id: p.uuid().primary(),
    hazardId: p.uuid(),
    position: p.integer(),
    at: p.datetime(),
    byAccountId: p.uuid(),
    gone: p.boolean(),
    note: p.text().nullable(),
    clientKey: p.text().nullable(),
  },
});

/** Somebody looked at a hazard again (隐患复查). */
export class HazardRecheck extends HazardRecheckSchema.class {}
HazardRecheckSchema.setClass(HazardRecheck);
