import {
  dwellingState,
  householdChanged,
  householdDissolved,
  householdState,
  residentState,
} from '@gridloom/contracts';
import { tombstoneDraft, type EventDraft } from '@gridloom/messaging';
import { applyIncrements, type Increment } from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import { incrementsAt, metrics } from '../figures/metrics.ts';
import { settleVisitIntervals } from '../household/visit-interval.ts';
import { recheckPeople } from '../quality/find-contradictions.ts';
import { residentDataOf } from '../resident/resident-events.ts';
import { writeChanges } from './people-change.ts';
import {
  countedAs,
  homeOf,
  lockHouseholds,
  tellHousehold,
  toldOf,
  type Happened,
  type PeopleWork,
  type TouchedDwelling,
  type TouchedHousehold,
  type TouchedResident,
} from './people-work.ts';

/** Households that somebody joined or left: their size is another one. */
const movedHouseholds = (work: PeopleWork): Set<string> => {
  const ids = new Set<string>();
  for (const { resident, before } of work.residents.values()) {
    const home = homeOf(resident);
    if (home === before.householdId) continue;
    for (const id of [home, before.householdId]) if (id !== null) ids.add(id);
  }
  return ids;
};

const residentIncrements = (work: PeopleWork): Increment[] =>
  [...work.residents.values()].flatMap(({ resident, before: { counted: before } }) => {
    const after = countedAs(resident);
    return [
      ...(before ? incrementsAt(work.areas, before.place, { [before.metric]: -1 }) : []),
      ...(after ? incrementsAt(work.areas, after.place, { [after.metric]: 1 }) : []),
    ];
  });

const householdIncrements = (work: PeopleWork): Increment[] =>
  [...work.households.values()].flatMap(({ household, before }) => [
    ...(before ? incrementsAt(work.areas, before, { [metrics.households]: -1 }) : []),
    ...(household.inForce ? incrementsAt(work.areas, household, { [metrics.households]: 1 }) : []),
  ]);

/** Versions of rows of which something is told: each telling has a version of its own, whatever else was written before. */
type Versions = ReadonlyMap<string, number>;

const tellable = <T extends { readonly happened: Happened }>(touched: ReadonlyMap<string, T>): string[] =>
  [...touched].flatMap(([id, { happened }]) => (happened.size > 0 ? [id] : []));

/** Gives the rows their next version; the entities are not written again after this. */
const nextVersions = async (
  { sql, now }: PeopleWork,
  table: 'resident' | 'household' | 'dwelling',
  ids: readonly string[],
): Promise<Versions> => {
  if (ids.length === 0) return new Map();
  const changed = table === 'dwelling' ? '' : ', changed_at = $2';
  const rows = await sql(
    `update ${table} set version = version + 1${changed} where id = any($1::uuid[]) returning id, version`,
    table === 'dwelling' ? [ids] : [ids, now],
  );
  return new Map(rows.map((row) => [row.id as string, row.version as number]));
};

const versionOf = (versions: Versions, id: string): number => {
  const version = versions.get(id);
  if (version === undefined) throw new Error('Something is told of a row that has no new version');
  return version;
};

const draftsOf = (
  happened: Happened,
  common: { aggregateId: string; aggregateVersion: number; areaCode: string; occurredAt: Date },
  data: Readonly<Record<string, unknown>>,
): EventDraft[] =>
  [...happened.values()].map(({ event, extra }) => ({
    event,
    ...common,
    // An event that is not about the aggregate as it is, e.g. a merge, brings all its data itself.
    data: event.orderingKey in data ? { ...data, ...extra } : extra,
  }));

const residentDrafts = (
  work: PeopleWork,
  versions: Versions,
  { resident, before, happened }: TouchedResident,
): EventDraft[] => {
  if (happened.size === 0) return [];
  const common = {
    aggregateId: resident.id,
    aggregateVersion: versionOf(versions, resident.id),
    areaCode: resident.areaCode,
    occurredAt: work.now,
  };
  const drafts = draftsOf(happened, common, residentDataOf(resident, work.today));
  const told = toldOf(resident, work.today);
  if (told === before.told) return drafts;
  return [
    ...drafts,
    told === null
      ? tombstoneDraft({ event: residentState, ...common })
      : { event: residentState, ...common, data: residentDataOf(resident, work.today) },
  ];
};

const householdDrafts = (
  work: PeopleWork,
  versions: Versions,
  { household, before, happened }: TouchedHousehold,
  size: number,
): EventDraft[] => {
  if (happened.size === 0) return [];
  const common = {
    aggregateId: household.id,
    aggregateVersion: versionOf(versions, household.id),
    areaCode: household.areaCode,
    occurredAt: work.now,
  };
  const data = { householdId: household.id, gridId: household.gridId, areaCode: household.areaCode, size };
  const drafts = draftsOf(happened, common, data);
  if (household.inForce) return [...drafts, { event: householdState, ...common, data }];
  return before ? [...drafts, tombstoneDraft({ event: householdState, ...common })] : drafts;
};

const dwellingDrafts = (
  work: PeopleWork,
  versions: Versions,
  { dwelling, happened }: TouchedDwelling,
): EventDraft[] => {
  if (happened.size === 0) return [];
  const common = {
    aggregateId: dwelling.id,
    aggregateVersion: versionOf(versions, dwelling.id),
    areaCode: dwelling.areaCode,
    occurredAt: work.now,
  };
  const place = { dwellingId: dwelling.id, gridId: dwelling.gridId, areaCode: dwelling.areaCode };
  const drafts = draftsOf(happened, common, {
    ...place,
    ...(isAbsent(dwelling.kind) ? {} : { kind: dwelling.kind }),
  });
  return dwelling.standsOn(work.today)
    ? [...drafts, { event: dwellingState, ...common, data: place }]
    : [...drafts, tombstoneDraft({ event: dwellingState, ...common })];
};

const sizesOf = async (work: PeopleWork, ids: readonly string[]): Promise<Map<string, number>> => {
  if (ids.length === 0) return new Map();
  const rows = await work.sql(
    `select household_id, count(*)::int as n from resident where household_id = any($1::uuid[]) and departed_on is null group by 1`,
    [ids],
  );
  return new Map(rows.map((row) => [row.household_id as string, row.n as number]));
};

/** A household that nobody belongs to any more is dissolved. */
const dissolveEmpty = async (work: PeopleWork, ids: Iterable<string>): Promise<void> => {
  const known = [...ids];
  const sizes = await sizesOf(work, known);
  for (const id of known) {
    const touched = work.households.get(id);
    if (!touched || !touched.household.inForce || (sizes.get(id) ?? 0) > 0) continue;
    touched.household.dissolve(work.today);
    tellHousehold(work, touched.household, householdDissolved);
  }
};

/**
 * Ends a piece of work on people: writes the rows, adds to the kept figures, notes the history, follows up due days and
 * contradictions.
 * @returns the events and states to be told in the same transaction
 */
export const finishPeopleWork = async (work: PeopleWork): Promise<EventDraft[]> => {
  const moved = movedHouseholds(work);
  await lockHouseholds(work, moved);
  await work.em.flush();
  await dissolveEmpty(work, moved);
  for (const id of moved) {
    const touched = work.households.get(id);
    const isNew = touched?.before === null;
    if (touched?.household.inForce === true && !isNew)
      tellHousehold(work, touched.household, householdChanged, { fields: ['members'] });
    work.needs.add(id);
  }
  await work.em.flush();
  await writeChanges(work);
  await settleVisitIntervals(work.sql, [...work.needs], work.today);
  await applyIncrements(work.sql, [...residentIncrements(work), ...householdIncrements(work)]);
  await recheckPeople(work.sql, {
    householdIds: [...work.households.keys()],
    residentIds: [...work.residents.keys()],
    dwellingIds: [...work.dwellings.keys()],
    now: work.now,
    today: work.today,
  });
  const told = [...work.households.values()].filter(({ happened }) => happened.size > 0);
  const sizes = await sizesOf(
    work,
    told.map(({ household }) => household.id),
  );
  const households = await nextVersions(work, 'household', tellable(work.households));
  const residents = await nextVersions(work, 'resident', tellable(work.residents));
  const dwellings = await nextVersions(work, 'dwelling', tellable(work.dwellings));
  return [
    ...[...work.dwellings.values()].flatMap((touched) => dwellingDrafts(work, dwellings, touched)),
    ...told.flatMap((touched) => householdDrafts(work, households, touched, sizes.get(touched.household.id) ?? 0)),
    ...[...work.residents.values()].flatMap((touched) => residentDrafts(work, residents, touched)),
  ];
};
