import type { Caller } from '@gridloom/access';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { BAISHU, idOf, YAOGOU, type County } from '../testing/county.ts';
import { aPlainCounty, done, named, operate, preview } from '../testing/grid-operations.ts';
import { people } from '../testing/people.ts';
import { ask } from '../testing/run.ts';

type Person = keyof typeof people | 'nobody';
const everybody = ['nobody', ...Object.keys(people)] as Person[];
const callerOf = (name: Person): Caller | undefined => (name === 'nobody' ? undefined : people[name]);

const managers: Person[] = ['administrator', 'gridOffice', 'townshipOfficer'];
const previewers: Person[] = [...managers, 'secretary'];
const others = (names: Person[]) => everybody.filter((name) => name !== 'nobody' && !names.includes(name)).sort();

let county: County;
let operationId: string;
beforeAll(async () => {
  county = await aPlainCounty();
  const drawn = await operate(county, 'drawGrid', { areaCode: BAISHU, kind: 'RURAL', ...named('新网格') });
  operationId = done(drawn).id;
});
afterAll(() => county.stop());

/** What a document gives each person: something, nothing, an error by name, or a refusal. */
const outcomes = async (document: string): Promise<Record<string, Person[]>> => {
  const found: Record<string, Person[]> = {};
  for (const name of everybody) {
    const { data, codes } = await ask(county, callerOf(name), document);
    const value = Object.values(data ?? {})[0] as { __typename?: string } | null | undefined;
    const outcome = codes.length > 0 ? String(codes[0]) : value ? (value.__typename ?? 'something') : 'nothing';
    (found[outcome] ??= []).push(name);
  }
  return Object.fromEntries(Object.entries(found).map(([outcome, names]) => [outcome, names.sort()]));
};

describe('Operations on grids', () => {
  const strange = idOf('grid', 3);

  test.each([
    [`retireGrid(input: { gridId: "${idOf('grid', 1)}" })`],
    [`splitGrid(input: { gridId: "${idOf('grid', 1)}", parts: [] })`],
    [`mergeGrids(input: { gridIds: ["${idOf('grid', 1)}"], name: "x", codes: [] })`],
    [`renumberGrid(input: { gridId: "${idOf('grid', 1)}" })`],
    [`drawGrid(input: { areaCode: "${BAISHU}", kind: RURAL, name: "", codes: [] })`],
  ])('are for the township and above: %s', async (mutation) => {
    expect(await outcomes(`mutation { ${mutation} { __typename } }`)).toEqual({
      UNAUTHENTICATED: ['nobody'],
      GridOperationRefused: [...managers].sort(),
      FORBIDDEN: others(managers),
    });
  });

  test.each([['cancelGridOperation'], ['undoGridOperation']])('are closed by the same: %s', async (mutation) => {
    expect(
      await outcomes(`mutation { ${mutation}(input: { operationId: "${idOf('case', 1)}" }) { __typename } }`),
    ).toEqual({ UNAUTHENTICATED: ['nobody'], NotFound: [...managers].sort(), FORBIDDEN: others(managers) });
  });

  test('are looked at in advance by the secretary too', async () => {
    expect(await outcomes(`{ retireGridPreview(input: { gridId: "${idOf('grid', 1)}" }) { __typename } }`)).toEqual({
      UNAUTHENTICATED: ['nobody'],
      GridOperationRefused: [...previewers].sort(),
      NotFound: ['strangeSecretary'],
      FORBIDDEN: others([...previewers, 'strangeSecretary']),
    });
    expect(await preview(county, 'retireGridPreview', { gridId: strange }, people.secretary)).toMatchObject({
      __typename: 'NotFound',
    });
  });

  test('exist for those of the area alone', async () => {
    expect(await outcomes(`{ gridOperation(id: "${operationId}") { __typename id reason } }`)).toEqual({
      UNAUTHENTICATED: ['nobody'],
      GridOperation: [...previewers].sort(),
      nothing: ['strangeSecretary'],
      FORBIDDEN: others([...previewers, 'strangeSecretary']),
    });
  });

  test('touch no grid outside of the jurisdiction', async () => {
    const township = { ...people.townshipOfficer, kind: 'account' as const, accountId: idOf('account', 9) };
    const elsewhere: Caller = {
      ...township,
      assignments: [{ role: 'TOWNSHIP_OFFICER', jurisdiction: { kind: 'AREA', code: '410326104' } }],
    };
    for (const [mutation, input] of [
      ['retireGrid', { gridId: strange }],
      ['drawGrid', { areaCode: YAOGOU, kind: 'RURAL', ...named('外') }],
      ['mergeGrids', { gridIds: [idOf('grid', 1), idOf('grid', 2)], ...named('外') }],
    ] as const) {
      expect(await operate(county, mutation, input, elsewhere)).toMatchObject({ __typename: 'NotFound' });
    }
  });
});

describe('Micro-grids and places', () => {
  test('are arranged by the secretary and above', async () => {
    expect(await outcomes(`mutation { arrangeMicroGrid(input: { householdIds: ["x"] }) { __typename } }`)).toEqual({
      UNAUTHENTICATED: ['nobody'],
      NotFound: [...previewers, 'strangeSecretary'].sort(),
      FORBIDDEN: others([...previewers, 'strangeSecretary']),
    });
  });

  test('where a dwelling stands is told by those who come by, and seen by those who look after it', async () => {
    const placing = `mutation { placeDwellings(input: { places: [{ dwellingId: "${idOf('dwelling', 1)}", longitude: 112.4, latitude: 34.1 }] }) { __typename } }`;
    const outside: Person[] = ['strangeWorker', 'strangeSecretary'];
    const inside: Person[] = ['gridOffice', 'townshipOfficer', 'secretary', 'head', 'worker'];
    expect(await outcomes(placing)).toEqual({
      UNAUTHENTICATED: ['nobody'],
      PlaceDwellingsSuccess: [...inside].sort(),
      NotFound: [...outside].sort(),
      FORBIDDEN: others([...inside, ...outside]),
    });
    const position = async (as: Caller) =>
      (
        await ask(
          county,
          as,
          `{ household(id: "${idOf('household', 1)}") { dwelling { position { longitude latitude } } } }`,
        )
      ).data?.household;
    expect(await position(people.worker)).toEqual({ dwelling: { position: { longitude: 112.4, latitude: 34.1 } } });
    expect(await position(people.secretary)).toEqual({ dwelling: { position: null } });
  });

  test('visits of a grid are told to whoever reads the directory, its codes and lineage to all', async () => {
    expect(
      await outcomes(
        `{ grid(id: "${idOf('grid', 1)}") { formerCodes { code } predecessors { since } successors { since } microGrids { id } } }`,
      ),
    ).toEqual({ something: [...everybody].sort() });
    const found = await outcomes(`{ grid(id: "${idOf('grid', 1)}") { visitStatistics { visits } } }`);
    expect(found).toEqual({ UNAUTHENTICATED: ['nobody'], something: others([]) });
  });
});
