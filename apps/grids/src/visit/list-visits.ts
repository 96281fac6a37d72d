import type { PageArgs } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import {
  addId,
  addPeriod,
  addPlace,
  addReach,
  conditions,
  listRows,
  type CountedConnection,
  type PlaceFilter,
} from '../lists/list-rows.ts';
import { loadDemand, loadVisit } from './load-visits.ts';
import type { Visit, VisitDemand } from './visit.ts';

interface PeriodFilter {
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
}

export interface VisitFilter extends PlaceFilter {
  readonly period?: PeriodFilter | null | undefined;
  readonly workerId?: string | null | undefined;
  readonly householdId?: string | null | undefined;
  readonly withDemands?: boolean | null | undefined;
  readonly failedItem?: string | null | undefined;
  readonly voided?: boolean | null | undefined;
}

export type ListOrder = 'NEWEST' | 'OLDEST';

const directionOf = (order: ListOrder | null | undefined) => (order === 'OLDEST' ? 'asc' : 'desc');
const place = { area: 't.area_code', grid: 't.grid_id' } as const;

interface ListArgs<F> extends PageArgs {
  readonly filter?: F | null | undefined;
  readonly orderBy?: ListOrder | null | undefined;
}

/** Visits within the caller's territory, the newest first unless asked otherwise. */
export const listVisitsOfTerritory = (
  context: Context,
  { filter, orderBy, first, after }: ListArgs<VisitFilter>,
): Promise<CountedConnection<Visit>> => {
  const where = conditions();
  addReach(where, { ...context.peopleReach('READ_HOUSEHOLDS'), organizationIds: [] }, place);
  addPlace(where, context, filter ?? {}, place);
  addPeriod(where, context, 't.recorded_at', filter?.period);
  addId(where, 't.grid_worker_id', filter?.workerId);
  addId(where, 't.household_id', filter?.householdId);
  if (!isAbsent(filter?.withDemands)) where.add(filter.withDemands ? 't.demand_count > 0' : 't.demand_count = 0');
  if (!isAbsent(filter?.failedItem)) {
    where.add(`t.checks @> ${where.bind(JSON.stringify([{ item: filter.failedItem, passed: false }]))}::jsonb`);
  }
  where.add(filter?.voided === true ? 't.voided_at is not null' : 't.voided_at is null');
  return listRows(
    context,
    { first, after },
    {
      table: 'visit',
      where,
      sort: { column: 't.recorded_at', type: 'timestamptz', direction: directionOf(orderBy) },
      load: (id) => loadVisit(context, id),
      keyOf: ({ recordedAt, id }) => [recordedAt.toISOString(), id],
    },
  );
};

export interface VisitDemandFilter extends PlaceFilter {
  readonly period?: PeriodFilter | null | undefined;
  readonly residentId?: string | null | undefined;
  readonly householdId?: string | null | undefined;
}

/** Demands of visits within the caller's territory. */
export const listVisitDemands = (
  context: Context,
  { filter, orderBy, first, after }: ListArgs<VisitDemandFilter>,
): Promise<CountedConnection<VisitDemand>> => {
  const where = conditions();
  addReach(where, { ...context.peopleReach('READ_HOUSEHOLDS'), organizationIds: [] }, place);
  addPlace(where, context, filter ?? {}, place);
  addPeriod(where, context, 't.raised_at', filter?.period);
  addId(where, 't.resident_id', filter?.residentId);
  addId(where, 't.household_id', filter?.householdId);
  return listRows(
    context,
    { first, after },
    {
      table: 'visit_demand',
      where,
      sort: { column: 't.raised_at', type: 'timestamptz', direction: directionOf(orderBy) },
      load: (id) => loadDemand(context, id),
      keyOf: ({ raisedAt, id }) => [raisedAt.toISOString(), id],
    },
  );
};
