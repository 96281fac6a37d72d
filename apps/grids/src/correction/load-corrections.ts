import { manyByKey, oneByKey, type PageArgs, type Reach, readByIds } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { isUuid } from '../ids.ts';
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
import { ProposedCorrection, type CorrectionKind, type CorrectionStatus } from './proposed-correction.ts';

const isVisible = (reach: Reach, row: ProposedCorrection) =>
  isInTerritory(reach, row) || (!isAbsent(row.ownerId) && reach.organizationIds.includes(row.ownerId));

export const loadCorrection = (context: Context, id: string): Promise<ProposedCorrection | null> =>
  isUuid(id)
    ? context.batches.load('ProposedCorrection', null, id.toLowerCase(), async (ids) => {
        const reach = context.peopleReach('READ_CORRECTIONS');
        const rows = await readByIds(context.em, ProposedCorrection, ids);
        return oneByKey(
          ids,
          rows.filter((row) => isVisible(reach, row)),
          (row) => row.id,
        );
      })
    : Promise.resolve(null);

/** What was proposed on a visit that the caller sees. */
export const loadCorrectionsOfVisit = (context: Context, visitId: string): Promise<ProposedCorrection[]> =>
  context.batches.load('Visit.corrections', null, visitId, async (ids) => {
    const reach = context.peopleReach('READ_CORRECTIONS');
    const rows = await context.em.find(
      ProposedCorrection,
      { visitId: { $in: [...ids] } },
      { disableIdentityMap: true, orderBy: { proposedAt: 'asc', id: 'asc' } },
    );
    return manyByKey(
      ids,
      rows.filter((row) => isVisible(reach, row)),
      (row) => row.visitId ?? '',
    );
  });

export interface CorrectionFilter extends PlaceFilter {
  readonly period?:
    { readonly from?: string | null | undefined; readonly to?: string | null | undefined } | null | undefined;
  readonly kind?: CorrectionKind | null | undefined;
  readonly status?: CorrectionStatus | null | undefined;
  readonly householdId?: string | null | undefined;
  readonly residentId?: string | null | undefined;
  readonly mine?: boolean | null | undefined;
}

interface CorrectionArgs extends PageArgs {
  readonly filter?: CorrectionFilter | null | undefined;
  readonly orderBy?: 'NEWEST' | 'OLDEST' | null | undefined;
}

/** Corrections to be worked off, the oldest first unless asked otherwise. */
export const listCorrections = (
  context: Context,
  { filter, orderBy, first, after }: CorrectionArgs,
): Promise<CountedConnection<ProposedCorrection>> => {
  const where = conditions();
  const place = { area: 't.area_code', grid: 't.grid_id' };
  addReach(where, context.peopleReach('READ_CORRECTIONS'), { ...place, organization: 't.owner_id' });
  addPlace(where, context, filter ?? {}, place);
  addPeriod(where, context, 't.proposed_at', filter?.period);
  addId(where, 't.household_id', filter?.householdId);
  addId(where, 't.resident_id', filter?.residentId);
  if (!isAbsent(filter?.kind)) where.add(`t.kind = ${where.bind(filter.kind)}`);
  if (!isAbsent(filter?.status)) where.add(`t.status = ${where.bind(filter.status)}`);
  if (filter?.mine === true) {
    addId(where, 't.proposed_by_account_id', context.caller.kind === 'account' ? context.caller.accountId : '');
  }
  return listRows(
    context,
    { first, after },
    {
      table: 'proposed_correction',
      where,
      sort: { column: 't.proposed_at', type: 'timestamptz', direction: orderBy === 'NEWEST' ? 'desc' : 'asc' },
      load: (id) => loadCorrection(context, id),
      keyOf: ({ proposedAt, id }) => [proposedAt.toISOString(), id],
    },
  );
};
