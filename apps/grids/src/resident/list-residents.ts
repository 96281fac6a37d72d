import { badArgument, type Connection, type PageArgs, type SortKey } from '@gridloom/service-kit';
import { addDays, ageOn, isIsoDay } from '@gridloom/standards';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { metrics } from '../figures/metrics.ts';
import { addressSql, beginsWith, checkSearch } from '../people/address-filter.ts';
import { pageWithin, type Listed } from '../people/page-within.ts';
import { placesOf, type PlaceFilter, type Within } from '../people/place-filter.ts';
import { notePersonSearch } from '../personal-data/person-search.ts';
import type { CareKind } from './care-record.ts';
import { loadResident } from './load-residents.ts';
import type { ResidentView } from './resident-view.ts';
import { populationKinds, type PopulationKind } from './resident.ts';

interface Period {
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
}

export interface ResidentFilter extends PlaceFilter {
  readonly name?: string | null | undefined;
  readonly address?: string | null | undefined;
  readonly populationKinds?: readonly PopulationKind[] | null | undefined;
  readonly careKinds?: readonly CareKind[] | null | undefined;
  readonly ageFrom?: number | null | undefined;
  readonly ageTo?: number | null | undefined;
  /** Not verified within the county's period. */
  readonly unverified?: boolean | null | undefined;
  readonly movedIn?: Period | null | undefined;
  readonly departed?: Period | null | undefined;
}

export type ResidentOrder = 'NAME_ASC' | 'BIRTH_DATE_ASC' | 'BIRTH_DATE_DESC' | 'VERIFIED_ON_ASC';

const id: SortKey = { expression: 'r.id', direction: 'asc', type: 'uuid' };

const keysOf: Readonly<Record<ResidentOrder, readonly SortKey[]>> = {
  NAME_ASC: [{ expression: 'r.name collate "C"', direction: 'asc', type: 'text' }, id],
  BIRTH_DATE_ASC: [{ expression: 'r.birth_date', direction: 'asc', type: 'date' }, id],
  BIRTH_DATE_DESC: [
    { expression: 'r.birth_date', direction: 'desc', type: 'date' },
    { expression: 'r.id', direction: 'desc', type: 'uuid' },
  ],
  VERIFIED_ON_ASC: [{ expression: `coalesce(r.verified_on, date '0001-01-01')`, direction: 'asc', type: 'date' }, id],
};

const OLDEST = 150;

const checkAge = (context: Context, field: string, age: number): number => {
  if (Number.isInteger(age) && age >= 0 && age <= OLDEST) return age;
  throw badArgument(context.locale, {
    zh: `filter.${field} 应在 0 与 ${String(OLDEST)} 之间。`,
    en: `filter.${field} lies between 0 and ${String(OLDEST)}.`,
  });
};

/** The last day of birth of whoever has completed so many years today. */
const bornUntil = (age: number, today: string): string => {
  const day = `${String(Number(today.slice(0, 4)) - age).padStart(4, '0')}${today.slice(4)}`;
  const real = isIsoDay(day) ? day : `${day.slice(0, 8)}28`;
  return ageOn(real, today) >= age ? real : addDays(real, -1);
};

const periodSql = (column: string, { from, to }: Period, params: unknown[]): string[] => [
  ...(isAbsent(from) ? [] : [`${column} >= $${String(params.push(from))}::date`]),
  ...(isAbsent(to) ? [] : [`${column} <= $${String(params.push(to))}::date`]),
];

/** Who sees names whole finds them by their beginning; everybody else has to know the name whole. */
const nameSql = (context: Context, within: Within, given: string, params: unknown[]): string => {
  const name = checkSearch(context, 'filter.name', given);
  const own = context.peopleReach('LOOK_AFTER_HOUSEHOLDS');
  const sees = (place: { areaCodes: readonly string[]; gridIds: readonly string[] }) =>
    own.all ||
    (place.areaCodes.every((code) => own.areaCodes.includes(code)) &&
      place.gridIds.every((grid) => own.gridIds.includes(grid)));
  if (!within.all && sees(within)) return beginsWith('r.name', name, params);
  return `r.name collate "C" = $${String(params.push(name))}`;
};

const careSql = (kinds: readonly CareKind[], today: string, params: unknown[]): string =>
  `exists (select 1 from care_record c where c.resident_id = r.id and c.kind = any($${String(params.push(kinds))}::text[])
     and (c.until is null or c.until > $${String(params.push(today))}::date))`;

/** One kind alone stands in the statement itself: the planner sees that the index of those who are not registered here holds them. */
const kindsSql = (kinds: readonly PopulationKind[], params: unknown[]): string => {
  const [only, ...others] = new Set(kinds);
  const known = populationKinds.find((kind) => kind === only);
  return known && others.length === 0
    ? `r.population_kind = '${known}'`
    : `r.population_kind = any($${String(params.push(kinds))}::text[])`;
};

const populationMetrics = (kinds: readonly PopulationKind[] | null | undefined): readonly string[] | undefined => {
  if (isAbsent(kinds) || kinds.length === 0) return [metrics.permanent, metrics.floating];
  const wanted = new Set(kinds);
  if (wanted.size === 1 && wanted.has('FLOATING')) return [metrics.floating];
  if (wanted.has('PERMANENT_REGISTERED') && wanted.has('OVERSEAS'))
    return wanted.has('FLOATING') ? [metrics.permanent, metrics.floating] : [metrics.permanent];
  return undefined;
};

/** Residents of an area or grid within reach, and those for whom the caller's department keeps a care record. */
export const listResidents = async (
  context: Context,
  filter: ResidentFilter,
  orderBy: ResidentOrder,
  args: PageArgs,
): Promise<Connection<ResidentView> & Listed> => {
  const { today } = context;
  const within = await placesOf(context, 'READ_HOUSEHOLDS', filter);
  const params: unknown[] = [];
  const { careKinds, departed, populationKinds: wanted } = filter;
  const where = [
    isAbsent(departed)
      ? 'r.departed_on is null'
      : `r.departed_on is not null and (r.departure is null or r.departure not in ('MERGED', 'WITHDRAWN'))`,
    ...(isAbsent(departed) ? [] : periodSql('r.departed_on', departed, params)),
  ];
  const unfiltered = where.length;
  if (!isAbsent(filter.name)) where.push(nameSql(context, within, filter.name, params));
  if (!isAbsent(filter.address))
    where.push(
      `exists (select 1 from household h where h.id = r.household_id and ${addressSql(context, filter, filter.address, 'h.address', params)})`,
    );
  if (!isAbsent(careKinds) && careKinds.length > 0) where.push(careSql(careKinds, today, params));
  if (!isAbsent(filter.ageFrom))
    where.push(
      `r.birth_date <= $${String(params.push(bornUntil(checkAge(context, 'ageFrom', filter.ageFrom), today)))}::date`,
    );
  if (!isAbsent(filter.ageTo))
    where.push(
      `r.birth_date > $${String(params.push(bornUntil(checkAge(context, 'ageTo', filter.ageTo) + 1, today)))}::date`,
    );
  if (filter.unverified === true)
    where.push(
      `coalesce(r.verified_on, date '0001-01-01') <= $${String(params.push(today))}::date - (select verified_within_days from county_rule)`,
    );
  if (!isAbsent(filter.movedIn))
    where.push('r.moved_in_on is not null', ...periodSql('r.moved_in_on', filter.movedIn, params));
  const byKind = populationMetrics(wanted);
  const isCounted = where.length === unfiltered && isAbsent(departed);
  if (!isAbsent(wanted) && wanted.length > 0) where.push(kindsSql(wanted, params));
  const { organizationIds } = context.peopleReach('READ_HOUSEHOLDS');
  const anywhere = isAbsent(filter.areaCode) && isAbsent(filter.gridId);
  const besides =
    organizationIds.length > 0 && anywhere
      ? `r.id in (select c.resident_id from care_record c where c.owner_id = any($${String(params.push(organizationIds))}::uuid[])
           and (c.until is null or c.until > $${String(params.push(today))}::date))`
      : undefined;
  const page = await pageWithin(context, args, {
    table: 'resident',
    alias: 'r',
    within,
    besides,
    where,
    params,
    keys: keysOf[orderBy],
    countedBy: isCounted ? byKind : undefined,
    load: (residentId) => loadResident(context, residentId),
  });
  if (!isAbsent(filter.name)) await notePersonSearch(context, 'NAME', page.edges.length);
  return page;
};
