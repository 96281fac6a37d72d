import { dwellingState, householdState, residentState } from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';
import { applyIncrements, type Increment, type SqlExecutor } from '@gridloom/service-kit';

import { metrics, type Metric } from '../figures/metrics.ts';
import { recheckPeople } from '../quality/find-contradictions.ts';
import { residentDataOf } from '../resident/resident-events.ts';
import type { PopulationKind } from '../resident/resident.ts';
import type { Shares } from './share-people.ts';

interface MoveTools {
  readonly sql: SqlExecutor;
  readonly operationId: string;
  readonly now: Date;
  /** The day on which it happens, for the bands of ages. */
  readonly today: string;
}

type Row = Readonly<Record<string, unknown>>;

/** Adds up how figures of grids move; those of areas stay, since nobody leaves the village. */
const createGridTally = () => {
  const sums = new Map<string, Increment>();
  const add = (subject: string, metric: Metric, delta: number) => {
    const key = `${subject} ${metric}`;
    sums.set(key, { subject, metric, delta: (sums.get(key)?.delta ?? 0) + delta });
  };
  return {
    move: (from: string, to: string, metric: Metric) => {
      add(from, metric, -1);
      add(to, metric, 1);
    },
    increments: () => [...sums.values()],
  };
};

const householdDraft = (row: Row, occurredAt: Date): EventDraft =>
  eventDraft({
    event: householdState,
    aggregateId: row.id as string,
    aggregateVersion: row.version as number,
    areaCode: row.area_code as string,
    occurredAt,
    data: {
      householdId: row.id as string,
      gridId: row.grid_id as string,
      areaCode: row.area_code as string,
      size: row.size as number,
    },
  });

const residentDraft = (row: Row, occurredAt: Date, today: string): EventDraft =>
  eventDraft({
    event: residentState,
    aggregateId: row.id as string,
    aggregateVersion: row.version as number,
    areaCode: row.area_code as string,
    occurredAt,
    data: residentDataOf(
      {
        id: row.id as string,
        householdId: row.household_id as string | null,
        gridId: row.grid_id as string,
        areaCode: row.area_code as string,
        populationKind: row.population_kind as PopulationKind,
        birthDate: row.birth_date as string,
      },
      today,
    ),
  });

const dwellingDraft = (row: Row, occurredAt: Date): EventDraft =>
  eventDraft({
    event: dwellingState,
    aggregateId: row.id as string,
    aggregateVersion: row.version as number,
    areaCode: row.area_code as string,
    occurredAt,
    data: { dwellingId: row.id as string, gridId: row.grid_id as string, areaCode: row.area_code as string },
  });

/** What hangs on people and says where they are: it lies where they lie, and so does what contradicts itself about them. */
const followPeople = async (
  { sql, now, today }: MoveTools,
  householdIds: readonly string[],
  residentIds: readonly string[],
  dwellingIds: readonly string[],
) => {
  await sql(
    `update emergency_contact c set grid_id = h.grid_id, version = c.version + 1 from household h
     where h.id = c.household_id and c.household_id = any($1::uuid[]) and c.grid_id <> h.grid_id`,
    [householdIds],
  );
  await sql(
    `update care_record c set grid_id = r.grid_id, version = c.version + 1 from resident r
     where r.id = c.resident_id and c.resident_id = any($1::uuid[]) and c.grid_id <> r.grid_id`,
    [residentIds],
  );
  await recheckPeople(sql, { householdIds, residentIds, dwellingIds, today, now });
};

const journal = (kind: 'HOUSEHOLD' | 'RESIDENT' | 'DWELLING', fromMicroGrid: string) =>
  `insert into grid_move (operation_id, kind, row_id, from_grid_id, to_grid_id, from_micro_grid_id, moved_at, version)
   select $1, '${kind}', m.id, g.from_grid_id, g.to_grid_id, ${fromMicroGrid}, $2, m.version from moved m join given g on g.id = m.id`;

const size = '(select count(*)::int from resident r where r.household_id = m.id and r.departed_on is null) as size';
const figureOf = (kind: unknown): Metric => (kind === 'FLOATING' ? metrics.floating : metrics.permanent);

/**
 * Moves people and dwellings to the grids that they belong to from now on, and notes who was where before. Figures of the grids
 * move with them.
 * @returns the states to be told
 */
export const movePeople = async (
  tools: MoveTools,
  { households, residents, dwellings }: Shares,
): Promise<EventDraft[]> => {
  const { sql, operationId, now, today } = tools;
  const columns = (moves: Shares['residents']) => [
    operationId,
    now,
    moves.map(({ id }) => id),
    moves.map(({ gridId }) => gridId),
    moves.map(({ toGridId }) => toGridId),
  ];
  const given = 'from unnest($3::uuid[], $4::uuid[], $5::uuid[]) as g (id, from_grid_id, to_grid_id)';
  const homes = await sql(
    `with given as (
       select * from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::boolean[])
         as g (id, from_grid_id, to_grid_id, from_micro_grid_id, keeps)
     ), moved as (
       update household h set grid_id = g.to_grid_id, version = h.version + 1,
         micro_grid_id = case when g.keeps then h.micro_grid_id end
       from given g where h.id = g.id returning h.id, h.version, h.grid_id, h.area_code
     ), noted as (${journal('HOUSEHOLD', 'g.from_micro_grid_id')})
     select m.*, ${size} from moved m order by m.id`,
    [
      ...columns(households),
      households.map(({ microGridId }) => microGridId),
      households.map(({ keepsMicroGrid }) => keepsMicroGrid),
    ],
  );
  const people = await sql(
    `with given as (select * ${given}), moved as (
       update resident r set grid_id = g.to_grid_id, version = r.version + 1 from given g where r.id = g.id
       returning r.id, r.version, r.household_id, r.grid_id, r.area_code, r.population_kind, r.birth_date::text as birth_date
     ), noted as (${journal('RESIDENT', 'null')})
     select m.* from moved m order by m.id`,
    columns(residents),
  );
  const houses = await sql(
    `with given as (select * ${given}), moved as (
       update dwelling d set grid_id = g.to_grid_id, version = d.version + 1 from given g where d.id = g.id
       returning d.id, d.version, d.grid_id, d.area_code
     ), noted as (${journal('DWELLING', 'null')})
     select m.* from moved m order by m.id`,
    columns(dwellings),
  );
  await followPeople(
    tools,
    households.map(({ id }) => id),
    residents.map(({ id }) => id),
    dwellings.map(({ id }) => id),
  );
  const tally = createGridTally();
  const kinds = new Map(people.map((row) => [row.id, row.population_kind]));
  for (const { gridId, toGridId } of households) tally.move(gridId, toGridId, metrics.households);
  for (const { id, gridId, toGridId } of residents) tally.move(gridId, toGridId, figureOf(kinds.get(id)));
  await applyIncrements(sql, tally.increments());
  return [
    ...homes.map((row) => householdDraft(row, now)),
    ...people.map((row) => residentDraft(row, now, today)),
    ...houses.map((row) => dwellingDraft(row, now)),
  ];
};

const back = (table: string, kind: string, extra: string) =>
  `update ${table} t set grid_id = m.from_grid_id, version = t.version + 1${extra} from grid_move m
   where m.operation_id = $1 and m.kind = '${kind}' and m.row_id = t.id`;

/** Brings people and dwellings back to where they were before the operation. */
export const movePeopleBack = async (tools: MoveTools): Promise<EventDraft[]> => {
  const { sql, operationId, now, today } = tools;
  const homes = await sql(
    `with m as (${back('household', 'HOUSEHOLD', ', micro_grid_id = m.from_micro_grid_id')}
       returning t.id, t.version, t.grid_id, t.area_code, m.to_grid_id)
     select m.*, ${size} from m order by m.id`,
    [operationId],
  );
  const people = await sql(
    `with m as (${back('resident', 'RESIDENT', '')}
       returning t.id, t.version, t.household_id, t.grid_id, t.area_code, t.population_kind, t.birth_date::text as birth_date, m.to_grid_id)
     select m.* from m order by m.id`,
    [operationId],
  );
  const houses = await sql(
    `with m as (${back('dwelling', 'DWELLING', '')} returning t.id, t.version, t.grid_id, t.area_code)
     select m.* from m order by m.id`,
    [operationId],
  );
  await followPeople(
    tools,
    homes.map((row) => row.id as string),
    people.map((row) => row.id as string),
    houses.map((row) => row.id as string),
  );
  const tally = createGridTally();
  const move = (row: Row, metric: Metric) => {
    tally.move(row.to_grid_id as string, row.grid_id as string, metric);
  };
  for (const row of homes) move(row, metrics.households);
  for (const row of people) move(row, figureOf(row.population_kind));
  await applyIncrements(sql, tally.increments());
  await sql('delete from grid_move where operation_id = $1', [operationId]);
  return [
    ...homes.map((row) => householdDraft(row, now)),
    ...people.map((row) => residentDraft(row, now, today)),
    ...houses.map((row) => dwellingDraft(row, now)),
  ];
};
