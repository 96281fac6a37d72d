import type { Caller } from '@gridloom/access';
import { allJobs, jobTools } from '@gridloom/service-kit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { importGrids } from '../import/index.ts';
import {
  aCounty,
  anEmptyCounty,
  BAISHU,
  gridRecords,
  idNumberOf,
  idOf,
  testSealing,
  testStorage,
  TODAY,
  YAOGOU,
  type County,
} from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { createSubgraph } from '../subgraph.ts';
import { keptFigures, recount } from '../testing/recount.ts';
import { ask } from '../testing/run.ts';
import {
  bytesOfFile,
  dataOf,
  exportOf,
  importOf,
  importRun,
  knowRoles,
  linesOf,
  sendFile,
  undoOf,
} from './testing/run-transfer.ts';

const admin = people.administrator;

const households = `户编号,村（社区）,网格,住址,登记日期
甲-1,${BAISHU},柏树村第1网格,柏树乡柏树村1号,2026-01-05
甲-2,柏树村,${BAISHU}-1,柏树乡柏树村2号,2026/1/6`;
const residents = `户编号,与户主关系,姓名,公民身份号码,联系电话,人口类别
甲-1,户主,王建国,${idNumberOf(101)},13812345678,户籍人口
甲-1,配偶,李秀英,${idNumberOf(102)},,流动人口
甲-2,户主,张伟,${idNumberOf(103)},,户籍人口`;

/** A text as Chinese spreadsheets write it: two bytes a character, by the table of the decoder. */
const inGb18030 = (text: string): Uint8Array => {
  const decoder = new TextDecoder('gb18030');
  const known = new Map<string, number[]>();
  for (let first = 0x81; first <= 0xfe; first += 1)
    for (let second = 0x40; second <= 0xfe; second += 1) {
      const character = decoder.decode(Uint8Array.of(first, second));
      if (second !== 0x7f && !known.has(character)) known.set(character, [first, second]);
    }
  return Uint8Array.from(
    Array.from(text).flatMap((character) =>
      character < '\u0080' ? [character.charCodeAt(0)] : (known.get(character) ?? [0x3f]),
    ),
  );
};

const figuresAreRight = async (county: County) => {
  expect(await keptFigures(county.subgraph.sql)).toEqual(await recount(county.subgraph.sql, TODAY));
};

describe('An import', () => {
  let county: County;
  beforeAll(async () => {
    county = await anEmptyCounty();
    await importGrids(county.session, county.importContext, gridRecords);
    await knowRoles(county, admin);
  });
  afterAll(() => county.stop());

  test('tried first leaves nothing at all, and says exactly what the real run says', async () => {
    const before = await dataOf(county);
    const tried = await importOf(county, admin, 'households', households, { dryRun: true });
    expect(tried).toMatchObject({ status: 'CHECKED', inserted: 2, updated: 0, unchanged: 0, faulty: 0, rowsTotal: 2 });
    expect(await dataOf(county)).toEqual(before);
    const done = await importOf(county, admin, 'households', households);
    expect(done).toEqual({ ...tried, id: done.id, dryRun: false, status: 'DONE' });
  });

  test('writes rows with figures that equal a recount, and tells what live commands tell', async () => {
    expect(await importOf(county, admin, 'residents', residents)).toMatchObject({ status: 'DONE', inserted: 3 });
    await figuresAreRight(county);
    const told = await county.subgraph.outbox();
    const ofType = (type: string) => told.filter((event) => event.type === `gridloom.grids.${type}.v1`);
    expect(ofType('resident.registered')).toHaveLength(3);
    expect(ofType('resident.state')).toHaveLength(3);
    expect(ofType('household.changed')).toHaveLength(2);
    expect(
      ofType('household.state')
        .map(({ data }) => Number(data?.size))
        .sort(),
    ).toEqual([0, 0, 1, 2]);
    expect(ofType('resident.state')[0]?.data).toMatchObject({ ageBand: 'AGE_60_69', areaCode: BAISHU });
    expect(JSON.stringify(told)).not.toMatch(/王建国|1961|13812345678/);
  });

  test('again changes nothing, and with other values only what differs', async () => {
    const again = await importOf(county, admin, 'residents', residents);
    expect(again).toMatchObject({ status: 'DONE', inserted: 0, updated: 0, unchanged: 3 });
    const changed = residents.replace('张伟', '张为').replace('流动人口', '户籍人口');
    expect(await importOf(county, admin, 'residents', changed)).toMatchObject({
      inserted: 0,
      updated: 2,
      unchanged: 1,
    });
    await figuresAreRight(county);
  });

  test('is undone but for what was changed or used since, which it names', async () => {
    const run = await importOf(
      county,
      admin,
      'households',
      `户编号,村（社区）,网格,住址,登记日期\n乙-1,${BAISHU},柏树村第1网格,柏树村8号,2026-01-05\n乙-2,${BAISHU},柏树村第1网格,柏树村9号,2026-01-05
乙-3,${BAISHU},柏树村第1网格,柏树村10号,2026-01-05\n甲-1,${BAISHU},柏树村第1网格,柏树村1号附1,2026-01-05`,
    );
    expect(run).toMatchObject({ inserted: 3, updated: 1 });
    await importOf(
      county,
      admin,
      'residents',
      `户编号,与户主关系,姓名,公民身份号码,人口类别\n乙-2,户主,赵六,${idNumberOf(200)},户籍人口`,
    );
    await county.subgraph.sql(`update household set address = '别处' where number = '乙-3'`);
    const undone = await undoOf(county, admin, run.id);
    expect(undone).toMatchObject({ status: 'UNDONE', undone: 2, kept: 2 });
    expect(undone.keptRows).toEqual([
      { row: 3, label: '乙-2', message: 'residents belong to it' },
      { row: 4, label: '乙-3', message: 'changed since the import' },
    ]);
    const left = await county.subgraph.sql(`select number, address from household order by number collate "C"`);
    expect(left.map(({ number, address }) => [number, address])).toEqual([
      ['乙-2', '柏树村9号'],
      ['乙-3', '别处'],
      ['甲-1', '柏树乡柏树村1号'],
      ['甲-2', '柏树乡柏树村2号'],
    ]);
    await figuresAreRight(county);
    const gone = (await county.subgraph.outbox()).filter(
      ({ type, data }) => type.endsWith('household.state.v1') && !data,
    );
    expect(gone).toHaveLength(1);
    await expect(undoOf(county, admin, run.id)).rejects.toThrow('Only an import that is done and was not undone');
  });

  test('takes residents back with the figures and the sizes of their households', async () => {
    const before = await keptFigures(county.subgraph.sql);
    const run = await importOf(
      county,
      admin,
      'residents',
      `户编号,与户主关系,姓名,公民身份号码,人口类别\n甲-2,配偶,钱七,${idNumberOf(210)},流动人口`,
    );
    expect(await keptFigures(county.subgraph.sql)).not.toEqual(before);
    expect(await undoOf(county, admin, run.id)).toMatchObject({ status: 'UNDONE', undone: 1, kept: 0 });
    expect(await keptFigures(county.subgraph.sql)).toEqual(before);
    const states = (await county.subgraph.outbox()).filter(({ type }) => type.endsWith('household.state.v1'));
    expect(states.slice(-2).map(({ data }) => data?.size)).toEqual([2, 1]);
  });

  test('with a faulty row writes nothing and gives the faulty rows back as they came, with reasons', async () => {
    const before = await dataOf(county);
    const sheet = `姓名,备查,公民身份号码,与户主关系,户编号,人口类别,核实日期
孙八,x,60000019610309001X,户主,甲-9,户籍人口,2026-13-01
周九,=1+1,${idNumberOf(301)},子,甲-1,户籍人口,
吴十,y,,子,甲-1,外星人,2030-01-01`;
    const refused = await importOf(county, admin, 'residents', sheet);
    expect(refused).toMatchObject({ status: 'FAILED' });
    expect(refused.problem).toContain('there is no column "备查"');
    const run = await importOf(county, admin, 'residents', sheet.replaceAll(/^([^,]*),[^,]*,/gm, '$1,'));
    expect(run).toMatchObject({ status: 'REJECTED', faulty: 2, inserted: null });
    expect(run.faults).toContainEqual({ row: 2, column: 'verifiedOn', message: 'must be a day, e.g. 2026-03-02' });
    expect(run.faults).toContainEqual({ row: 4, column: 'idNumber', message: 'must not be empty' });
    const { id } = run.faultyRows as { id: string };
    const lines = linesOf(await bytesOfFile(id));
    expect(lines[0]).toBe('姓名,公民身份号码,与户主关系,户编号,人口类别,核实日期,What is wrong');
    expect(lines[1]).toMatch(
      /^孙八,60000019610309001X,户主,甲-9,户籍人口,2026-13-01,"?Verified on: must be a day.*Resident id number: /,
    );
    expect(lines).toHaveLength(3);
    expect(await dataOf(county)).toEqual(before);
  });

  test('of a file in GBK, with the corrected sheet of reasons, or as a workbook is the same', async () => {
    const sheet = `户编号,村（社区）,网格,住址,登记日期,错误原因\n丙-1,${BAISHU},柏树村第1网格,柏树村11号,2026-01-05,曾经有错`;
    const run = await importOf(county, admin, 'households', inGb18030(sheet));
    expect(run).toMatchObject({ status: 'DONE', inserted: 1 });
    const [row] = await county.subgraph.sql(`select address from household where number = '丙-1'`);
    expect(row?.address).toBe('柏树村11号');
  });

  test('whose service is told to stop half-way is as it was before, and is done after the start', async () => {
    const sheet = `户编号,村（社区）,网格,住址,登记日期\n戊-1,${BAISHU},柏树村第1网格,柏树村12号,2026-01-05`;
    const fileId = await sendFile(county, admin, sheet);
    const { data } = await ask(
      county,
      admin,
      `mutation { started: startGridsImport(input: { table: "households", fileId: "${fileId}" }) { ... on StartImportSuccess { importRun { id } } } }`,
    );
    const { id } = (data?.started as { importRun: { id: string } }).importRun;
    const before = await dataOf(county);
    const { tools } = county.subgraph;
    const job = allJobs(createSubgraph(testSealing(), testStorage()), tools).find(({ name }) => name === 'run-import');
    const stopped = job?.run({ runId: id }, jobTools(tools, AbortSignal.abort()));
    await expect(stopped).rejects.toThrow('The service is stopping');
    expect(await importRun(county, admin, id)).toMatchObject({ status: 'WAITING', inserted: null });
    expect(await dataOf(county)).toEqual(before);
    await county.subgraph.runJobs();
    expect(await importRun(county, admin, id)).toMatchObject({ status: 'DONE', inserted: 1 });
  });

  test('of cells that look like formulas keeps them as data, and gives them out so that nothing runs', async () => {
    const sheet = `户编号,村（社区）,网格,住址,登记日期\n=1+1,${BAISHU},柏树村第1网格,@SUM(A1),2026-01-05\n'-2,${BAISHU},柏树村第1网格,+86,2026-01-05`;
    expect(await importOf(county, admin, 'households', sheet)).toMatchObject({ status: 'DONE', inserted: 2 });
    const rows = await county.subgraph.sql(
      `select number, address from household where address in ('@SUM(A1)', '+86') order by number`,
    );
    expect(rows).toEqual([
      { number: '-2', address: '+86' },
      { number: '=1+1', address: '@SUM(A1)' },
    ]);
    const { bytes } = await exportOf(county, admin, { table: 'households' });
    expect(linesOf(bytes).filter((line) => /,[=+@-]/.test(line))).toEqual([]);
    expect(bytes.toString()).toContain(",'=1+1,");
  });
});

describe('Who brings in or takes out', () => {
  let county: County;
  beforeAll(async () => {
    county = await aCounty(8);
  });
  afterAll(() => county.stop());

  test.each([
    ['grids', 4],
    ['dwellings', 8],
    ['households', 8],
    ['residents', 16],
    ['gridWorkers', 4],
    ['gridAssignments', 6],
    ['emergencyContacts', 8],
    ['visits', 3],
  ])('%s finds on the way back that nothing has changed', async (table, count) => {
    for (const format of ['CSV', 'XLSX'] as const) {
      const { run, bytes } = await exportOf(county, admin, { table, format });
      expect(run).toMatchObject({ status: 'DONE', rowsTotal: count, rowsWritten: count });
      const again = await importOf(county, admin, table, bytes, { name: `${table}.${format.toLowerCase()}` });
      expect(again).toMatchObject({ status: 'DONE', inserted: 0, updated: 0, unchanged: count, faults: [] });
    }
  });

  test('gets the own territory alone, masked as in the graph, and is on record for good', async () => {
    const { bytes, run, fileId } = await exportOf(county, people.secretary, { table: 'residents' });
    const text = bytes.toString();
    expect(linesOf(bytes)).toHaveLength(1 + 12);
    expect(text).not.toMatch(/王建国|窑沟|13800000001/);
    expect(text).toMatch(/王\*\*,6000\*{10}0010,138\*{4}0001/);
    const [record] = await county.subgraph.sql('select * from audit.export_record where id = $1', [run.id]);
    expect(record).toMatchObject({
      account_id: idOf('account', 4),
      table_name: 'residents',
      rows: 12,
      file_id: fileId,
      masked_columns: expect.arrayContaining(['name', 'idNumber', 'phone']),
    });
    await expect(county.session.sql('delete from audit.export_record')).rejects.toThrow(/append-only/);
    const worker = await exportOf(county, people.worker, { table: 'residents' });
    expect(worker.bytes.toString()).toContain('王建国');
    expect(worker.bytes.toString()).not.toContain('13800000001');
  });

  test('masked values leave what they hide, and make nothing new', async () => {
    const { bytes } = await exportOf(county, people.secretary, { table: 'residents' });
    const changed = bytes.toString().replace(',registered,', ',境外人口,');
    const run = await importOf(county, people.secretary, 'residents', changed);
    expect(run).toMatchObject({ status: 'DONE', updated: 1, unchanged: 11 });
    expect(await county.subgraph.sql(`select count(*)::int as n from resident where name like '%*%'`)).toEqual([
      { n: 0 },
    ]);
    const without = changed.replace(/^\ufeff?Record id/, '错误原因');
    const refused = await importOf(county, people.secretary, 'residents', without);
    expect(refused).toMatchObject({ status: 'REJECTED' });
    expect(refused.faults).toContainEqual({
      row: 2,
      column: 'idNumber',
      message: 'a masked value cannot be brought in',
    });
  });

  test('finds rows outside the own territory faulty, and nothing of what is there', async () => {
    const sheet = `户编号,村（社区）,网格,住址,登记日期\n丁-1,${YAOGOU},窑沟村第3网格,窑沟村1号,2026-01-05\nH-5,${BAISHU},柏树村第1网格,x,2026-01-05`;
    const run = await importOf(county, people.secretary, 'households', sheet);
    expect(run).toMatchObject({ status: 'REJECTED', faulty: 2 });
    expect(run.faults).toEqual([
      { row: 2, column: 'grid', message: 'the village has no such grid, or it lies outside your territory' },
      { row: 3, column: 'number', message: 'the number is taken' },
    ]);
  });

  test('sees the own runs, or all where that is the office, and nobody else’s file', async () => {
    const mine = await exportOf(county, people.secretary, { table: 'dwellings' });
    const seen = async (as: Caller) => {
      const { data } = await ask(
        county,
        as,
        `{ gridsExportRuns(first: 100) { totalCount edges { node { id startedBy { id } file { id } } } } }`,
      );
      const list = data?.gridsExportRuns as { edges: { node: { id: string; file: object | null } }[] };
      return list.edges.map(({ node }) => node);
    };
    expect((await seen(people.secretary)).find(({ id }) => id === mine.run.id)).toMatchObject({
      file: { id: mine.fileId },
    });
    expect((await seen(people.auditor)).find(({ id }) => id === mine.run.id)).toMatchObject({ file: null });
    expect(await seen(people.head)).toEqual([]);
    expect((await ask(county, people.resident, '{ gridsExportRuns { totalCount } }')).codes).toEqual(['FORBIDDEN']);
    await expect(importOf(county, people.worker, 'households', 'x')).rejects.toThrow();
  });
});

describe('A whole village', () => {
  let county: County;
  beforeAll(async () => {
    county = await aCounty(8);
  });
  afterAll(() => county.stop());

  const account = idOf('account', 70);
  const later: readonly (readonly [string, string, string])[] = [
    [
      'grids',
      '村（社区）,网格名称,网格类型,网格层级,所属基础网格,网格编码,启用日期',
      `${BAISHU},柏树村第9网格,农村,基础网格,,VILLAGE_SEQUENCE:${BAISHU}-9,2026-01-01
${BAISHU},柏树村第9微网格,农村,微网格,柏树村第9网格,VILLAGE_SEQUENCE:${BAISHU}-91,2026-01-01`,
    ],
    ['gridWorkers', '网格员账号编号,姓名,联系电话,所属区划', `${account},陈新,13700000001,${BAISHU}`],
    [
      'gridAssignments',
      '网格员账号编号,村（社区）,网格,职务,起始日',
      `${account},柏树村,柏树村第9网格,专职网格员,2026-02-01`,
    ],
    ['dwellings', '村（社区）,网格,地址,房屋类型', `${BAISHU},柏树村第9网格,柏树村90号,自建房`],
    [
      'households',
      '户编号,村（社区）,网格,住址,房屋地址,登记日期',
      `庚-1,${BAISHU},柏树村第9网格,柏树村90号,柏树村90号,2026-02-02`,
    ],
    ['residents', '户编号,与户主关系,姓名,公民身份号码,人口类别', `庚-1,户主,郑九,${idNumberOf(401)},户籍人口`],
    [
      'occupancies',
      '公民身份号码,村（社区）,网格,房屋地址,居住性质,起始日',
      `${idNumberOf(401)},${BAISHU},柏树村第9网格,柏树村90号,自有,2026-02-02`,
    ],
    ['careRecords', '公民身份号码,关爱类别,起始日', `${idNumberOf(401)},独居,2026-02-03`],
    ['emergencyContacts', '户编号,联系人姓名,联系电话,关系', '庚-1,郑十,13812340000,女儿'],
    [
      'visits',
      '户编号,网格员账号编号,走访时间,检查项',
      `庚-1,${account},2026-02-10 09:00,灭火器压力:合格; ANTI_FRAUD_APP:不合格`,
    ],
  ];
  const runs: string[] = [];

  test.each(later)('gets its %s, with figures that equal a recount', async (table, headings, rows) => {
    const run = await importOf(county, admin, table, `${headings}\n${rows}`);
    expect(run).toMatchObject({ status: 'DONE', inserted: rows.split('\n').length, faults: [] });
    runs.push(run.id);
    await figuresAreRight(county);
    const again = await importOf(county, admin, table, `${headings}\n${rows}`);
    expect(again).toMatchObject({
      status: 'DONE',
      inserted: 0,
      unchanged: run.inserted,
    });
  });

  test('has its due days from care and visits', async () => {
    const [row] = await county.subgraph.sql(
      `select visit_interval_days, next_due_on::text as due from household where number = '庚-1'`,
    );
    expect(row).toEqual({ visit_interval_days: 15, due: '2026-02-25' });
  });

  test('and loses all of it again, the last first, as if it had never been', async () => {
    for (const run of runs.reverse())
      expect(await undoOf(county, admin, run)).toMatchObject({ status: 'UNDONE', kept: 0 });
    await figuresAreRight(county);
    const [left] = await county.subgraph.sql(
      `select (select count(*) from grid where name like '%第9%')::int as grids, (select count(*) from household where number = '庚-1')::int as households,
         (select count(*) from grid_worker where account_id = $1)::int as workers`,
      [account],
    );
    expect(left).toEqual({ grids: 0, households: 0, workers: 0 });
  });
});
