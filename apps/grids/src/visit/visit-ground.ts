import type { EntityManager, SqlExecutor } from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/postgresql';

import { Household } from '../household/household.ts';
import { isUuid } from '../ids.ts';
import { Resident } from '../resident/resident.ts';
import { loadChecklists, type Checklist } from '../rules/checklist.ts';
import { loadCountyRules, type CountyRules } from '../rules/county-rules.ts';
import { GridAssignment, visitingRoles } from '../worker/grid-assignment.ts';
import type { GridWorker } from '../worker/grid-worker.ts';
import { contentHashOf, type VisitInput } from './check-visit-input.ts';
import { Visit, VisitDemand } from './visit.ts';

/** Everything that visits are judged by, read with a number of statements that does not grow with them; households are locked. */
export interface VisitGround {
  readonly rules: CountyRules;
  readonly checklists: readonly Checklist[];
  /** The household of an id, that of its successor where it was joined to another. */
  household(id: string): Household | undefined;
  /** Grids in which the household lies and lay. */
  gridsOf(household: Household): readonly string[];
  /** Who lives there, in the order of ids; locked. */
  membersOf(household: Household): readonly Resident[];
  /** Whom a demand's resident is today: members, those who moved out since, and whom they were merged into. */
  isOrWasMember(household: Household, residentId: string): string | undefined;
  /** Whether the worker had a role of visiting in one of the grids on a day. */
  workedIn(gridIds: readonly string[], day: string): boolean;
  /** A visit that was recorded before under the same key, or of the same moment. */
  knownVisit(input: VisitInput): { readonly visit: Visit; readonly same: boolean } | undefined;
  knownDemand(household: Household, clientKey: string): VisitDemand | undefined;
  /** Grids and areas in which the household has been visited before; grows as visits are added. */
  visitedPlaces(household: Household): Set<string>;
}

const lockHouseholds = async (em: EntityManager, sql: SqlExecutor, ids: readonly string[]) => {
  const rows = await sql(
    `with recursive trail as (
       select h.id as asked, h.id, h.successor_id from household h where h.id = any($1::uuid[])
       union all
       select t.asked, h.id, h.successor_id from trail t join household h on h.id = t.successor_id
     )
     select asked, id from trail where successor_id is null`,
    [ids],
  );
  const finalOf = new Map(rows.map((row) => [row.asked as string, row.id as string]));
  const households = await em.find(
    Household,
    { id: { $in: [...new Set(finalOf.values())] } },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  const byId = new Map(households.map((household) => [household.id, household]));
  return { households, of: (id: string) => byId.get(finalOf.get(id.toLowerCase()) ?? '') };
};

const groupsOf = (rows: readonly Record<string, unknown>[], key: string, value: string) => {
  const groups = new Map<string, string[]>();
  for (const row of rows) {
    const group = groups.get(row[key] as string);
    if (group) group.push(row[value] as string);
    else groups.set(row[key] as string, [row[value] as string]);
  }
  return groups;
};

/** Former members of households, each with the resident that they are now. */
const loadFormerMembers = async (sql: SqlExecutor, householdIds: readonly string[]) => {
  const rows = await sql(
    `select f.household_id, f.resident_id, coalesce(r.merged_into_id, r.id) as now_id
     from resident_former_household f join resident r on r.id = f.resident_id where f.household_id = any($1::uuid[])
     union all
     select m.household_id, r.id, r.merged_into_id from resident r join resident m on m.id = r.merged_into_id
     where m.household_id = any($1::uuid[])`,
    [householdIds],
  );
  return new Map(
    rows.map((row) => [`${row.household_id as string} ${row.resident_id as string}`, row.now_id as string]),
  );
};

const loadKnownVisits = async (em: EntityManager, worker: GridWorker, inputs: readonly VisitInput[], ids: string[]) => {
  const keys = inputs.flatMap(({ clientKey }) => clientKey ?? []);
  return em.find(Visit, {
    gridWorkerId: worker.id,
    $or: [
      { clientKey: { $in: keys } },
      { householdId: { $in: ids }, recordedAt: { $in: inputs.map(({ recordedAt }) => recordedAt) } },
    ],
  });
};

/** Whether a stored visit says what was sent in; what was imported has no hash and is compared by what it holds. */
const saysTheSame = (visit: Visit, input: VisitInput, texts: readonly string[]): boolean => {
  if (visit.contentHash) return visit.contentHash === contentHashOf(input);
  return (
    JSON.stringify(visit.checks.map(({ item, passed }) => [item, passed])) ===
      JSON.stringify((input.checks ?? []).map(({ item, passed }) => [item, passed])) &&
    JSON.stringify(texts) === JSON.stringify((input.demands ?? []).map(({ text }) => text.trim()))
  );
};

export const loadVisitGround = async (
  em: EntityManager,
  sql: SqlExecutor,
  worker: GridWorker,
  inputs: readonly VisitInput[],
): Promise<VisitGround> => {
  const asked = [...new Set(inputs.map(({ householdId }) => householdId.toLowerCase()).filter(isUuid))];
  const { households, of } = await lockHouseholds(em, sql, asked);
  const ids = households.map(({ id }) => id);
  const members = await em.find(
    Resident,
    { householdId: { $in: ids }, departedOn: null },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
  );
  const rules = await loadCountyRules(sql);
  const checklists = await loadChecklists(sql);
  const formerGrids = groupsOf(
    await sql('select household_id, grid_id from household_former_grid where household_id = any($1::uuid[])', [ids]),
    'household_id',
    'grid_id',
  );
  const formerMembers = await loadFormerMembers(sql, ids);
  const assignments = await em.find(GridAssignment, { gridWorkerId: worker.id, role: { $in: [...visitingRoles] } });
  const known = await loadKnownVisits(em, worker, inputs, [...new Set([...asked, ...ids])]);
  const knownDemandTexts = await em.find(
    VisitDemand,
    { visitId: { $in: known.filter(({ contentHash }) => !contentHash).map(({ id }) => id) } },
    { orderBy: { position: 'asc' } },
  );
  const demandKeys = inputs.flatMap(({ demands }) => (demands ?? []).flatMap(({ clientKey }) => clientKey ?? []));
  const demands = await em.find(VisitDemand, {
    householdId: { $in: [...new Set([...asked, ...ids])] },
    raisedByAccountId: worker.accountId,
    clientKey: { $in: demandKeys },
  });
  const visited = await sql(
    `select distinct household_id, unnest(array[grid_id::text, v.area_code] || coalesce(a.ancestors, '{}')) as place
     from visit v left join area_view a on a.code = v.area_code
     where v.household_id = any($1::uuid[]) and v.voided_at is null`,
    [[...new Set([...asked, ...ids])]],
  );
  const places = new Map<string, Set<string>>(ids.map((id) => [id, new Set()]));
  for (const row of visited) places.get(of(row.household_id as string)?.id ?? '')?.add(row.place as string);
  return {
    rules,
    checklists,
    household: (id) => (isUuid(id) ? of(id) : undefined),
    gridsOf: ({ id, gridId }) => [gridId, ...(formerGrids.get(id) ?? [])],
    membersOf: ({ id }) => members.filter(({ householdId }) => householdId === id),
    isOrWasMember: ({ id }, residentId) =>
      members.find((member) => member.id === residentId && member.householdId === id)?.id ??
      formerMembers.get(`${id} ${residentId}`),
    workedIn: (gridIds, day) =>
      assignments.some((assignment) => gridIds.includes(assignment.gridId) && assignment.isCurrentOn(day)),
    knownVisit: (input) => {
      const household = isUuid(input.householdId) ? of(input.householdId) : undefined;
      const homes = [input.householdId.toLowerCase(), household?.id];
      const visit =
        known.find(({ clientKey }) => Boolean(clientKey) && clientKey === input.clientKey) ??
        known.find(
          ({ householdId, recordedAt }) =>
            homes.includes(householdId) && recordedAt.getTime() === input.recordedAt.getTime(),
        );
      if (!visit) return undefined;
      const texts = knownDemandTexts.filter(({ visitId }) => visitId === visit.id).map(({ text }) => text);
      const sameHome = homes.includes(visit.householdId) || of(visit.householdId)?.id === household?.id;
      return { visit, same: sameHome && saysTheSame(visit, input, texts) };
    },
    knownDemand: (household, clientKey) =>
      demands.find(
        (demand) =>
          demand.clientKey === clientKey &&
          (demand.householdId === household.id || of(demand.householdId)?.id === household.id),
      ),
    visitedPlaces: ({ id }) => places.get(id) ?? new Set(),
  };
};
