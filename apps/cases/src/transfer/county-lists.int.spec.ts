import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerAt, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { aHistory, county, ids, seedCases, seedCounty, village } from '../testing/seed.ts';
import { exportOf, importOf, undoOf } from '../testing/run-transfer.ts';

const office = callerAt('GRID_OFFICE', county);
const secretary = callerAt('COMMUNITY_SECRETARY', village);

const duties = `清单编码,清单名称,所属区划,职责编码,职责名称,职责说明,承担职务
ELEVEN,十一项职责,${county},POLICY,政策宣传,进门宣讲,专职网格员; 网格长
ELEVEN,十一项职责,${county},ERRANDS,跑腿代办,,
SIX,六项职责,${county},HAZARDS,隐患排查,每周一次,`;
const itemHeadings =
  '事项编码,事项名称,所属区划,牵头单位,所属职责,依据,牵头单位职责,网格职责,配合单位,经费保障,生效日,失效日';
const items = `${itemHeadings}
C-001,水渠清淤,${county},水利局,LIVELIHOOD,水法,组织清淤,发现上报,交通运输局:封闭道路; 柏树乡人民政府:组织劳力,乡财政,2026-01-01,
C-002,公示栏维护,${village},${ids.roads},HAZARDS,,,,,,2026-04-01,2026-10-01`;

describe('lists of the county as sheets', () => {
  let test: TestSubgraph;
  const runs: Record<string, string> = {};

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  const listOf = async (code: string) => {
    const { data } = await test.execute(
      `{ dutyLists(areaCode: "${county}") { code name version duties { code name roles } versions { version duties { code name } } } }`,
      {},
      { as: office },
    );
    const { dutyLists } = data as unknown as { dutyLists: { code: string }[] };
    return dutyLists.find((list) => list.code === code);
  };

  it('bring duty lists in, a new version for each list that changes; the same again changes nothing', async () => {
    expect(await importOf(test, office, 'duties', duties, { dryRun: true })).toMatchObject({ status: 'CHECKED' });
    const run = await importOf(test, office, 'duties', duties);
    expect(run).toMatchObject({ status: 'DONE', inserted: 2, updated: 1, faults: [], problem: null });
    runs.duties = run.id;
    expect(await listOf('ELEVEN')).toMatchObject({
      name: '十一项职责',
      version: 1,
      duties: [
        { code: 'POLICY', roles: ['FULL_TIME', 'GRID_HEAD'] },
        { code: 'ERRANDS', roles: [] },
      ],
    });
    expect(await listOf('SIX')).toMatchObject({ version: 2, duties: [{ code: 'HAZARDS' }, { code: 'LIVELIHOOD' }] });
    expect(await importOf(test, office, 'duties', duties)).toMatchObject({ inserted: 0, updated: 0, unchanged: 3 });
  });

  it('bring items in as admitted, by a proposal that the office decides, with the bodies that assist', async () => {
    const run = await importOf(test, office, 'serviceItems', items);
    expect(run).toMatchObject({ status: 'DONE', inserted: 2, faults: [], problem: null });
    runs.items = run.id;
    const { data, errors } = await test.execute(
      `{ a: serviceItem(code: "C-001") { name state sponsor { id } duty { code } leadDoes gridDoes assistants { does organization { id } }
           grants { funds } versions { version validFrom admittedAt } }
         b: serviceItem(code: "C-002") { state validUntil } }`,
      {},
      { as: office },
    );
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      a: {
        name: '水渠清淤',
        state: 'IN_FORCE',
        sponsor: { id: ids.water },
        duty: { code: 'LIVELIHOOD' },
        leadDoes: '组织清淤',
        assistants: [
          { does: '封闭道路', organization: { id: ids.roads } },
          { does: '组织劳力', organization: { id: ids.townshipGovernment } },
        ],
        grants: { funds: '乡财政' },
        versions: [{ version: 1, validFrom: '2026-01-01', admittedAt: '2026-03-02T02:00:00.000Z' }],
      },
      b: { state: 'UPCOMING', validUntil: '2026-10-01' },
    });
    expect(await test.sql(`select kind, status from service_item_proposal where code = 'C-001'`)).toEqual([
      { kind: 'ADMIT', status: 'ADMITTED' },
    ]);
    const told = (await test.outbox()).filter(({ type }) => type.includes('.service-item.'));
    expect(told.map(({ type }) => type.split('.')[3]).sort()).toEqual(['admitted', 'admitted', 'state', 'state']);
    const lines = await exportOf(test, office, { table: 'serviceItems' });
    expect(lines.find((line) => line.startsWith('C-001'))).toContain('交通运输局:封闭道路; 柏树乡人民政府:组织劳力');
    expect(await importOf(test, office, 'serviceItems', lines.join('\n'))).toMatchObject({
      status: 'DONE',
      inserted: 0,
      updated: 0,
      faults: [],
    });
  });

  it('name what is faulty; what is on the list already is changed by a proposal', async () => {
    const run = await importOf(
      test,
      office,
      'serviceItems',
      `${itemHeadings}
C-001,水渠疏浚,${county},水利局,LIVELIHOOD,,,,,,2026-01-01,
c 3,小写,${county},水利局,LIVELIHOOD,,,,,,2026-01-01,2025-01-01
C-004,没有说明,${county},水利局,LIVELIHOOD,,,,交通运输局,,2026-01-01,`,
    );
    expect(run.status).toBe('REJECTED');
    const faults = run.faults as { row: number; column: string }[];
    expect(faults.map(({ row, column }) => `${String(row)} ${column}`).sort()).toEqual([
      '2 code',
      '3 code',
      '3 validUntil',
      '4 assistants',
    ]);
    const others = await importOf(
      test,
      office,
      'serviceItems',
      `${itemHeadings}\nC-004,没有单位,${county},气象局,NO-DUTY,,,,,,2026-01-01,\nC-005,自己配合,999999,水利局,LIVELIHOOD,,,,水利局:也管,,2026-01-01,`,
    );
    const found = others.faults as { row: number; column: string }[];
    expect(found.map(({ row, column }) => `${String(row)} ${column}`).sort()).toEqual([
      '2 duty',
      '2 sponsor',
      '3 area',
      '3 assistants',
    ]);
    const lists = await importOf(
      test,
      office,
      'duties',
      `清单编码,清单名称,所属区划,职责编码,职责名称,承担职务\nSIX,六项职责,${village},NEW,新职责,县长\nELEVEN,十一项,${county},LIVELIHOOD,民生,`,
    );
    expect(lists).toMatchObject({ status: 'REJECTED', faults: [{ row: 2, column: 'roles' }, { row: 3 }] });
  });

  it('are taken back where nothing refers to them; what is used stays and is named', async () => {
    await seedCases(
      test,
      [
        aHistory(1, {
          reportedAt: new Date('2026-02-01T01:00:00Z'),
          steps: [
            {
              action: 'ACCEPT',
              at: new Date('2026-02-01T02:00:00Z'),
              actorAccountId: ids.worker,
              serviceItemCode: 'C-001',
            },
          ],
        }),
      ],
      'one',
    );
    expect(await undoOf(test, office, runs.items ?? '')).toMatchObject({
      status: 'UNDONE',
      undone: 1,
      kept: 1,
      keptRows: [{ label: 'C-001' }],
    });
    expect(await test.sql(`select code from service_item where code like 'C-%'`)).toEqual([{ code: 'C-001' }]);
    expect(await test.sql(`select 1 from service_item_proposal where code = 'C-002'`)).toEqual([]);
    expect(await undoOf(test, office, runs.duties ?? '')).toMatchObject({ status: 'UNDONE', undone: 3, kept: 0 });
    expect(await listOf('ELEVEN')).toBeUndefined();
    expect(await listOf('SIX')).toMatchObject({ version: 3, duties: [{ code: 'HAZARDS' }, { code: 'LIVELIHOOD' }] });
    const [hazards] = await test.sql(`select description from duty where code = 'HAZARDS'`);
    expect(hazards).toEqual({ description: null });
  });

  it('are for the county’s offices to bring in; others may take them out', async () => {
    for (const [table, text] of [
      ['duties', duties],
      ['serviceItems', items],
    ] as const)
      await expect(importOf(test, secretary, table, text)).rejects.toThrow('table');
    await expect(importOf(test, office, 'cases', 'x')).rejects.toThrow('table');
    expect((await exportOf(test, secretary, { table: 'duties' }))[0]).toContain('职责编码');
    const { data } = await test.execute('{ casesTransferTables { name mayImport mayExport } }', {}, { as: secretary });
    expect(data).toEqual({
      casesTransferTables: ['duties', 'serviceItems', 'hotlineOrders', 'cases'].map((name) => ({
        name,
        mayImport: false,
        mayExport: true,
      })),
    });
  });
});
