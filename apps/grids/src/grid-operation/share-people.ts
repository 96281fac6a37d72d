import type { Position } from '../grid/boundary.ts';
import type { Grid } from '../grid/grid.ts';
import type { OperationWork } from './check-new-grids.ts';
import type { NewPart } from './operation-plan.ts';
import { isProblem, type Problem } from './operation-problem.ts';
import { partsByPlace, shareHouseholds, shareMicroGrids, type Settled } from './share-households.ts';

interface HouseholdRow {
  readonly id: string;
  readonly gridId: string;
  readonly microGridId: string | null;
  readonly dwellingId: string | null;
  readonly address: string;
  readonly position: Position | null;
}

interface ResidentRow {
  readonly id: string;
  readonly gridId: string;
  readonly householdId: string | null;
  /** Where somebody without a household lives. */
  readonly dwellingId: string | null;
}

interface DwellingRow {
  readonly id: string;
  readonly gridId: string;
  readonly address: string;
  readonly position: Position | null;
}

/** Who lives in grids now, and in what. */
export interface People {
  readonly households: readonly HouseholdRow[];
  readonly residents: readonly ResidentRow[];
  readonly dwellings: readonly DwellingRow[];
}

interface Move {
  readonly id: string;
  readonly gridId: string;
  readonly toGridId: string;
}

/** Who and what goes where. */
export interface Shares {
  readonly households: readonly (Move & { readonly microGridId: string | null; readonly keepsMicroGrid: boolean })[];
  readonly residents: readonly Move[];
  readonly dwellings: readonly Move[];
  readonly microGrids: readonly { readonly id: string; readonly toGridId: string }[];
}

const positionOf = (row: Readonly<Record<string, unknown>>): Position | null =>
  row.longitude === null ? null : [row.longitude as number, row.latitude as number];

/** The people of grids, locked where the work is in earnest: households first, as whoever records a visit does. */
export const loadPeople = async ({ sql, locks, day }: OperationWork, gridIds: readonly string[]): Promise<People> => {
  const lock = (alias: string) => (locks ? `for update of ${alias}` : '');
  const households = await sql(
    `select h.id, h.grid_id, h.micro_grid_id, h.dwelling_id, h.address, d.longitude, d.latitude
     from household h left join dwelling d on d.id = h.dwelling_id
     where h.grid_id = any($1::uuid[]) and h.dissolved_on is null order by h.id ${lock('h')}`,
    [gridIds],
  );
  const residents = await sql(
    `select r.id, r.grid_id, r.household_id,
       case when r.household_id is null then (
         select o.dwelling_id from occupancy o where o.resident_id = r.id and o.since <= $2::date
           and (o.until is null or o.until > $2::date) order by o.since desc, o.dwelling_id limit 1
       ) end as dwelling_id
     from resident r where r.grid_id = any($1::uuid[]) and r.departed_on is null order by r.id ${lock('r')}`,
    [gridIds, day],
  );
  const dwellings = await sql(
    `select d.id, d.grid_id, d.address, d.longitude, d.latitude from dwelling d
     where d.grid_id = any($1::uuid[]) order by d.id ${lock('d')}`,
    [gridIds],
  );
  return {
    households: households.map((row) => ({
      id: row.id as string,
      gridId: row.grid_id as string,
      microGridId: row.micro_grid_id as string | null,
      dwellingId: row.dwelling_id as string | null,
      address: row.address as string,
      position: positionOf(row),
    })),
    residents: residents.map((row) => ({
      id: row.id as string,
      gridId: row.grid_id as string,
      householdId: row.household_id as string | null,
      dwellingId: row.dwelling_id as string | null,
    })),
    dwellings: dwellings.map((row) => ({
      id: row.id as string,
      gridId: row.grid_id as string,
      address: row.address as string,
      position: positionOf(row),
    })),
  };
};

/** For each place and each part whether it lies within: none where nobody knows where it is, or nobody asks. */
const locate = async (
  { geometry }: OperationWork,
  parts: readonly NewPart[],
  places: readonly { readonly position: Position | null }[],
): Promise<boolean[][]> => {
  const known = places.flatMap(({ position }, index) => (position ? [{ position, index }] : []));
  const within: boolean[][] = places.map(() => []);
  for (const [part, { holds, boundary }] of parts.entries()) {
    if (!holds.withinBoundary || !boundary || known.length === 0) continue;
    const inside = await geometry.within(
      boundary,
      known.map(({ position }) => position),
    );
    for (const [at, { index }] of known.entries()) {
      const row = within[index];
      if (row) row[part] = inside[at] === true;
    }
  }
  return within;
};

const settledOf = (
  row: { readonly id: string; readonly address: string },
  microGridId: string | null,
  within: readonly boolean[] = [],
): Settled => ({ id: row.id, address: row.address, microGridId, within });

/**
 * Shares people, dwellings and micro-grids among the parts of a split. A dwelling goes with its households (the first of them, where
 * they part), a resident with the household, else with the dwelling; what nothing else speaks for goes to the part that takes
 * the rest, or to the first.
 */
export const sharePeople = async (
  work: OperationWork,
  parts: readonly NewPart[],
  people: People,
  microGrids: readonly Grid[],
): Promise<Shares | Problem> => {
  const rules = parts.map(({ holds }) => holds);
  const microShares = shareMicroGrids(
    rules,
    microGrids.map(({ id }) => id),
  );
  if (isProblem(microShares)) return microShares;
  const within = await locate(work, parts, people.households);
  const shares = shareHouseholds(
    rules,
    people.households.map((row, index) => settledOf(row, row.microGridId, within[index])),
  );
  if (isProblem(shares)) return shares;

  const last = Math.max(
    0,
    rules.findIndex(({ rest }) => rest),
  );
  const gridIdOf = (part: number): string => {
    const grid = parts[part];
    if (!grid) throw new RangeError(`A split has no part ${part}`);
    return grid.gridId;
  };
  const partOfMicroGrid = new Map(microGrids.map(({ id }, index) => [id, microShares[index]]));
  const partOfHousehold = new Map<string, number>();
  const partOfDwelling = new Map<string, number>();
  for (const [index, { id, dwellingId }] of people.households.entries()) {
    const part = shares[index] ?? last;
    partOfHousehold.set(id, part);
    if (dwellingId !== null && !partOfDwelling.has(dwellingId)) partOfDwelling.set(dwellingId, part);
  }
  const empty = people.dwellings.filter(({ id }) => !partOfDwelling.has(id));
  const places = await locate(work, parts, empty);
  for (const [index, row] of empty.entries()) {
    partOfDwelling.set(row.id, partsByPlace(rules, settledOf(row, null, places[index]))[0] ?? last);
  }
  return {
    households: people.households.map(({ id, gridId, microGridId }) => {
      const part = partOfHousehold.get(id) ?? last;
      const keepsMicroGrid = microGridId !== null && partOfMicroGrid.get(microGridId) === part;
      return { id, gridId, microGridId, toGridId: gridIdOf(part), keepsMicroGrid };
    }),
    residents: people.residents.map(({ id, gridId, householdId, dwellingId }) => {
      const part =
        (householdId === null ? undefined : partOfHousehold.get(householdId)) ??
        (dwellingId === null ? undefined : partOfDwelling.get(dwellingId)) ??
        last;
      return { id, gridId, toGridId: gridIdOf(part) };
    }),
    dwellings: people.dwellings.map(({ id, gridId }) => ({
      id,
      gridId,
      toGridId: gridIdOf(partOfDwelling.get(id) ?? last),
    })),
    microGrids: microGrids.map(({ id }, index) => ({ id, toGridId: gridIdOf(microShares[index] ?? last) })),
  };
};
