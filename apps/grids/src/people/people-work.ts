import type { EventDefinition } from '@gridloom/contracts';
import type { AreaTree, EntityManager, Locale, SqlExecutor } from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/postgresql';

import type { Context } from '../context.ts';
import type { Dwelling } from '../household/dwelling.ts';
import { Household } from '../household/household.ts';
import { metrics, type Metric } from '../figures/metrics.ts';
import type { PersonalNumbers } from '../personal-data/sealed.ts';
import { residentDataOf } from '../resident/resident-events.ts';
import { Resident } from '../resident/resident.ts';
import type { NewPeopleChange } from './people-change.ts';

interface Place {
  readonly gridId: string;
  readonly areaCode: string;
}

/** What a resident was when this work first touched the record. */
interface ResidentBefore {
  /** What others were told, as JSON; null where they were told nothing. */
  readonly told: string | null;
  readonly counted: { readonly metric: Metric; readonly place: Place } | null;
  readonly householdId: string | null;
}

/** Events by type, each once: one change of an aggregate tells a thing once. */
export type Happened = Map<
  string,
  { readonly event: EventDefinition; readonly extra: Readonly<Record<string, unknown>> }
>;

export interface TouchedResident {
  readonly resident: Resident;
  readonly before: ResidentBefore;
  readonly happened: Happened;
}

export interface TouchedHousehold {
  readonly household: Household;
  readonly before: Place | null;
  readonly happened: Happened;
}

export interface TouchedDwelling {
  readonly dwelling: Dwelling;
  readonly isNew: boolean;
  readonly happened: Happened;
}

/**
 * One piece of work on people and housing within one transaction. Changes lock and touch rows and say what happened;
 * `finishPeopleWork` derives from it the figures, the history, the events and the states.
 */
export interface PeopleWork {
  readonly em: EntityManager;
  readonly sql: SqlExecutor;
  readonly locale: Locale;
  readonly now: Date;
  readonly today: string;
  readonly newId: () => string;
  readonly areas: AreaTree;
  readonly numbers: PersonalNumbers;
  readonly accountId: string | null;
  readonly residents: Map<string, TouchedResident>;
  readonly households: Map<string, TouchedHousehold>;
  readonly dwellings: Map<string, TouchedDwelling>;
  readonly changes: NewPeopleChange[];
  /** Households whose need of visits may have moved, with the people or with why they are looked after. */
  readonly needs: Set<string>;
}

/** Begins work of a caller in the transaction of a command. */
export const beginPeopleWork = (context: Context, em: EntityManager, sql: SqlExecutor): PeopleWork => ({
  em,
  sql,
  locale: context.locale,
  now: context.now(),
  today: context.today,
  newId: context.newId,
  areas: context.areas,
  numbers: context.numbers,
  accountId: context.caller.kind === 'account' ? context.caller.accountId : null,
  residents: new Map(),
  households: new Map(),
  dwellings: new Map(),
  changes: [],
  needs: new Set(),
});

export const toldOf = (resident: Resident, today: string): string | null =>
  resident.isPresent ? JSON.stringify(residentDataOf(resident, today)) : null;

export const countedAs = (resident: Resident): ResidentBefore['counted'] =>
  resident.isPresent
    ? {
        metric: resident.populationKind === 'FLOATING' ? metrics.floating : metrics.permanent,
        place: { gridId: resident.gridId, areaCode: resident.areaCode },
      }
    : null;

/** The household that a resident belongs to now. */
export const homeOf = (resident: Resident): string | null =>
  resident.isPresent ? (resident.householdId ?? null) : null;

/** Remembers what a resident was, before it is changed; the row is locked. */
export const touchResident = (work: PeopleWork, resident: Resident): Resident => {
  if (!work.residents.has(resident.id)) {
    work.residents.set(resident.id, {
      resident,
      before: {
        told: toldOf(resident, work.today),
        counted: countedAs(resident),
        householdId: homeOf(resident),
      },
      happened: new Map(),
    });
  }
  return resident;
};

/** Remembers a resident who has had no record. */
export const touchNewResident = (work: PeopleWork, resident: Resident): Resident => {
  work.residents.set(resident.id, {
    resident,
    before: { told: null, counted: null, householdId: null },
    happened: new Map(),
  });
  return resident;
};

/** Remembers where a household was, before it is changed; the row is locked, or new. */
export const touchHousehold = (work: PeopleWork, household: Household, isNew = false): Household => {
  if (!work.households.has(household.id)) {
    work.households.set(household.id, {
      household,
      before: !isNew && household.inForce ? { gridId: household.gridId, areaCode: household.areaCode } : null,
      happened: new Map(),
    });
  }
  return household;
};

export const touchDwelling = (work: PeopleWork, dwelling: Dwelling, isNew = false): Dwelling => {
  if (!work.dwellings.has(dwelling.id)) work.dwellings.set(dwelling.id, { dwelling, isNew, happened: new Map() });
  return dwelling;
};

const inOrder = (ids: Iterable<string>) => [...new Set([...ids].map((id) => id.toLowerCase()))].sort();

/** Locks households in the order of their ids: before any of their residents, as every writer does. */
export const lockHouseholds = async (work: PeopleWork, ids: Iterable<string>): Promise<Map<string, Household>> => {
  const wanted = inOrder(ids);
  const fresh = wanted.filter((id) => !work.households.has(id));
  if (fresh.length > 0) {
    const rows = await work.em.find(
      Household,
      { id: { $in: fresh } },
      { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
    );
    for (const row of rows) touchHousehold(work, row);
  }
  return new Map(
    wanted.flatMap((id) => {
      const known = work.households.get(id);
      return known ? [[id, known.household] as const] : [];
    }),
  );
};

/** Locks residents in the order of their ids; their households come first. */
export const lockResidents = async (work: PeopleWork, ids: Iterable<string>): Promise<Map<string, Resident>> => {
  const wanted = inOrder(ids);
  const fresh = wanted.filter((id) => !work.residents.has(id));
  if (fresh.length > 0) {
    const rows = await work.em.find(
      Resident,
      { id: { $in: fresh } },
      { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
    );
    for (const row of rows) touchResident(work, row);
  }
  return new Map(
    wanted.flatMap((id) => {
      const known = work.residents.get(id);
      return known ? [[id, known.resident] as const] : [];
    }),
  );
};

/** Everybody who belongs to a household now, changes of this work included; the household is locked. */
export const lockMembers = async (work: PeopleWork, householdId: string): Promise<Resident[]> => {
  const rows = await work.em.find(
    Resident,
    { householdId, departedOn: null },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  for (const row of rows) touchResident(work, row);
  return [...work.residents.values()]
    .map(({ resident }) => resident)
    .filter((resident) => homeOf(resident) === householdId)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
};

const tell = (happened: Happened, event: EventDefinition, extra: Readonly<Record<string, unknown>>) => {
  const known = happened.get(event.type)?.extra;
  const fields = [known?.fields, extra.fields].flatMap((list) => (Array.isArray(list) ? (list as string[]) : []));
  happened.set(event.type, {
    event,
    extra: { ...known, ...extra, ...(fields.length > 0 ? { fields: [...new Set(fields)].sort() } : {}) },
  });
};

/** Says what happened to a resident of this work; `extra` is what the event tells besides the resident. */
export const tellResident = (
  work: PeopleWork,
  resident: Resident,
  event: EventDefinition,
  extra: Readonly<Record<string, unknown>> = {},
): void => {
  const touched = work.residents.get(resident.id);
  if (!touched) throw new Error('A resident is touched before something is told of it');
  tell(touched.happened, event, extra);
};

/** Says what happened to a household of this work. */
export const tellHousehold = (
  work: PeopleWork,
  household: Household,
  event: EventDefinition,
  extra: Readonly<Record<string, unknown>> = {},
): void => {
  const touched = work.households.get(household.id);
  if (!touched) throw new Error('A household is touched before something is told of it');
  tell(touched.happened, event, extra);
};

/** Says what happened to a dwelling of this work. */
export const tellDwelling = (
  work: PeopleWork,
  dwelling: Dwelling,
  event: EventDefinition,
  extra: Readonly<Record<string, unknown>> = {},
): void => {
  tell(touchAgain(work, dwelling).happened, event, extra);
};

const touchAgain = (work: PeopleWork, dwelling: Dwelling): TouchedDwelling => {
  const touched = work.dwellings.get(dwelling.id);
  if (!touched) throw new Error('A dwelling is touched before something is told of it');
  return touched;
};
