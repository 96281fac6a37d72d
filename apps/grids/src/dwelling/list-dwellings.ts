import { type Connection, oneByKey, type PageArgs, readByIds, type SortKey } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { Dwelling, type DwellingKind } from '../household/dwelling.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { isUuid } from '../ids.ts';
import { addressSql } from '../people/address-filter.ts';
import { pageWithin, type Listed } from '../people/page-within.ts';
import { placesOf, type PlaceFilter } from '../people/place-filter.ts';

export interface DwellingFilter extends PlaceFilter {
  readonly address?: string | null | undefined;
  readonly kinds?: readonly DwellingKind[] | null | undefined;
  /** Nobody lives in it now. */
  readonly vacant?: boolean | null | undefined;
  readonly demolished?: boolean | null | undefined;
}

const keys: readonly SortKey[] = [
  { expression: 'd.address collate "C"', direction: 'asc', type: 'text' },
  { expression: 'd.id', direction: 'asc', type: 'uuid' },
];

/** The dwelling, or null where it is not there or not in the caller's territory. */
export const loadDwellingById = (context: Context, id: string): Promise<Dwelling | null> =>
  isUuid(id)
    ? context.batches.load('Dwelling by id', null, id.toLowerCase(), async (ids) => {
        const reach = context.peopleReach('READ_HOUSEHOLDS');
        const rows = await readByIds(context.em, Dwelling, ids);
        return oneByKey(
          ids,
          rows.filter((row) => isInTerritory(reach, row)),
          (row) => row.id,
        );
      })
    : Promise.resolve(null);

/** Dwellings of an area or grid within reach, by address. */
export const listDwellings = async (
  context: Context,
  filter: DwellingFilter,
  args: PageArgs,
): Promise<Connection<Dwelling> & Listed> => {
  const within = await placesOf(context, 'READ_HOUSEHOLDS', filter);
  const params: unknown[] = [];
  const { kinds } = filter;
  const where = [filter.demolished === true ? 'd.demolished_on is not null' : 'd.demolished_on is null'];
  if (!isAbsent(filter.address)) where.push(addressSql(context, filter, filter.address, 'd.address', params));
  if (!isAbsent(kinds) && kinds.length > 0) where.push(`d.kind = any($${String(params.push(kinds))}::text[])`);
  if (filter.vacant === true)
    where.push('not exists (select 1 from occupancy o where o.dwelling_id = d.id and o.until is null)');
  return pageWithin(context, args, {
    table: 'dwelling',
    alias: 'd',
    within,
    where,
    params,
    keys,
    load: (dwellingId) => loadDwellingById(context, dwellingId),
  });
};
