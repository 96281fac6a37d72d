import type { Caller } from '@gridloom/access';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, BAISHU, idNumberOf, idOf, type County } from './testing/county.ts';
import { people } from './testing/people.ts';
import { ask } from './testing/run.ts';

type Person = keyof typeof people | 'nobody';
const personOf = (name: Person): Caller | undefined => (name === 'nobody' ? undefined : people[name]);
const everybody = ['nobody', ...Object.keys(people)] as Person[];

let county: County;
beforeAll(async () => {
  county = await aCounty();
});
afterAll(() => county.stop());

/** What a root field answers: something, nothing, or a refusal. */
const outcomeOf = async (name: Person, document: string): Promise<string> => {
  const { data, codes } = await ask(county, personOf(name), document);
  if (codes.length > 0) return String(codes[0]);
  const value: unknown = Object.values(data ?? {})[0];
  return value === null || (Array.isArray(value) && value.length === 0) ? 'nothing' : 'something';
};

const outcomes = async (document: string): Promise<Record<string, Person[]>> => {
  const found: Record<string, Person[]> = {};
  for (const name of everybody) (found[await outcomeOf(name, document)] ??= []).push(name);
  return found;
};

const signedIn = everybody.filter((name) => name !== 'nobody');
const seesGridOne: Person[] = ['administrator', 'gridOffice', 'townshipOfficer', 'secretary', 'head', 'worker'];
const readers: Person[] = [...seesGridOne, 'departmentOfficer', 'resident', 'strangeWorker', 'strangeSecretary'];
const others = (names: Person[]) => signedIn.filter((name) => !names.includes(name));
const sorted = (groups: Record<string, Person[]>) =>
  Object.fromEntries(Object.entries(groups).map(([key, names]) => [key, [...names].sort()]));

describe('Root fields', () => {
  test('grids are public by name', async () => {
    expect(await outcomes('{ grids(first: 5) { edges { node { id name area { code } } } } }')).toEqual({
      something: everybody,
    });
    expect(await outcomes(`{ grid(id: "${idOf('grid', 1)}") { id name kind codes { scheme } validFrom } }`)).toEqual({
      something: everybody,
    });
  });

  test('myGrids are those of a current assignment, else none', async () => {
    expect(sorted(await outcomes('{ myGrids { id } }'))).toEqual(
      sorted({
        UNAUTHENTICATED: ['nobody'],
        something: ['secretary', 'head', 'worker', 'strangeWorker'],
        nothing: others(['secretary', 'head', 'worker', 'strangeWorker']),
      }),
    );
  });

  test('household and visit exist for those of the territory alone', async () => {
    for (const document of [
      `{ household(id: "${idOf('household', 1)}") { id } }`,
      `{ visit(id: "${idOf('visit', 1)}") { id } }`,
    ]) {
      expect(sorted(await outcomes(document))).toEqual(
        sorted({
          UNAUTHENTICATED: ['nobody'],
          something: seesGridOne,
          nothing: ['departmentOfficer', 'resident', 'strangeWorker', 'strangeSecretary'],
          FORBIDDEN: others(readers),
        }),
      );
    }
  });

  test('resident exists besides for whoever audits', async () => {
    expect(sorted(await outcomes(`{ resident(id: "${idOf('resident', 1)}") { id } }`))).toEqual(
      sorted({
        UNAUTHENTICATED: ['nobody'],
        something: [...seesGridOne, 'auditor'],
        nothing: others([...seesGridOne, 'auditor']),
      }),
    );
  });

  test('residentByIdNumber is for those who look after people', async () => {
    const finders: Person[] = ['gridOffice', 'townshipOfficer', 'secretary', 'head', 'worker'];
    expect(sorted(await outcomes(`{ residentByIdNumber(idNumber: "${idNumberOf(1)}") { id } }`))).toEqual(
      sorted({
        UNAUTHENTICATED: ['nobody'],
        something: finders,
        nothing: ['strangeWorker', 'strangeSecretary'],
        FORBIDDEN: others([...finders, 'strangeWorker', 'strangeSecretary']),
      }),
    );
  });

  test('mutations refuse whose role does not hold the right', async () => {
    const refused = async (document: string) => (await outcomes(document)).FORBIDDEN?.sort();
    expect(
      await refused(
        `mutation { recordVisit(input: { householdId: "x", recordedAt: "2026-03-01T00:00:00Z" }) { __typename } }`,
      ),
    ).toEqual(others(['head', 'worker', 'strangeWorker']).sort());
    expect(
      await refused(
        `mutation { showPersonalData(input: { residentId: "x", purpose: "回访核实", reasonId: "x" }) { __typename } }`,
      ),
    ).toEqual(
      others([
        'head',
        'worker',
        'strangeWorker',
        'secretary',
        'strangeSecretary',
        'townshipOfficer',
        'departmentOfficer',
        'gridOffice',
      ]).sort(),
    );
    const managers: Person[] = ['administrator', 'gridOffice', 'townshipOfficer', 'secretary', 'strangeSecretary'];
    expect(
      await refused(
        `mutation { beginGridAssignment(input: { gridWorkerId: "x", gridId: "x", role: FULL_TIME, since: "2026-03-01" }) { __typename } }`,
      ),
    ).toEqual(others(managers).sort());
    expect(
      await refused(
        `mutation { endGridAssignment(input: { gridAssignmentId: "x", until: "2026-03-01" }) { __typename } }`,
      ),
    ).toEqual(others(managers).sort());
  });
});

describe('Entities', () => {
  const walk = `query Walk($all: [_Any!]!) { _entities(representations: $all) {
    __typename
    ... on Area { code gridStatistics { total } population { permanent } }
    ... on Grid { id name }
    ... on GridWorker { id }
    ... on Household { id }
    ... on Resident { id }
    ... on VisitDemand { id }
  } }`;
  const all = [
    { __typename: 'Area', code: BAISHU },
    { __typename: 'Grid', id: idOf('grid', 1) },
    { __typename: 'GridWorker', id: idOf('worker', 1) },
    { __typename: 'Household', id: idOf('household', 1) },
    { __typename: 'Resident', id: idOf('resident', 1) },
    { __typename: 'VisitDemand', id: idOf('demand', 1) },
    { __typename: 'Household', id: idOf('household', 99) },
    { __typename: 'Resident', id: 'no id at all' },
    { __typename: 'Area', code: '999999' },
  ];
  const seen = async (name: Person) => {
    const { data, errors } = await ask(county, personOf(name), walk, { all });
    expect(errors).toEqual([]);
    return (data?._entities as ({ __typename: string } | null)[]).map((entity) => entity?.__typename ?? null);
  };

  test('of people are null for outsiders, without a word', async () => {
    const outsider = ['Area', 'Grid', 'GridWorker', null, null, null, null, null, null];
    for (const name of [
      'strangeWorker',
      'strangeSecretary',
      'organizer',
      'volunteer',
      'resident',
      'dataTeam',
      'departmentOfficer',
    ] as const) {
      expect([name, await seen(name)]).toEqual([name, outsider]);
    }
    expect(await seen('nobody')).toEqual(['Area', 'Grid', null, null, null, null, null, null, null]);
  });

  test('of the own grid are there for its worker', async () => {
    const insider = ['Area', 'Grid', 'GridWorker', 'Household', 'Resident', 'VisitDemand', null, null, null];
    expect(await seen('worker')).toEqual(insider);
    expect(await seen('secretary')).toEqual(insider);
  });
});

describe('Masking', () => {
  const page = `{ household(id: "${idOf('household', 1)}") {
    address dwelling { address } head { name phone idNumber } emergencyContacts { name phone }
    visits(first: 1) { edges { node { note checks { note } demands { text } } } }
  } }`;
  const pageOf = async (name: Person) => (await ask(county, personOf(name), page)).data?.household;

  test('leaves names and addresses whole for those who look after the household, numbers for nobody', async () => {
    const whole = {
      address: '柏树乡柏树村三组1号',
      dwelling: { address: '柏树乡柏树村三组1号' },
      head: { name: '王建国', phone: '138****0001', idNumber: expect.stringMatching(/^6000\*{10}/) },
      emergencyContacts: [{ name: '王丽', phone: '139****5678' }],
      visits: {
        edges: [
          {
            node: {
              note: '一切正常',
              checks: [{ note: '电话 13812345678' }],
              demands: [{ text: '老粮站棚子占路，电话13812345678' }],
            },
          },
        ],
      },
    };
    expect(await pageOf('worker')).toEqual(whole);
    expect(await pageOf('head')).toEqual(whole);
  });

  test('hides them from everybody else in the territory', async () => {
    const masked = {
      address: '柏树乡柏树村***',
      dwelling: { address: '柏树乡柏树村***' },
      head: { name: '王**', phone: '138****0001', idNumber: expect.stringMatching(/^6000\*{10}/) },
      emergencyContacts: [{ name: '王**', phone: '139****5678' }],
      visits: {
        edges: [
          {
            node: {
              note: '一切正常',
              checks: [{ note: '电话 138****5678' }],
              demands: [{ text: '老粮站棚子占路，电话138****5678' }],
            },
          },
        ],
      },
    };
    for (const name of ['secretary', 'townshipOfficer', 'gridOffice', 'administrator'] as const) {
      expect([name, await pageOf(name)]).toEqual([name, masked]);
    }
  });

  test('lets a resident see the own household, and no other', async () => {
    const own = await ask(
      county,
      people.resident,
      `{ household(id: "${idOf('household', 2)}") { address members { relation resident { name phone } } visits { edges { node { id note } } } }
         resident(id: "${idOf('resident', 4)}") { name household { id } } other: resident(id: "${idOf('resident', 1)}") { name } }`,
    );
    expect(own).toMatchObject({
      data: {
        household: {
          address: '柏树乡柏树村三组2号',
          members: [
            { relation: 'HEAD', resident: { name: '王建国', phone: '138****0003' } },
            { relation: 'SPOUSE', resident: { name: '李秀英', phone: null } },
          ],
          visits: { edges: [{ node: { id: idOf('visit', 2) } }] },
        },
        resident: { name: '李秀英', household: { id: idOf('household', 2) } },
        other: null,
      },
      errors: [],
    });
  });

  test('gives an auditor the records and nothing of the person', async () => {
    const { data, codes } = await ask(
      county,
      people.auditor,
      `{ resident(id: "${idOf('resident', 1)}") { id accessRecords { totalCount } } named: resident(id: "${idOf('resident', 1)}") { name } }`,
    );
    expect(codes).toEqual(['FORBIDDEN']);
    expect(data?.resident).toMatchObject({ id: idOf('resident', 1) });
    expect(data?.named).toEqual({ name: null });
  });

  test('keeps lists of a grid empty outside the territory', async () => {
    const { data } = await ask(
      county,
      people.strangeWorker,
      `{ grid(id: "${idOf('grid', 1)}") { name householdsDue { totalCount edges { node { id } } } dataQuality { staleHouseholds } } }`,
    );
    expect(data?.grid).toEqual({
      name: '柏树村第1网格',
      householdsDue: { totalCount: 0, edges: [] },
      dataQuality: null,
    });
  });
});
