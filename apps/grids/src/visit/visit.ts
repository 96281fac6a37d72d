import { defineEntity, p } from '@mikro-orm/core';

import { isAbsent } from '../absent.ts';

/** What was answered to an item that asks for more than whether it is in order: one of them. */
export interface VisitAnswer {
  readonly yes?: boolean;
  readonly choice?: string;
  readonly number?: number;
  readonly text?: string;
}

/** What was found for an item of the checklist. */
export interface VisitCheck {
  readonly item: string;
  readonly passed: boolean;
  readonly note?: string;
  readonly answer?: VisitAnswer;
}

/** A check with the place of its visit, which decides who reads its note whole. */
export interface CheckOfVisit extends VisitCheck {
  readonly visitId: string;
  readonly areaCode: string;
  readonly gridId: string;
}

/** Thrown for a visit that is void already, that raised demands, or that is too long ago. */
export class VisitNotVoidable extends Error {
  override readonly name = 'VisitNotVoidable';
  readonly reason: 'void already' | 'raised demands' | 'too long ago';

  constructor(reason: VisitNotVoidable['reason']) {
    super(`The visit cannot be declared void: ${reason}`);
    this.reason = reason;
  }
}

const HOUR_MS = 3_600_000;

const VisitSchema = defineEntity({
  name: 'Visit',
  tableName: 'visit',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    householdId: p.uuid(),
    gridId: p.uuid(),
    areaCode: p.text(),
    gridWorkerId: p.uuid(),
    recordedAt: p.datetime(),
    receivedAt: p.datetime(),
    checks: p.json().$type<VisitCheck[]>(),
    note: p.text().nullable(),
    demandCount: p.integer(),
    clientKey: p.text().nullable(),
    /** Of what was sent in; none for what was imported. */
    contentHash: p.text().nullable(),
    checklistVersion: p.integer(),
    voidedAt: p.datetime().nullable(),
    voidedByAccountId: p.uuid().nullable(),
    voidReason: p.text().nullable(),
  },
});

/** A grid worker at a household (走访). */
export class Visit extends VisitSchema.class {
  isVoid(): boolean {
    return !isAbsent(this.voidedAt);
  }

  /** It was recorded by mistake (作废). @throws VisitNotVoidable */
  declareVoid(at: Date, byAccountId: string, reason: string, withinHours: number): void {
    if (this.isVoid()) throw new VisitNotVoidable('void already');
    if (this.demandCount > 0) throw new VisitNotVoidable('raised demands');
    if (at.getTime() - this.receivedAt.getTime() > withinHours * HOUR_MS) throw new VisitNotVoidable('too long ago');
    this.voidedAt = at;
    this.voidedByAccountId = byAccountId;
    this.voidReason = reason;
  }
}
VisitSchema.setClass(Visit);

const VisitDemandSchema = defineEntity({
  name: 'VisitDemand',
  tableName: 'visit_demand',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    visitId: p.uuid(),
    householdId: p.uuid(),
    residentId: p.uuid(),
    gridId: p.uuid(),
    areaCode: p.text(),
    position: p.integer(),
    text: p.text(),
    place: p.text().nullable(),
    raisedByAccountId: p.uuid(),
    raisedAt: p.datetime(),
    clientKey: p.text().nullable(),
    /** Settled on paper before it came in from a sheet: no case. */
    settledOn: p.date().nullable(),
    outcome: p.text().nullable(),
  },
});

/** What a visit heard (诉求); becomes a case, unless it was settled on paper before it came in. */
export class VisitDemand extends VisitDemandSchema.class {}
VisitDemandSchema.setClass(VisitDemand);
