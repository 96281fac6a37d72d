import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, BAISHU, idNumberOf, idOf, YAOGOU, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { importOf, undoOf } from './testing/run-transfer.ts';

const admin = people.administrator;
const [worker, other] = [idOf('account', 2), idOf('account', 3)];

const eventsOf = async (county: County, type: string) =>
  (await county.subgraph.outbox()).filter((event) => event.type === `gridloom.grids.${type}.v1`);

describe('What follows from a sheet', () => {
  let county: County;
  beforeAll(async () => {
    county = await aCounty();
  });
  afterAll(() => county.stop());

  test('of visit intervals are the due days of households, there and back', async () => {
    const daysOf = async () => {
      const rows = await county.subgraph.sql(
        'select visit_interval_days as days from household where id = any($1::uuid[])',
        [[idOf('household', 1), idOf('household', 3)]],
      );
      return rows.map(({ days }) => days);
    };
    expect(await daysOf()).toEqual([15, 15]);
    const sheet = '关爱类别,间隔天数,生效日期,失效日期\n独居,15,2026-01-01,2026-03-02';
    const run = await importOf(county, admin, 'visitIntervals', sheet);
    expect(run).toMatchObject({ status: 'DONE', updated: 1, faults: [] });
    expect(await daysOf()).toEqual([90, 90]);
    expect(await undoOf(county, admin, run.id)).toMatchObject({ undone: 1, kept: 0 });
    expect(await daysOf()).toEqual([15, 15]);
  });

  test('of absences are the roles of whoever stands in, with which an undo leaves it alone', async () => {
    const sheet = `网格员账号编号,离岗日期,返岗日期,离岗类型,代岗人账号编号\n${worker},2026-03-02,2026-03-09,休假,${other}`;
    const run = await importOf(county, admin, 'absences', sheet);
    expect(run).toMatchObject({ status: 'DONE', inserted: 1, faults: [] });
    const roles = () =>
      county.subgraph.sql(
        'select role, since::text as since, until::text as until, grid_worker_id as holder from grid_assignment where absence_id is not null order by role',
      );
    const holder = idOf('worker', 3);
    expect(await roles()).toEqual(
      ['FULL_TIME', 'PART_TIME'].map((role) => ({ role, since: '2026-03-02', until: '2026-03-09', holder })),
    );
    expect((await eventsOf(county, 'grid-assignment.begun')).map(({ data }) => data?.accountId)).toEqual([
      other,
      other,
    ]);
    expect(await undoOf(county, admin, run.id)).toMatchObject({
      undone: 0,
      kept: 1,
      keptRows: [{ row: 2, message: 'somebody stands in by it already; end it in the register' }],
    });
  });
});

describe('Contradictions that a sheet brings', () => {
  let county: County;
  beforeAll(async () => {
    county = await aCounty();
  });
  afterAll(() => county.stop());

  const found = async () => {
    const rows = await county.subgraph.sql(
      'select kind, area_code as area, settled_at is null as open from data_contradiction order by kind, area_code, id',
    );
    return rows.filter(({ open }) => open === true).map(({ kind, area }) => [kind, area]);
  };

  test('are found once it is done, in the villages that it touched alone', async () => {
    await county.subgraph.runScheduledJob('recheck-county');
    await county.subgraph.runJobs();
    const before = await found();
    const run = await importOf(
      county,
      admin,
      'households',
      `户编号,村（社区）,网格,住址,登记日期\n空-1,${BAISHU},柏树村第1网格,柏树村8号,2026-01-05`,
    );
    expect(await found()).toEqual([...before, ['HOUSEHOLD_EMPTY', BAISHU]].sort());
    await importOf(
      county,
      admin,
      'residents',
      `户编号,与户主关系,姓名,公民身份号码,人口类别\n空-1,户主,赵六,${idNumberOf(200)},户籍人口`,
    );
    expect(await found()).toEqual(before);
    expect(run.status).toBe('DONE');
  });

  test('are found where somebody owns two homes, and settled when the import is undone', async () => {
    const before = await found();
    const [dwelling] = await county.subgraph.sql('select address from dwelling where id = $1', [idOf('dwelling', 2)]);
    const run = await importOf(
      county,
      admin,
      'occupancies',
      `公民身份号码,村（社区）,网格,房屋地址,居住性质,起始日\n${idNumberOf(1)},${BAISHU},柏树村第1网格,${String(dwelling?.address)},自有,2026-01-01`,
    );
    expect(run).toMatchObject({ status: 'DONE', inserted: 1, faults: [], problem: null });
    expect(await found()).toEqual([...before, ['TWO_PERMANENT_HOMES', BAISHU]].sort());
    await undoOf(county, admin, run.id);
    expect(await found()).toEqual(before);
  });
});

describe('Boundaries in a sheet of grids', () => {
  let county: County;
  beforeAll(async () => {
    county = await aCounty();
    await county.subgraph.sql('update grid set boundary = null');
  });
  afterAll(() => county.stop());

  const box = (x: number, y: number, right = x + 1, top = y + 1) => {
    const at = (column: number, row: number) => [112 + column / 100, 34 + row / 100];
    const ring = [at(x, y), at(right, y), at(right, top), at(x, top), at(x, y)];
    return `"${JSON.stringify({ type: 'Polygon', coordinates: [ring] }).replaceAll('"', '""')}"`;
  };
  const headings = '村（社区）,网格名称,网格类型,网格层级,所属基础网格,网格编码,边界,启用日期';
  const basic = (name: string, boundary: string, area = BAISHU) =>
    `${area},${name},农村,基础网格,,PREFIXED:T-1${name},${boundary},2026-01-01`;
  const micro = (name: string, parent: string, boundary: string) =>
    `${BAISHU},${name},农村,微网格,${parent},PREFIXED:T-1${name},${boundary},2026-01-01`;
  const bring = (...rows: readonly string[]) => importOf(county, admin, 'grids', [headings, ...rows].join('\n'));
  const faultsOf = (run: Awaited<ReturnType<typeof bring>>) =>
    (run.faults as { row: number; column: string; message: string }[]).map(({ row, column, message }) => [
      row,
      column,
      /itself|another village|covers|outside|gap/.exec(message)?.[0],
    ]);

  test('come in where they meet, and again change nothing', async () => {
    const rows = [basic('A', box(0, 0)), basic('B', box(1, 0)), micro('A1', 'A', box(0, 0, 0.5, 0.5))];
    expect(await bring(...rows)).toMatchObject({ status: 'DONE', inserted: 3, faults: [] });
    expect(await bring(...rows)).toMatchObject({ status: 'DONE', unchanged: 3, faults: [] });
  });

  test.each([
    [
      'crosses itself',
      [
        basic(
          'C',
          `"{""type"":""Polygon"",""coordinates"":[[[112.1,34.1],[112.2,34.2],[112.2,34.1],[112.1,34.2],[112.1,34.1]]]}"`,
        ),
      ],
      [[2, 'boundary', 'itself']],
    ],
    ['lies over a grid that is there', [basic('C', box(1.5, 0))], [[2, 'boundary', 'covers']]],
    ['lies over a grid of another village', [basic('C', box(0, 0.5), YAOGOU)], [[2, 'boundary', 'another village']]],
    [
      'lies over a row before it',
      [basic('C', box(5, 5)), basic('D', box(7, 7)), basic('E', box(5.5, 5))],
      [[4, 'boundary', 'covers']],
    ],
    ['of a micro-grid reaches out of its basic grid', [micro('A2', 'A', box(0.6, 0.6))], [[2, 'boundary', 'outside']]],
    [
      'of a new micro-grid reaches out of its new basic grid',
      [basic('C', box(5, 5)), micro('C1', 'C', box(5.5, 5.5))],
      [[3, 'boundary', 'outside']],
    ],
    ['of a basic grid leaves its micro-grid outside', [basic('A', box(0.2, 0, 1, 1))], [[2, 'boundary', 'outside']]],
  ])('that %s is a faulty row', async (_, rows, expected) => {
    const run = await bring(...rows);
    expect(run).toMatchObject({ status: 'REJECTED' });
    expect(faultsOf(run)).toEqual(expected);
  });

  test('that are drawn anew are judged together, and leave no gap in their village', async () => {
    expect(await bring(basic('A', box(0, 0, 1.2, 1)), basic('B', box(1.2, 0, 2, 1)))).toMatchObject({
      status: 'DONE',
      updated: 2,
      faults: [],
    });
    const ring = [
      basic('N', box(10, 12, 13, 13)),
      basic('S', box(10, 10, 13, 11)),
      basic('W', box(10, 11, 11, 12)),
      basic('M', box(11, 11, 12, 12)),
      basic('O', box(12, 11, 13, 12)),
    ];
    expect(await bring(...ring)).toMatchObject({ status: 'DONE', inserted: 5, faults: [] });
    const holed = await bring(basic('M', box(11, 11, 11.5, 11.5)));
    expect(holed).toMatchObject({ status: 'REJECTED' });
    expect(faultsOf(holed)).toEqual([[2, 'boundary', 'gap']]);
  });
});
