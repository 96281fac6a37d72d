import { makeIdNumber } from '@gridloom/standards';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';

import { importGrids } from '../import/index.ts';
import { anEmptyCounty, BAISHU, gridRecords, TODAY, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { keptFigures, recount } from '../testing/recount.ts';
import { dataOf, importOf, undoOf } from './testing/run-transfer.ts';

// More rows than are read, checked and written at a time.
const ROWS = 10_002;
const admin = people.administrator;

const idNumber = (n: number) =>
  makeIdNumber({
    areaDigits: '600000',
    birthDate: `19${String(30 + Math.floor(n / 1_000))}-01-09`,
    sequence: n % 1_000,
  });

/** Two to a household: the odd rows are heads. */
const rowOf = (n: number) =>
  `B-${String(Math.floor(n / 2))},${n % 2 === 0 ? '户主' : '配偶'},人${String(n)},${idNumber(n)},138${String(n).padStart(8, '0')},户籍人口`;
const sheetOf = (change: (row: string, n: number) => string = (row) => row) =>
  [
    '户编号,与户主关系,姓名,公民身份号码,联系电话,人口类别',
    ...Array.from({ length: ROWS }, (_, n) => change(rowOf(n), n)),
  ].join('\n');

jest.setTimeout(180_000);

let county: County;
beforeAll(async () => {
  county = await anEmptyCounty();
  await importGrids(county.session, county.importContext, gridRecords);
  const homes = Array.from(
    { length: ROWS / 2 },
    (_, n) => `B-${String(n)},${BAISHU},柏树村第1网格,柏树村${String(n)}号,2026-01-05`,
  );
  await importOf(county, admin, 'households', `户编号,村（社区）,网格,住址,登记日期\n${homes.join('\n')}`);
});
afterAll(() => county.stop());

test('A long file that is wrong in its last rows writes nothing and says all that is wrong with it', async () => {
  const before = await dataOf(county);
  const refused = async (change: (row: string, n: number) => string) => {
    const run = await importOf(county, admin, 'residents', sheetOf(change));
    expect(run).toMatchObject({ status: 'REJECTED' });
    return run.faults;
  };
  expect(
    await refused((row, n) =>
      n === 10_001 ? row.replace(idNumber(n), idNumber(3)) : n === 4 ? row.replace('户籍人口', '外星人') : row,
    ),
  ).toEqual([
    { row: 6, column: 'populationKind', message: expect.any(String) },
    { row: 10_003, column: 'idNumber', message: expect.stringContaining('same record as a row before') },
  ]);
  expect(await refused((row, n) => (n === 10_000 ? row.replace('B-5000', 'B-0') : row))).toEqual([
    { row: 2, column: 'relation', message: expect.stringContaining('exactly one head') },
    { row: 3, column: 'relation', message: expect.stringContaining('exactly one head') },
    { row: 10_002, column: 'relation', message: expect.stringContaining('exactly one head') },
    { row: 10_003, column: 'relation', message: expect.stringContaining('exactly one head') },
  ]);
  expect(await dataOf(county)).toEqual(before);
});

test('A long file is written as a short one is: history, figures, and every event once; an undo takes all of it back', async () => {
  const run = await importOf(county, admin, 'residents', sheetOf());
  expect(run).toMatchObject({ status: 'DONE', rowsRead: ROWS, rowsWritten: ROWS, inserted: ROWS, faults: [] });
  expect(await keptFigures(county.subgraph.sql)).toEqual(await recount(county.subgraph.sql, TODAY));
  const [noted] = await county.subgraph.sql(
    `select (select count(*)::int from people_change where subject_kind = 'RESIDENT') as history,
       (select count(distinct row_id)::int from import_row where run_id = $1) as rows`,
    [run.id],
  );
  expect(noted).toEqual({ history: ROWS, rows: ROWS });
  const told = await county.subgraph.outbox();
  const keysOf = (type: string, version: number) =>
    told
      .filter((event) => event.type === `gridloom.grids.${type}.v1` && event.version === version)
      .map(({ key }) => key);
  for (const type of ['resident.registered', 'resident.state']) {
    expect(keysOf(type, 1)).toHaveLength(ROWS);
    expect(new Set(keysOf(type, 1)).size).toBe(ROWS);
  }
  expect(new Set(keysOf('household.changed', 2)).size).toBe(ROWS / 2);
  expect(told.filter(({ type }) => type.includes('household.state')).slice(-1)[0]?.data).toMatchObject({ size: 2 });
  expect(await importOf(county, admin, 'residents', sheetOf())).toMatchObject({ inserted: 0, unchanged: ROWS });
  expect(await undoOf(county, admin, run.id)).toMatchObject({ status: 'UNDONE', undone: ROWS, kept: 0 });
  const [left] = await county.subgraph.sql('select count(*)::int as n from resident');
  expect(left).toEqual({ n: 0 });
  expect(await keptFigures(county.subgraph.sql)).toEqual(await recount(county.subgraph.sql, TODAY));
});
