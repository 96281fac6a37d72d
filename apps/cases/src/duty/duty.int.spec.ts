import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import { callerAt, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { county, ids, seedCounty, township, village } from '../testing/seed.ts';
import { applyGridAssignments } from './grid-assignments.ts';

const office = callerAt('GRID_OFFICE', county);
const worker = callerOfGrid('GRID_WORKER', ids.grid15);
const head = callerOfGrid('GRID_HEAD', ids.grid15);

const duties = [
  { code: 'HAZARDS', name: '隐患排查', roles: ['FULL_TIME', 'GRID_HEAD'] },
  { code: 'LIVELIHOOD', name: '民生服务' },
  { code: 'POLICY', name: '政策宣传', description: '每月入户宣讲一次', roles: ['GRID_HEAD'] },
];
const list = { code: 'SIX', name: '六项职责', areaCode: county, duties };

describe('Duty lists', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
    await applyGridAssignments(
      [
        assignment(1, worker, ids.grid15, 'FULL_TIME'),
        assignment(2, worker, ids.grid16, 'PART_TIME'),
        assignment(3, head, ids.grid15, 'GRID_HEAD'),
        assignment(4, head, ids.grid16, 'SECRETARY', '2026-03-01'),
      ],
      test.sql,
    );
  });
  afterAll(() => test.stop());

  const assignment = (n: number, as: Caller, gridId: string, role: string, until?: string) => {
    const gridAssignmentId = `aa000000-0000-4000-8000-00000000000${String(n)}`;
    if (as.kind !== 'account') throw new TypeError('A worker has an account');
    return {
      key: gridAssignmentId,
      sequence: 1,
      data: {
        gridAssignmentId,
        gridWorkerId: gridAssignmentId,
        accountId: as.accountId,
        accountName: '王网格',
        gridId,
        areaCode: village,
        role,
        since: '2025-01-01',
        until,
      },
    };
  };

  const put = async (input: object, as: Caller = office) => {
    const { data, codes } = await test.execute(
      `mutation ($input: PutDutyListInput!) { step: putDutyList(input: $input) { __typename
         ... on PutDutyListSuccess { dutyList { code version name duties { code name roles } versions { version name duties { code } } } }
         ... on UserError { code message } ... on InvalidInput { field } ... on DutyHasItems { dutyCode serviceItemCodes } } }`,
      { input },
      { as },
    );
    return { codes, ...(data as { step?: Record<string, unknown> } | null)?.step } as Record<string, unknown>;
  };

  const own = async (as: Caller) => {
    const { data, codes } = await test.execute(
      `{ myDuties { duty { code serviceItems { code } } roles grids { id } } }`,
      {},
      { as },
    );
    return (data as { myDuties?: unknown } | null)?.myDuties ?? codes;
  };

  it('keep what they said before, version by version', async () => {
    const first = await put(list);
    expect(first).toMatchObject({
      dutyList: {
        version: 2,
        duties: [
          { code: 'HAZARDS', roles: ['GRID_HEAD', 'FULL_TIME'] },
          { code: 'LIVELIHOOD', roles: [] },
          { code: 'POLICY' },
        ],
        versions: [
          { version: 1, duties: [{ code: 'HAZARDS' }, { code: 'LIVELIHOOD' }] },
          { version: 2, duties: [{ code: 'HAZARDS' }, { code: 'LIVELIHOOD' }, { code: 'POLICY' }] },
        ],
      },
    });
  });

  it('give each worker the duties of what he is, where he is, with the items under them', async () => {
    expect(await own(worker)).toEqual([
      {
        duty: { code: 'HAZARDS', serviceItems: [{ code: 'A-001' }, { code: 'B-001' }] },
        roles: ['FULL_TIME'],
        grids: [{ id: ids.grid15 }],
      },
      {
        duty: { code: 'LIVELIHOOD', serviceItems: [{ code: 'A-002' }] },
        roles: ['FULL_TIME', 'PART_TIME'],
        grids: [{ id: ids.grid15 }, { id: ids.grid16 }],
      },
    ]);
    expect(await own(head)).toMatchObject([
      { duty: { code: 'HAZARDS' }, roles: ['GRID_HEAD'] },
      { duty: { code: 'LIVELIHOOD' }, roles: ['GRID_HEAD'] },
      { duty: { code: 'POLICY' }, roles: ['GRID_HEAD'] },
    ]);
    expect(await own(callerOfGrid('GRID_WORKER', ids.grid15))).toEqual([]);
    expect(await own(office)).toEqual(['FORBIDDEN']);
  });

  it('know who works where as what from the newest state, told twice or late or not', async () => {
    const state = (sequence: number, role: string, until?: string) => ({
      ...assignment(9, worker, ids.otherGrid, role, until),
      sequence,
    });
    const roles = () =>
      test.sql(`select role, until::text, version::int from grid_assignment_view where grid_id = $1`, [ids.otherGrid]);
    await applyGridAssignments([state(2, 'LEVEL_4', '2026-01-01')], test.sql);
    await applyGridAssignments([state(2, 'LEVEL_4', '2026-01-01')], test.sql);
    await applyGridAssignments([state(1, 'LEVEL_3')], test.sql);
    expect(await roles()).toEqual([{ role: 'LEVEL_4', until: '2026-01-01', version: 2 }]);
    await applyGridAssignments([{ key: state(3, 'LEVEL_4').key, sequence: 3, data: null }], test.sql);
    expect(await roles()).toEqual([]);
  });

  it('cost a constant number of statements, however many duties there are', async () => {
    const query = `query ($a: ID!) { dutyLists(areaCode: $a) { duties { code serviceItems { code duty { code } } } versions { version } } }`;
    const count = async () => {
      await test.execute(query, { a: village }, { as: worker });
      return test.statements().length;
    };
    const before = await count();
    await put({
      ...list,
      duties: [...duties, { code: 'ERRANDS', name: '跑腿代办' }, { code: 'MEDIATION', name: '矛盾调解' }],
    });
    expect(await count()).toBe(before);
  });

  it('do not lose a duty while items belong to it, and take one back', async () => {
    expect(await put({ ...list, duties: duties.slice(1) })).toMatchObject({
      __typename: 'DutyHasItems',
      dutyCode: 'HAZARDS',
      serviceItemCodes: ['A-001', 'B-001'],
    });
    expect(await put({ ...list, duties: duties.slice(0, 2) })).toMatchObject({
      dutyList: { duties: [{ code: 'HAZARDS' }, { code: 'LIVELIHOOD' }] },
    });
    expect(await put(list)).toMatchObject({ dutyList: { duties: [{}, {}, { code: 'POLICY' }] } });
  });

  it.each([
    ['a code in small letters', { code: 'six' }, 'input.code'],
    ['an area that is not there', { areaCode: '999999' }, undefined],
    ['no duties', { duties: [] }, 'input.duties'],
    ['a duty twice', { duties: [...duties, duties[0]] }, 'input.duties.3.code'],
    ['a duty without a name', { duties: [{ code: 'X-1', name: ' ' }] }, 'input.duties.0.name'],
    ['a list that moves to another area', { areaCode: village }, 'input.areaCode'],
    ['a duty of another list', { code: 'SEVEN' }, 'input.duties.0.code'],
  ])('refuse %s by name', async (_, input, field) => {
    const answer = await put({ ...list, ...input });
    if (field === undefined) expect(answer.codes).toEqual(['FORBIDDEN']);
    else expect(answer).toMatchObject({ code: 'INVALID_INPUT', field });
  });

  it('are made by the grid office of the area alone; two at once make two versions', async () => {
    for (const as of [worker, callerAt('TOWNSHIP_OFFICER', township), callerAt('GRID_OFFICE', '410326104')]) {
      expect((await put(list, as)).codes).toEqual(['FORBIDDEN']);
    }
    const fresh = {
      code: 'BAISHU',
      name: '柏树乡清单',
      areaCode: township,
      duties: [{ code: 'TEA', name: '茶园巡护' }],
    };
    const both = await Promise.all([put(fresh), put(fresh)]);
    expect(both.map((answer) => (answer as { dutyList?: { version: number } }).dutyList?.version).sort()).toEqual([
      1, 2,
    ]);
  });
});
