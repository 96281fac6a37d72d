import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, BAISHU, idOf, YAOGOU, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { ask, send } from '../testing/run.ts';
import { exportOf, importOf } from './testing/run-transfer.ts';
import { transfer } from './transfer-tables.ts';

const admin = people.administrator;
const tables = transfer.tables.filter((table) => table.export);
const narrowed = tables.filter((table) => table.export?.filters?.period).map(({ name }) => name);
const whole = tables.filter((table) => table.export?.filters?.area === false).map(({ name }) => name);

let county: County;
beforeAll(async () => {
  county = await aCounty();
});
afterAll(() => county.stop());

const rowsOf = async (table: string, filter: Omit<Parameters<typeof exportOf>[2], 'table'> = {}) =>
  (await exportOf(county, admin, { table, ...filter })).run.rowsWritten;
const start = (input: object) =>
  send(county, admin, 'startGridsExport', 'StartExportInput', '', { format: 'CSV', ...input });

describe('An export', () => {
  test('says to what it can be narrowed, and which day is meant', async () => {
    const { data } = await ask(county, admin, '{ gridsTransferTables { name exportFilters exportPeriod } }');
    const known = new Map(
      (data?.gridsTransferTables as { name: string }[]).map((table) => [table.name, table] as const),
    );
    expect(known.get('visits')).toMatchObject({
      exportFilters: ['AREA', 'GRID', 'PERIOD'],
      exportPeriod: 'when it was recorded',
    });
    expect(known.get('corps')).toMatchObject({ exportFilters: ['AREA'], exportPeriod: null });
    expect(known.get('errandKinds')).toMatchObject({ exportFilters: [], exportPeriod: null });
    expect(whole).toEqual(['trainingKinds', 'visitIntervals', 'visitChecklists', 'hazardClasses', 'errandKinds']);
  });

  test.each(narrowed)('of %s is empty for days on which nothing was', async (table) => {
    expect(await rowsOf(table, { period: { to: '1999-12-31' } })).toBe(0);
    expect(await rowsOf(table, { period: { from: '2099-01-01' } })).toBe(0);
  });

  test.each([
    ['visits', { from: '2026-02-21', to: '2026-02-22' }, 2],
    ['visits', { from: '2026-02-22' }, 2],
    ['visits', { to: '2026-02-21' }, 1],
    ['visitDemands', { from: '2026-02-21', to: '2026-02-21' }, 1],
    ['errands', { from: '2026-02-21', to: '2026-02-21' }, 1],
    ['careRecords', { from: '2024-01-01', to: '2024-01-01' }, 2],
    ['gridAssignments', { from: '2025-01-01', to: '2025-01-01' }, 6],
    ['grids', { from: '2020-01-01', to: '2020-01-01' }, 4],
    ['occupancies', { from: '2010-05-01', to: '2010-05-01' }, 12],
  ] as const)('of %s has what was from %j, both days included', async (table, period, count) => {
    expect(await rowsOf(table, { period })).toBe(count);
  });

  test('of people and housing has what was registered or changed in the period', async () => {
    const today = { from: '2026-03-02', to: '2026-03-02' };
    for (const table of ['households', 'residents', 'dwellings'])
      expect(await rowsOf(table, { period: today })).toBe(0);
    await importOf(
      county,
      admin,
      'households',
      `户编号,村（社区）,网格,住址,登记日期\n新-1,${BAISHU},柏树村第1网格,柏树村8号,2026-01-05\nH-2,${BAISHU},柏树村第1网格,柏树村9号,2025-06-01`,
    );
    expect(await rowsOf('households', { period: today })).toBe(2);
    expect(await rowsOf('households', { period: { from: '2026-03-03' } })).toBe(0);
    expect(await rowsOf('households', { period: today, areaCode: YAOGOU })).toBe(0);
  });

  test('is narrowed to an area and a grid, and the record of it says so', async () => {
    const all = await rowsOf('residents');
    const [inVillage, inGrid] = [
      await rowsOf('residents', { areaCode: YAOGOU }),
      await rowsOf('residents', { gridId: idOf('grid', 3) }),
    ];
    expect([all, inVillage, inGrid]).toEqual([12, 4, 4]);
    await rowsOf('visits', { gridId: idOf('grid', 1), period: { from: '2026-02-22' } });
    const records = await county.session.sql(`select filter from audit.export_record where table_name = 'visits'`);
    expect(records).toContainEqual({ filter: { gridId: idOf('grid', 1), from: '2026-02-22' } });
  });

  test.each([
    [{ table: 'errandKinds', areaCode: BAISHU }, 'input.areaCode'],
    [{ table: 'errandKinds', gridId: idOf('grid', 1) }, 'input.gridId'],
    [{ table: 'visitChecklists', period: { from: '2026-01-01' } }, 'input.period'],
    [{ table: 'gridWorkers', period: { to: '2026-01-01' } }, 'input.period'],
    [{ table: 'corps', gridId: idOf('grid', 1) }, 'input.gridId'],
    [{ table: 'visits', period: { from: '2026-02-02', to: '2026-02-01' } }, 'input.period'],
  ])('of %j is refused by name, and never longer than asked for', async (input, field) => {
    expect(await start(input)).toMatchObject({ __typename: 'InvalidInput', field });
  });
});
