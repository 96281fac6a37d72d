import type { Caller, Role, SealingProvider } from '@gridloom/access';
import type { SqlExecutor } from '@gridloom/service-kit';
import type { DeskQuery } from '@gridloom/testkit';

import { personalNumbers } from '../src/personal-data/sealed.ts';

const SAMPLES = 40;

const over = (role: Role, jurisdiction: { kind: 'AREA'; code: string } | { kind: 'GRID'; id: string }): Caller => ({
  kind: 'account',
  accountId: crypto.randomUUID(),
  assignments: [{ role, jurisdiction }],
});

/** Each fortieth of the rows by a column that is spread evenly. */
const spread = async (sql: SqlExecutor, text: string): Promise<readonly Record<string, unknown>[]> => {
  const rows = await sql(text, [SAMPLES]);
  if (rows.length === 0) throw new TypeError('The county has no rows to ask for');
  return rows;
};

/** Accounts of grid workers with the grid that they work in. */
const workersOfGrids = (sql: SqlExecutor) =>
  spread(
    sql,
    `select w.account_id, a.grid_id from grid_assignment a join grid_worker w on w.id = a.grid_worker_id
     where a.role in ('FULL_TIME', 'PART_TIME') and a.until is null
       and exists (select 1 from household h where h.grid_id = a.grid_id and h.next_due_on <= current_date) order by md5(a.id::text) limit $1`,
  );
const households = (sql: SqlExecutor) =>
  spread(sql, `select h.id, h.grid_id, h.area_code from household h order by md5(h.id::text) limit $1`);

const gridDesk = `query GridDesk { myGrids { id name codes { scheme code } kind level boundary
  workers { role since worker { id name corps { name } } }
  population { permanent floating households }
  householdsDue(first: 20) { totalCount
    edges { node { id address head { id name phone } lastVisitedAt care { kind since } emergencyContacts { name phone relation } } } }
  visitChecklist { item label } dataQuality { verifiedShare staleHouseholds } } }`;

const householdPage = `query HouseholdPage($id: ID!) { household(id: $id) { id number address grid { id name }
  dwelling { id address occupancies { kind since until resident { id name } } }
  members { relation resident { id name idNumber phone birthYear populationKind care { kind since until owner { id } } } }
  emergencyContacts { name phone relation }
  visits(first: 10) { totalCount edges { node { id recordedAt worker { id name } checks { item passed note } } } } } }`;

const findResident = `query FindResident($idNumber: String!) {
  residentByIdNumber(idNumber: $idNumber) { id name idNumber household { id } grid { id name } } }`;

const listHouseholds = `query Households($filter: HouseholdFilter) { households(filter: $filter, first: 20) {
  totalCount totalCountIsExact edges { node { id number address head { id name } lastVisitedAt nextDueOn care { kind } } } } }`;

const listResidents = `query Residents($filter: ResidentFilter) { residents(filter: $filter, first: 20) {
  totalCount totalCountIsExact edges { node { id name birthYear populationKind household { id address } grid { id name } } } } }`;

/** Villages and grids with people in them, each with the secretary of the village as who asks. */
const places = async (sql: SqlExecutor) =>
  (
    await spread(
      sql,
      `select area_code, grid_id, (array_agg(name order by md5(id::text)))[1] as name from resident
       where departed_on is null and population_kind = 'FLOATING' group by area_code, grid_id order by md5(grid_id::text) limit $1`,
    )
  ).map(({ area_code, grid_id, name }) => ({
    caller: over('COMMUNITY_SECRETARY', { kind: 'AREA', code: area_code as string }),
    areaCode: area_code as string,
    gridId: grid_id as string,
    name: name as string,
  }));

const list = (
  what: string,
  document: string,
  holds: string,
  filter: (place: Awaited<ReturnType<typeof places>>[number]) => object,
): DeskQuery => ({
  what,
  document,
  holds,
  samples: async (sql) =>
    (await places(sql)).map((place) => ({ caller: place.caller, variables: { filter: filter(place) } })),
});

const lists: readonly DeskQuery[] = [
  list('households due in a grid', listHouseholds, 'households.edges.0', ({ gridId }) => ({ gridId, due: true })),
  list('households of a village', listHouseholds, 'households.edges.0', ({ areaCode }) => ({ areaCode })),
  list('floating residents of a village', listResidents, 'residents.edges.0', ({ areaCode }) => ({
    areaCode,
    populationKinds: ['FLOATING'],
  })),
  list('residents from 60 years on in a village', listResidents, 'residents.edges.0', ({ areaCode }) => ({
    areaCode,
    ageFrom: 60,
  })),
  list('residents of a grid by name', listResidents, 'residents.edges.0', ({ gridId, name }) => ({ gridId, name })),
];

/** The documents of the desks, the parts of the grids subgraph, and the lists of people. */
export const deskQueries = (sealing: SealingProvider): readonly DeskQuery[] => [
  {
    what: 'grid-desk.graphql',
    document: gridDesk,
    holds: 'myGrids.0.householdsDue.edges.0',
    samples: async (sql) =>
      (await workersOfGrids(sql)).map(({ account_id, grid_id }) => ({
        caller: {
          kind: 'account',
          accountId: account_id as string,
          assignments: [{ role: 'GRID_WORKER', jurisdiction: { kind: 'GRID', id: grid_id as string } }],
        },
        variables: {},
      })),
  },
  {
    what: 'people.graphql: a household',
    document: householdPage,
    holds: 'household.members.0',
    samples: async (sql) =>
      (await households(sql)).map(({ id, grid_id }) => ({
        caller: over('GRID_WORKER', { kind: 'GRID', id: grid_id as string }),
        variables: { id },
      })),
  },
  {
    what: 'people.graphql: a resident by id number',
    document: findResident,
    holds: 'residentByIdNumber.id',
    samples: async (sql) =>
      (
        await spread(
          sql,
          `select id_number_sealed, grid_id from resident where id_number_sealed is not null order by md5(id::text) limit $1`,
        )
      ).map(({ id_number_sealed, grid_id }) => ({
        caller: over('GRID_WORKER', { kind: 'GRID', id: grid_id as string }),
        variables: { idNumber: personalNumbers(sealing).openIdNumber(id_number_sealed as string) },
      })),
  },
  ...lists,
];
