import { defineEntity, p } from '@mikro-orm/core';

/** What was found for an item of the checklist. */
export interface VisitCheck {
  readonly item: string;
  readonly passed: boolean;
  readonly note?: string;
}

/** A check with the place of its visit, which decides who reads its note whole. */
export interface CheckOfVisit extends VisitCheck {
  readonly areaCode: string;
  readonly gridId: string;
}

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
  },
});

/** A grid worker at a household (走访). */
export class Visit extends VisitSchema.class {}
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
  },
});

/** What a visit heard (诉求); becomes a case. */
export class VisitDemand extends VisitDemandSchema.class {}
VisitDemandSchema.setClass(VisitDemand);
