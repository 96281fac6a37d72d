import { defineEntity, p } from '@mikro-orm/core';

export type PatrolKind = 'GRID_WORKER' | 'VOLUNTEER';

/** A place that a route leads past. */
export interface RouteStop {
  readonly name: string;
  readonly longitude?: number;
  readonly latitude?: number;
}

const PatrolRouteSchema = defineEntity({
  name: 'PatrolRoute',
  tableName: 'patrol_route',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    gridId: p.uuid(),
    areaCode: p.text(),
    name: p.text(),
    stops: p.json().$type<RouteStop[]>(),
    retiredOn: p.date().nullable(),
  },
});

/** A way through a grid that is patrolled again and again (巡查路线). */
export class PatrolRoute extends PatrolRouteSchema.class {}
PatrolRouteSchema.setClass(PatrolRoute);

const PatrolSchema = defineEntity({
  name: 'Patrol',
  tableName: 'patrol',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    gridId: p.uuid(),
    areaCode: p.text(),
    routeId: p.uuid().nullable(),
    kind: p.text().$type<PatrolKind>(),
    patrollerAccountId: p.uuid(),
    gridWorkerId: p.uuid().nullable(),
    companions: p.integer(),
    startedAt: p.datetime(),
    endedAt: p.datetime(),
    receivedAt: p.datetime(),
    stopsSeen: p.array<number>().columnType('int[]'),
    note: p.text().nullable(),
    hazardCount: p.integer(),
    clientKey: p.text().nullable(),
    contentHash: p.text().nullable(),
  },
});

/** A walk through a grid to look for hazards (巡查、义务巡逻). */
export class Patrol extends PatrolSchema.class {}
PatrolSchema.setClass(Patrol);
