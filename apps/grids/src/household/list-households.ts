import type { Connection, PageArgs, SortKey } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { metrics } from '../figures/metrics.ts';
import { addressSql, checkSearch } from '../people/address-filter.ts';
import { pageWithin, type Listed } from '../people/page-within.ts';
import { placesOf, type PlaceFilter } from '../people/place-filter.ts';
import type { CareKind } from '../resident/care-record.ts';
import type { PopulationKind } from '../resident/resident.ts';
import type { DwellingKind } from './dwelling.ts';
import type { Household } from './household.ts';
import { loadHousehold } from './load-households.ts';

export interface HouseholdFilter extends PlaceFilter {
  readonly number?: string | null | undefined;
  readonly address?: string | null | undefined;
  readonly careKinds?: readonly CareKind[] | null | undefined;
  readonly populationKinds?: readonly PopulationKind[] | null | undefined;
  readonly dwellingKinds?: readonly DwellingKind[] | null | undefined;
  readonly due?: boolean | null | undefined;
  /** Not visited within the county's period. */
  readonly stale?: boolean | null | undefined;
}

export type HouseholdOrder = 'DUE_ASC' | 'ADDRESS_ASC';

const id: SortKey = { expression: 'h.id', direction: 'asc', type: 'uuid' };

const keysOf: Readonly<Record<HouseholdOrder, readonly SortKey[]>> = {
  DUE_ASC: [{ expression: 'h.next_due_on', direction: 'asc', type: 'date' }, id],
  ADDRESS_ASC: [{ expression: 'h.address collate "C"', direction: 'asc', type: 'text' }, id],
};

const member = (condition: string) =>
  `exists (select 1 from resident r where r.household_id = h.id and r.departed_on is null and ${condition})`;

/** Households of an area or grid within reach. */
export const listHouseholds = async (
  context: Context,
  filter: HouseholdFilter,
  orderBy: HouseholdOrder,
  args: PageArgs,
): Promise<Connection<Household> & Listed> => {
  const today = (params: unknown[]) => `$${String(params.push(context.today))}::date`;
  const within = await placesOf(context, 'READ_HOUSEHOLDS', filter);
  const params: unknown[] = [];
  const { careKinds, populationKinds, dwellingKinds } = filter;
  const where: string[] = [];
  if (!isAbsent(filter.number))
    where.push(`h.number = $${String(params.push(checkSearch(context, 'filter.number', filter.number)))}`);
  if (!isAbsent(filter.address)) where.push(addressSql(context, filter, filter.address, 'h.address', params));
  if (!isAbsent(careKinds) && careKinds.length > 0)
    where.push(
      member(
        `exists (select 1 from care_record c where c.resident_id = r.id and c.kind = any($${String(params.push(careKinds))}::text[])
           and (c.until is null or c.until > ${today(params)}))`,
      ),
    );
  if (!isAbsent(populationKinds) && populationKinds.length > 0)
    where.push(member(`r.population_kind = any($${String(params.push(populationKinds))}::text[])`));
  if (!isAbsent(dwellingKinds) && dwellingKinds.length > 0)
    where.push(
      `exists (select 1 from dwelling d where d.id = h.dwelling_id and d.kind = any($${String(params.push(dwellingKinds))}::text[]))`,
    );
  if (filter.due === true) where.push(`h.next_due_on <= ${today(params)}`);
  if (filter.stale === true)
    where.push(
      `(h.last_visited_at is null or (h.last_visited_at at time zone 'Asia/Shanghai')::date
         <= ${today(params)} - (select stale_after_days from county_rule))`,
    );
  const unfiltered = where.length === 0;
  return pageWithin(context, args, {
    table: 'household',
    alias: 'h',
    within,
    where: ['h.dissolved_on is null', ...where],
    params,
    keys: keysOf[orderBy],
    countedBy: unfiltered ? [metrics.households] : undefined,
    load: (householdId) => loadHousehold(context, householdId),
  });
};
