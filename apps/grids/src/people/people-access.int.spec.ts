import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, BAISHU, idOf, phoneOf, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { ask } from '../testing/run.ts';

type Person = keyof typeof people;
const everybody = Object.keys(people) as Person[];
const allBut = (names: readonly Person[]) => everybody.filter((name) => !names.includes(name)).sort();

const territory: readonly Person[] = [
  'administrator',
  'gridOffice',
  'townshipOfficer',
  'secretary',
  'strangeSecretary',
  'head',
  'worker',
  'strangeWorker',
];
const managers: readonly Person[] = ['secretary', 'strangeSecretary', 'head', 'worker', 'strangeWorker'];
const mergers: readonly Person[] = ['secretary', 'strangeSecretary', 'townshipOfficer', 'gridOffice'];

describe('People and housing, by role', () => {
  let county: County;
  beforeAll(async () => {
    county = await aCounty();
  });
  afterAll(() => county.stop());

  const refusedTo = async (document: string): Promise<Person[]> => {
    const refused: Person[] = [];
    for (const name of everybody) {
      const { codes } = await ask(county, people[name], document);
      if (codes[0] === 'FORBIDDEN') refused.push(name);
    }
    expect((await ask(county, undefined, document)).codes[0]).toBe('UNAUTHENTICATED');
    return refused.sort();
  };

  test.each([
    ['{ households { totalCount } }', [...territory, 'departmentOfficer', 'resident']],
    ['{ residents { totalCount } }', [...territory, 'departmentOfficer', 'resident']],
    ['{ dwellings { totalCount } }', [...territory, 'departmentOfficer', 'resident']],
    [`{ dwelling(id: "${idOf('dwelling', 1)}") { id } }`, [...territory, 'departmentOfficer', 'resident']],
    ['{ myHousehold { id } }', [...territory, 'departmentOfficer', 'resident']],
    ['{ duplicateCandidates { totalCount } }', territory],
    ['{ dataContradictions { totalCount } }', territory],
    [`{ residentsByPhone(phone: "${phoneOf(1)}") { id } }`, territory.filter((name) => name !== 'administrator')],
  ] as const)('%s is for those alone who may read', async (document, readers) => {
    expect(await refusedTo(document)).toEqual(allBut(readers as readonly Person[]));
  });

  const id = '"x"';
  test.each([
    ['registerDwelling', `gridId: ${id}, address: "柏树村"`],
    ['changeDwelling', `dwellingId: ${id}`],
    ['beginOccupancy', `residentId: ${id}, dwellingId: ${id}, kind: OWN, since: "2026-01-01"`],
    ['endOccupancy', `residentId: ${id}, dwellingId: ${id}, until: "2026-01-01"`],
    ['registerHousehold', `gridId: ${id}, members: []`],
    ['changeHousehold', `householdId: ${id}`],
    ['changeHead', `householdId: ${id}, headId: ${id}`],
    ['splitHousehold', `householdId: ${id}, members: []`],
    ['joinHouseholds', `householdId: ${id}, joinedHouseholdId: "y", relations: []`],
    ['moveIn', `householdId: ${id}, members: []`],
    ['moveOut', `residentIds: [${id}], destination: OUTSIDE`],
    ['registerBirth', `householdId: ${id}, name: "王", birthDate: "2026-01-01", relation: SON`],
    ['recordDeath', `residentId: ${id}, on: "2026-01-01"`],
    ['undoDeparture', `residentId: ${id}, reason: "误登"`],
    ['withdrawRegistration', `residentId: ${id}, reason: "误登"`],
    ['changeResident', `residentId: ${id}`],
    ['verifyResidents', `residentIds: [${id}]`],
    ['changePopulationKind', `residentId: ${id}, populationKind: FLOATING`],
    ['putEmergencyContact', `householdId: ${id}, name: "王", phone: "13800000000", relation: "女儿"`],
    ['removeEmergencyContact', `emergencyContactId: ${id}`],
    ['dismissContradiction', `contradictionId: ${id}, reason: "属实"`],
  ])('%s is for the grid and the village', async (mutation, input) => {
    expect(await refusedTo(`mutation { ${mutation}(input: { ${input} }) { __typename } }`)).toEqual(allBut(managers));
  });

  test.each([
    ['mergeResidents', `survivorId: ${id}, mergedId: "y"`, mergers],
    ['unmergeResidents', `mergedId: ${id}, reason: "误合"`, mergers],
    ['dismissDuplicate', `duplicateCandidateId: ${id}, reason: "不是"`, mergers],
    ['recheckData', `areaCode: ${id}`, mergers],
    ['beginCare', `residentId: ${id}, kind: LEFT_BEHIND, since: "2026-01-01"`, [...managers, 'departmentOfficer']],
    ['endCare', `careRecordId: ${id}, until: "2026-01-01"`, [...managers, 'departmentOfficer']],
  ] as const)('%s is for whoever decides it', async (mutation, input, holders) => {
    expect(await refusedTo(`mutation { ${mutation}(input: { ${input} }) { __typename } }`)).toEqual(allBut(holders));
  });

  test('a grid office sees a household of the village and may not change it; a stranger does not see it', async () => {
    const change = `mutation { moveOut(input: { residentIds: ["${idOf('resident', 9)}"], destination: OUTSIDE }) { __typename ... on UserError { code } } }`;
    expect((await ask(county, people.worker, change)).data?.moveOut).toEqual({
      __typename: 'NotFound',
      code: 'NOT_FOUND',
    });
    const both = {
      kind: 'account' as const,
      accountId: idOf('account', 88),
      assignments: [
        { role: 'GRID_OFFICE' as const, jurisdiction: { kind: 'AREA' as const, code: '410326' } },
        { role: 'GRID_WORKER' as const, jurisdiction: { kind: 'GRID' as const, id: idOf('grid', 1) } },
      ],
    };
    expect((await ask(county, both, change)).codes).toEqual(['FORBIDDEN']);
  });

  test('a resident reads the own household with its history, and no other', async () => {
    const mine = '{ myHousehold { id members { resident { name changes { totalCount } } } changes { totalCount } } }';
    expect((await ask(county, people.resident, mine)).data?.myHousehold).toEqual({
      id: idOf('household', 2),
      members: [
        { resident: { name: '王建国', changes: { totalCount: 0 } } },
        { resident: { name: '李秀英', changes: { totalCount: 0 } } },
      ],
      changes: { totalCount: 0 },
    });
    expect((await ask(county, people.worker, mine)).data?.myHousehold).toBeNull();
    expect((await ask(county, people.resident, '{ residents { totalCount } }')).data?.residents).toEqual({
      totalCount: 0,
    });
  });

  test('the history shows what was done and by whom, and no value', async () => {
    await ask(
      county,
      people.worker,
      `mutation { changeResident(input: { residentId: "${idOf('resident', 1)}", name: "王建民", phone: "13711112222" }) { __typename } }`,
    );
    const history = `{ resident(id: "${idOf('resident', 1)}") { changes { totalCount edges { node { kind fields by { id } effectiveOn } } } } }`;
    const { data } = await ask(county, people.secretary, history);
    expect(data?.resident).toEqual({
      changes: {
        totalCount: 1,
        edges: [
          {
            node: {
              kind: 'CHANGED',
              fields: ['name', 'phone'],
              by: { id: idOf('account', 2) },
              effectiveOn: '2026-03-02',
            },
          },
        ],
      },
    });
    const rows = await county.subgraph.sql('select * from people_change');
    expect(JSON.stringify(rows)).not.toMatch(/王建民|王建国|13711112222|13800000001/);
    await expect(county.subgraph.sql('update people_change set note = null')).rejects.toThrow(
      /append-only|permission denied/,
    );
    expect((await ask(county, people.strangeWorker, history)).data?.resident).toBeNull();
    expect((await ask(county, people.auditor, history)).codes).toEqual(['FORBIDDEN']);
  });

  test('the quality of an area is for whoever has the whole of it', async () => {
    const quality = (as: Person) =>
      ask(
        county,
        people[as],
        `query Walk($all: [_Any!]!) { _entities(representations: $all) { ... on Area { dataQuality { verifiedShare staleHouseholds contradictions duplicates } } } }`,
        {
          all: [{ __typename: 'Area', code: BAISHU }],
        },
      );
    expect((await quality('secretary')).data?._entities).toEqual([
      { dataQuality: { verifiedShare: 25, staleHouseholds: 2, contradictions: 0, duplicates: 0 } },
    ]);
    expect((await quality('worker')).data?._entities).toEqual([{ dataQuality: null }]);
    expect((await quality('strangeSecretary')).data?._entities).toEqual([{ dataQuality: null }]);
  });
});
