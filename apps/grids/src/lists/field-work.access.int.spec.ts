import type { Caller } from '@gridloom/access';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, idOf, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { ask } from '../testing/run.ts';

type Person = keyof typeof people | 'nobody';
const personOf = (name: Person): Caller | undefined => (name === 'nobody' ? undefined : people[name]);
const everybody = ['nobody', ...Object.keys(people)] as Person[];

let county: County;
beforeAll(async () => {
  county = await aCounty();
});
afterAll(() => county.stop());

/** Who gets something, who nothing, who is refused. */
const outcomes = async (document: string): Promise<Record<string, Person[]>> => {
  const found: Record<string, Person[]> = {};
  for (const name of everybody) {
    const { data, codes } = await ask(county, personOf(name), document);
    const value = Object.values(data ?? {})[0] as { totalCount?: number } | null | undefined;
    const outcome =
      codes.length > 0 ? String(codes[0]) : value === null || value?.totalCount === 0 ? 'nothing' : 'something';
    (found[outcome] ??= []).push(name);
  }
  return found;
};
const sorted = (groups: Record<string, Person[]>) =>
  Object.fromEntries(Object.entries(groups).map(([key, names]) => [key, [...names].sort()]));
const except = (...names: Person[]) => everybody.filter((name) => name !== 'nobody' && !names.includes(name));

const territory: Person[] = ['administrator', 'gridOffice', 'townshipOfficer', 'secretary', 'head', 'worker'];
const elsewhere: Person[] = ['strangeSecretary'];

describe('Work in the grids', () => {
  test.each([
    [
      'visits',
      '{ visits(filter: { gridId: "GRID" }) { totalCount } }',
      ['strangeWorker', 'departmentOfficer', 'resident'],
    ],
    ['visitDemands', '{ visitDemands { totalCount } }', ['strangeWorker', 'departmentOfficer', 'resident']],
    ['errands', '{ errands { totalCount } }', ['strangeWorker', 'departmentOfficer', 'resident']],
    ['errand', `{ errand(id: "${idOf('errand', 1)}") { id } }`, ['strangeWorker', 'departmentOfficer', 'resident']],
    ['patrols', '{ patrols { totalCount } }', ['strangeWorker', 'volunteer']],
    ['patrol', `{ patrol(id: "${idOf('patrol', 1)}") { id } }`, ['strangeWorker', 'volunteer']],
    ['hazards', '{ hazards { totalCount } }', ['strangeWorker', 'volunteer']],
    ['hazard', `{ hazard(id: "${idOf('hazard', 1)}") { id } }`, ['strangeWorker', 'volunteer']],
  ] as const)('%s exist for those of the territory alone', async (_, document, others) => {
    const nothing: Person[] = [...others, ...elsewhere];
    expect(sorted(await outcomes(document.replace('GRID', idOf('grid', 1))))).toEqual(
      sorted({
        UNAUTHENTICATED: ['nobody'],
        something: territory,
        nothing,
        FORBIDDEN: except(...territory, ...nothing),
      }),
    );
  });

  test.each([
    [
      'recordPatrol',
      '{ gridId: "x", startedAt: "2026-03-01T00:00:00Z", endedAt: "2026-03-01T01:00:00Z" }',
      ['head', 'worker', 'strangeWorker', 'volunteer'],
    ],
    [
      'recheckHazard',
      '{ hazardId: "x", at: "2026-03-01T00:00:00Z", gone: true }',
      ['head', 'worker', 'strangeWorker', 'volunteer'],
    ],
    ['voidVisit', '{ visitId: "x", reason: "误点" }', ['head', 'worker', 'strangeWorker']],
    [
      'beginErrand',
      '{ kindCode: "X", residentId: "x", text: "x", consentKind: SIGNED, consentedAt: "2026-03-01T00:00:00Z" }',
      ['head', 'worker', 'strangeWorker'],
    ],
    ['addErrandDocuments', '{ errandId: "x", documents: [] }', ['head', 'worker', 'strangeWorker']],
    ['handOverErrand', '{ errandId: "x" }', ['head', 'worker', 'strangeWorker']],
    ['completeErrand', '{ errandId: "x" }', ['head', 'worker', 'strangeWorker']],
    ['withdrawErrand', '{ errandId: "x", note: "x" }', ['head', 'worker', 'strangeWorker']],
    [
      'proposeCorrection',
      '{ kind: RESIDENT, residentId: "x", proposed: { name: "x" } }',
      ['head', 'worker', 'strangeWorker'],
    ],
    ['withdrawCorrection', '{ correctionId: "x" }', ['head', 'worker', 'strangeWorker']],
    ['acceptCorrection', '{ correctionId: "x" }', ['head', 'secretary', 'strangeSecretary', 'departmentOfficer']],
    [
      'refuseCorrection',
      '{ correctionId: "x", reason: "x" }',
      ['head', 'secretary', 'strangeSecretary', 'departmentOfficer'],
    ],
    [
      'putPatrolRoute',
      '{ gridId: "x", name: "x", stops: [] }',
      ['head', 'secretary', 'strangeSecretary', 'townshipOfficer', 'gridOffice'],
    ],
    ['putVisitInterval', '{ intervalDays: 0, validFrom: "2026-03-02" }', ['gridOffice', 'administrator']],
    ['putVisitChecklist', '{ validFrom: "2026-03-02", items: [] }', ['gridOffice', 'administrator']],
    [
      'putHazardClass',
      '{ code: "x", label: "x", severity: MINOR, recheckDays: 1, becomesCase: false, onTheSpot: false, photo: NONE }',
      ['gridOffice', 'administrator'],
    ],
    ['putErrandKind', '{ code: "x", label: "x", documents: [] }', ['gridOffice', 'administrator']],
  ] as const)('%s is refused to whose role does not hold the right', async (mutation, input, allowed) => {
    const { FORBIDDEN = [] } = await outcomes(`mutation { ${mutation}(input: ${input}) { __typename } }`);
    expect([...FORBIDDEN].sort()).toEqual(except(...(allowed as readonly Person[])).sort());
  });

  test('is told as entities to those of the territory and to nobody else', async () => {
    const walk = `query Walk($all: [_Any!]!) { _entities(representations: $all) { __typename ... on Hazard { id } ... on Errand { id } } }`;
    const all = [
      { __typename: 'Hazard', id: idOf('hazard', 1) },
      { __typename: 'Errand', id: idOf('errand', 1) },
      { __typename: 'Hazard', id: 'nonsense' },
    ];
    for (const name of everybody) {
      const { data, errors } = await ask(county, personOf(name), walk, { all });
      expect([name, errors]).toEqual([name, []]);
      const seen = (data?._entities as ({ __typename: string } | null)[]).map((entity) => entity?.__typename ?? null);
      expect([name, seen]).toEqual([name, territory.includes(name) ? ['Hazard', 'Errand', null] : [null, null, null]]);
    }
  });

  test('masks words and places for those who do not look after the grid', async () => {
    const document = `{ hazard(id: "${idOf('hazard', 1)}") { text place } }`;
    const whole = { text: '楼道堆放杂物，电话13812345678', place: '老粮站' };
    expect((await ask(county, people.worker, document)).data?.hazard).toEqual(whole);
    expect((await ask(county, people.secretary, document)).data?.hazard).toMatchObject({
      text: '楼道堆放杂物，电话138****5678',
    });
  });
});
