import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, BAISHU, idOf, TODAY, YAOGOU, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { keptActivity, keptFigures, recount, recountActivity } from '../testing/recount.ts';
import { ask } from '../testing/run.ts';
import { dataOf, exportOf, importOf, knowRoles, linesOf, undoOf } from './testing/run-transfer.ts';

const admin = people.administrator;
const [worker, other] = [idOf('account', 2), idOf('account', 3)];
const grid = `${BAISHU},柏树村第1网格`;

const figuresAreRight = async ({ subgraph: { sql } }: County) => {
  expect(await keptFigures(sql)).toEqual(await recount(sql, TODAY));
  expect(await keptActivity(sql)).toEqual(await recountActivity(sql));
};

const eventsOf = async (county: County, type: string) =>
  (await county.subgraph.outbox()).filter((event) => event.type === `gridloom.grids.${type}.v1`);

/** Headings and rows of each table, in the order in which a county is filled. */
const sheets: readonly (readonly [table: string, headings: string, rows: string])[] = [
  ['corps', '队伍名称,所属区划,组建日期', `柏树义巡队,${BAISHU},2026-01-01\n县巡查队,410326,2026-01-02`],
  ['corpsMemberships', '网格员账号编号,队伍名称,加入日期', `${other},柏树义巡队,2026-02-01`],
  [
    'trainingKinds',
    '代码,名称,有效月数,须参加的职务,已停用',
    'FIRE_SAFETY,消防安全,12,专职网格员; 网格长,否\nMEDIATION,纠纷调解,,,否',
  ],
  [
    'trainingRecords',
    '网格员账号编号,培训种类,完成日期,证书编号',
    `${worker},消防安全,2025-11-30,XF-1\n${worker},MEDIATION,2026-01-10,`,
  ],
  [
    'patrolRoutes',
    '村（社区）,网格,路线名称,点位,已停用',
    `${grid},环村线,"村口@112.45,34.15; 老粮站; 小学@112.46,34.16",否`,
  ],
  [
    'patrols',
    '村（社区）,网格,巡查人账号编号,开始时间,结束时间,巡查路线,到达点位序号,同行人数,备注',
    `${grid},${worker},2026-02-11 09:00,2026-02-11 10:30,环村线,3; 1,2,一切正常\n${grid},${worker},2026-02-12 09:00,2026-02-12 09:30,,,,`,
  ],
  [
    'hazardClasses',
    '代码,名称,严重程度,复查天数,默认上报事件,可当场处置,照片,已停用',
    'BARE_WIRE,电线裸露,重大,3,是,否,可附,否\nICE,路面结冰,一般,2,否,是,不需要,否',
  ],
  [
    'hazards',
    '村（社区）,网格,隐患类别,隐患描述,地点,发现时间,发现人账号编号,当场处置,消除时间',
    `${grid},电线裸露,老粮站墙边,老粮站,2026-02-11 10:00,${worker},否,
${grid},ICE,桥头,,2026-02-11 10:10,${worker},是,
${grid},ICE,坡道,,2026-02-11 10:20,${worker},否,2026-02-13 08:00`,
  ],
  [
    'errandKinds',
    '代码,名称,所需材料,已停用',
    'DISABILITY_CARD,残疾人证,APPLICATION:申请书:必需; PHOTO:照片:可选,否\nLIBRARY_CARD,借书证,,否',
  ],
  [
    'absences',
    '网格员账号编号,离岗日期,返岗日期,离岗类型,代岗人账号编号',
    `${worker},2026-03-10,2026-03-20,休假,${other}\n${worker},2026-04-01,2026-04-02,病假,`,
  ],
  ['visitIntervals', '关爱类别,间隔天数,生效日期,失效日期', '低保,30,2026-03-02,\n孕产婴幼,20,2026-04-01,2026-10-01'],
  [
    'visitChecklists',
    '生效日期,项目代码,项目名称,核实信息,回答方式,选项,单位,最小值,最大值,必查,照片',
    `2026-04-01,SMOKE_ALARM,烟感报警器,否,是否,,,,,是,可附
2026-04-01,STOVE,炉具,否,选择,煤; 电; 气,,,,否,不需要
2026-04-01,PRESSURE,压力,否,数值,,MPa,0,2.5,否,不需要
2026-05-01,PEOPLE_DATA,人房信息核对,是,是否合格,,,,,否,不需要`,
  ],
];

describe('Lists of the county, and work in its grids', () => {
  let county: County;
  let before: Record<string, number>;
  beforeAll(async () => {
    county = await aCounty(8);
    await knowRoles(county, admin);
    before = await keptFigures(county.subgraph.sql);
  });
  afterAll(() => county.stop());
  const runs: string[] = [];

  test.each(sheets)(
    '%s come in from a sheet, tried first and then done, and once more change nothing',
    async (...sheet) => {
      const [table, headings, rows] = sheet;
      const text = `${headings}\n${rows}`;
      const untouched = await dataOf(county);
      const tried = await importOf(county, admin, table, text, { dryRun: true });
      expect(await dataOf(county)).toEqual(untouched);
      const run = await importOf(county, admin, table, text);
      expect(run).toMatchObject({
        status: 'DONE',
        inserted: rows.split('\n').length,
        updated: 0,
        faults: [],
        problem: null,
      });
      expect(tried).toEqual({ ...run, id: tried.id, dryRun: true, status: 'CHECKED' });
      runs.push(run.id);
      await figuresAreRight(county);
      expect(await importOf(county, admin, table, text)).toMatchObject({
        status: 'DONE',
        inserted: 0,
        updated: 0,
        unchanged: run.inserted,
      });
    },
  );

  test.each([
    ['corps', 3],
    ['corpsMemberships', 2],
    ['trainingKinds', 2],
    ['trainingRecords', 2],
    ['patrolRoutes', 1],
    ['patrols', 3],
    ['hazardClasses', 4],
    ['hazards', 4],
    ['errandKinds', 4],
    ['absences', 2],
    ['visitIntervals', 4],
    ['visitChecklists', 7],
  ])('%s come back as they went out, in both formats', async (table, count) => {
    for (const format of ['CSV', 'XLSX'] as const) {
      const { run, bytes } = await exportOf(county, admin, { table, format });
      expect(run).toMatchObject({ status: 'DONE', rowsTotal: count, rowsWritten: count });
      const again = await importOf(county, admin, table, bytes, { name: `${table}.${format.toLowerCase()}` });
      expect(again).toMatchObject({ status: 'DONE', inserted: 0, updated: 0, unchanged: count, faults: [] });
    }
  });

  test('are what the live commands would have written', async () => {
    const { sql } = county.subgraph;
    expect(
      await sql('select kind, valid_until::text as until, certificate from training_record order by kind'),
    ).toEqual([
      { kind: 'FIRE_SAFETY', until: '2026-11-30', certificate: 'XF-1' },
      { kind: 'MEDIATION', until: null, certificate: null },
    ]);
    const [route] = await sql('select stops from patrol_route');
    expect(route?.stops).toEqual([
      { name: '村口', longitude: 112.45, latitude: 34.15 },
      { name: '老粮站' },
      { name: '小学', longitude: 112.46, latitude: 34.16 },
    ]);
    expect(
      await sql(`select status, severity, recheck_due_on::text as due, reported from hazard where found_at >= '2026-02-11' and found_at < '2026-02-12'
        order by found_at`),
    ).toEqual([
      { status: 'OPEN', severity: 'MAJOR', due: '2026-02-14', reported: false },
      { status: 'GONE', severity: 'ORDINARY', due: null, reported: false },
      { status: 'GONE', severity: 'ORDINARY', due: null, reported: false },
    ]);
    expect(await sql(`select stops_seen from patrol where route_id is not null`)).toEqual([{ stops_seen: [1, 3] }]);
    expect(await sql(`select documents from errand_kind where code = 'DISABILITY_CARD'`)).toEqual([
      {
        documents: [
          { code: 'APPLICATION', label: '申请书', required: true },
          { code: 'PHOTO', label: '照片', required: false },
        ],
      },
    ]);
  });

  test('are told as live ones are, and no sheet makes a case', async () => {
    expect(await eventsOf(county, 'patrol.completed')).toHaveLength(2);
    expect((await eventsOf(county, 'patrol.state')).map(({ data }) => data)).toContainEqual(
      expect.objectContaining({ kind: 'GRID_WORKER', startedAt: '2026-02-11T01:00:00.000Z', hazardCount: 0 }),
    );
    expect(await eventsOf(county, 'hazard.found')).toHaveLength(3);
    expect(await eventsOf(county, 'hazard.gone')).toHaveLength(2);
    expect(await eventsOf(county, 'hazard.state')).toHaveLength(3);
    expect(await eventsOf(county, 'hazard.worded')).toEqual([]);
    const [changed] = await eventsOf(county, 'grid-worker.changed');
    expect(changed?.data).toMatchObject({ gridWorkerId: idOf('worker', 3), fields: ['CORPS'] });
    expect(JSON.stringify(await county.subgraph.outbox())).not.toContain('老粮站墙边');
  });

  test('change where a sheet says otherwise, and what is retired stays so', async () => {
    const change = async (table: string, text: string, updated = 1) => {
      const run = await importOf(county, admin, table, text);
      expect(run).toMatchObject({ status: 'DONE', inserted: 0, updated, faults: [] });
      return run.id;
    };
    const back = [
      await change('trainingKinds', '代码,名称,须参加的职务,已停用\nMEDIATION,矛盾调解,网格长,是'),
      await change('hazardClasses', `${sheets[6]?.[1] ?? ''}\nICE,路面结冰,轻微,2,否,是,不需要,是`),
      await change('errandKinds', '代码,名称,已停用\nLIBRARY_CARD,图书证,是'),
      await change(
        'corpsMemberships',
        `网格员账号编号,队伍名称,加入日期,退出日期\n${other},柏树义巡队,2026-02-01,2026-02-20`,
      ),
    ];
    const { bytes } = await exportOf(county, admin, { table: 'patrolRoutes' });
    back.push(await change('patrolRoutes', bytes.toString().replace('环村线', '新环村线')));
    const refused = await importOf(county, admin, 'errandKinds', '代码,名称,已停用\nLIBRARY_CARD,图书证,否');
    expect(refused.faults).toEqual([
      { row: 2, column: 'retired', message: expect.stringContaining('not taken up again by an import') },
    ]);
    for (const run of back.reverse()) expect(await undoOf(county, admin, run)).toMatchObject({ undone: 1, kept: 0 });
    const [kind] = await county.subgraph.sql(`select label, retired from training_kind where code = 'MEDIATION'`);
    expect(kind).toEqual({ label: '纠纷调解', retired: false });
  });

  test.each([
    ['corps', `柏树义巡队,${BAISHU},2030-01-01`, ['foundedOn']],
    ['corps', '新队,999999,2026-01-01', ['area']],
    ['corpsMemberships', `${idOf('account', 99)},柏树义巡队,2026-02-01`, ['account']],
    ['corpsMemberships', `${other},柏树义巡队,2026-02-05`, ['since']],
    ['corpsMemberships', `${idOf('account', 1)},没有的队,2026-02-05`, ['corps']],
    ['trainingKinds', 'small,小,12,,否', ['code']],
    ['trainingKinds', 'NEW_KIND,新,500,校长,否', ['requiredRoles', 'validMonths']],
    ['trainingRecords', `${worker},没有,2026-01-01,`, ['kind']],
    ['trainingRecords', `${worker},MEDIATION,2031-01-01,`, ['completedOn']],
    ['patrolRoutes', `${grid},新线,村口@这里,否`, ['stops']],
    ['patrolRoutes', `${grid},新线,"村口@500,34",否`, ['stops']],
    ['patrols', `${grid},${other},2026-02-11 09:00,2026-02-11 10:30,,,,`, ['account']],
    ['patrols', `${grid},${worker},2026-02-11 11:00,2026-02-13 10:30,,,,`, ['endedAt']],
    ['patrols', `${grid},${worker},2026-02-11 11:00,2026-02-11 11:30,环村线,4,,`, ['stopsSeen']],
    ['hazardClasses', 'BAD,坏,重大,400,是,否,可附,否', ['recheckDays']],
    ['hazards', `${grid},燃气泄漏,灶台,,2026-02-11 10:00,${worker},否,`, ['class']],
    ['hazards', `${grid},BARE_WIRE,灶台,,2026-02-11 10:30,${worker},是,`, ['fixedOnTheSpot']],
    ['hazards', `${grid},ICE,灶台,,2026-02-11 10:30,${other},否,2026-02-10 08:00`, ['goneAt']],
    ['absences', `${worker},2026-03-12,2026-03-14,休假,`, ['since']],
    ['absences', `${other},2026-03-12,2026-03-14,休假,`, ['account']],
    ['absences', `${idOf('account', 1)},2026-03-12,2026-03-14,休假,${worker}`, ['substitute']],
    ['absences', `${other},2026-01-12,2026-01-14,休假,${other}`, ['substitute']],
    ['absences', `${other},2026-01-12,2026-01-14,休假,`, ['since']],
    ['visitIntervals', ',30,2026-03-05,', ['validFrom']],
    ['visitIntervals', '独居,30,2026-03-05,', ['validFrom']],
    ['visitIntervals', '残疾联络,30,2026-03-01,', ['validFrom']],
    ['visitIntervals', '独居,30,2026-01-01,', ['intervalDays']],
    ['visitIntervals', ',90,2026-01-01,2026-12-01', ['validUntil']],
    ['visitChecklists', '2026-04-01,NEW_ITEM,新,否,是否,,,,,是,可附', ['item']],
    ['visitChecklists', '2026-04-01,STOVE,炉灶,否,选择,煤; 电; 气,,,,否,不需要', ['item']],
    ['visitChecklists', '2026-04-15,NEW_ITEM,新,否,是否,,,,,是,可附', ['validFrom']],
    ['visitChecklists', '2026-06-01,NEW_ITEM,新,否,选择,,,,,是,可附', ['choices']],
    ['errandKinds', 'CARD,卡,申请书,否', ['documents']],
    ['errandKinds', 'CARD,卡,A:甲:必需; A:乙:可选,否', ['documents']],
  ])('%s with a faulty row (%s) write nothing, and name the column', async (table, row, columns) => {
    const headings = sheets.find(([name]) => name === table)?.[1] ?? '';
    const untouched = await dataOf(county);
    const run = await importOf(county, admin, table, `${headings}\n${row}`);
    expect(run).toMatchObject({ status: 'REJECTED', faulty: 1, inserted: null, problem: null });
    expect((run.faults as { column: string }[]).map(({ column }) => column).sort()).toEqual(columns);
    expect(await dataOf(county)).toEqual(untouched);
  });

  test('all go again, the last first, as if they had never been', async () => {
    for (const run of runs.reverse())
      expect(await undoOf(county, admin, run)).toMatchObject({ status: 'UNDONE', kept: 0, problem: null });
    await figuresAreRight(county);
    expect(await keptFigures(county.subgraph.sql)).toEqual(before);
    const gone = (await eventsOf(county, 'hazard.state')).filter(({ data }) => !data);
    expect(gone).toHaveLength(3);
    const [left] = await county.subgraph.sql(
      'select (select count(*) from corps)::int as corps, (select count(*) from visit_checklist)::int as checklists, (select count(*) from grid_worker_absence)::int as absences',
    );
    expect(left).toEqual({ corps: 1, checklists: 1, absences: 0 });
  });

  test('stay where something refers to them', async () => {
    const run = await importOf(county, admin, 'trainingKinds', '代码,名称\nFIRE_SAFETY,消防安全');
    await importOf(
      county,
      admin,
      'trainingRecords',
      `网格员账号编号,培训种类,完成日期\n${worker},FIRE_SAFETY,2026-01-01`,
    );
    expect(await undoOf(county, admin, run.id)).toMatchObject({
      undone: 0,
      kept: 1,
      keptRows: [{ row: 2, label: 'FIRE_SAFETY', message: 'trainings of this kind are recorded' }],
    });
  });
});

describe('Who brings lists and work in or takes them out', () => {
  let county: County;
  beforeAll(async () => {
    county = await aCounty();
  });
  afterAll(() => county.stop());

  const tablesOf = async (as: (typeof people)[keyof typeof people]) => {
    const { data } = await ask(county, as, '{ gridsTransferTables { name mayImport mayExport } }');
    return data?.gridsTransferTables as { name: string; mayImport: boolean; mayExport: boolean }[];
  };

  test('may do with a sheet what the same may do without: lists of the county are the grid office’s', async () => {
    const rules = ['corps', 'trainingKinds', 'hazardClasses', 'errandKinds', 'visitIntervals', 'visitChecklists'];
    const fromTerritory = ['corpsMemberships', 'trainingRecords', 'absences', 'patrolRoutes', 'patrols', 'hazards'];
    const ofOffice = (await tablesOf(people.gridOffice)).filter(({ mayImport }) => mayImport).map(({ name }) => name);
    expect(ofOffice).toEqual(expect.arrayContaining([...rules, ...fromTerritory]));
    const ofSecretary = (await tablesOf(people.secretary)).filter(({ mayImport }) => mayImport).map(({ name }) => name);
    expect(ofSecretary).toEqual(expect.arrayContaining(fromTerritory));
    expect(ofSecretary.filter((name) => rules.includes(name))).toEqual([]);
    await expect(importOf(county, people.secretary, 'hazardClasses', 'x')).rejects.toThrow('you may import');
  });

  test('brings masked hazards back without losing what the mask hides', async () => {
    const { bytes } = await exportOf(county, people.secretary, { table: 'hazards' });
    expect(bytes.toString()).toContain('138****5678');
    expect(await importOf(county, people.secretary, 'hazards', bytes)).toMatchObject({ unchanged: 1, faults: [] });
    const [hazard] = await county.subgraph.sql('select text from hazard');
    expect(hazard?.text).toContain('13812345678');
  });

  test('gets the words of residents masked, of the own territory, and brings them back without losing any', async () => {
    for (const table of ['visitDemands', 'errands']) {
      const { bytes } = await exportOf(county, people.secretary, { table });
      expect(linesOf(bytes)).toHaveLength(2);
      expect(bytes.toString()).not.toMatch(/王建国|13812345678|6000\d{14}/);
      const strange = await exportOf(county, people.strangeSecretary, { table });
      expect(linesOf(strange.bytes)).toHaveLength(1);
      expect(await importOf(county, people.secretary, table, bytes)).toMatchObject({ unchanged: 1, faults: [] });
      expect(await importOf(county, people.strangeSecretary, table, bytes)).toMatchObject({
        status: 'REJECTED',
        faulty: 1,
      });
    }
    const { bytes } = await exportOf(county, people.worker, { table: 'visitDemands' });
    expect(bytes.toString()).toContain('王建国');
  });

  test.each([
    ['corpsMemberships', `网格员账号编号,队伍名称,加入日期\n${other},雷小哨,2026-02-01`, 'account'],
    ['trainingRecords', `网格员账号编号,培训种类,完成日期\n${other},X,2026-02-01`, 'account'],
    ['absences', `网格员账号编号,离岗日期,返岗日期,离岗类型\n${other},2026-03-10,2026-03-20,休假`, 'account'],
    ['patrolRoutes', `村（社区）,网格,路线名称,点位\n${YAOGOU},窑沟村第3网格,环线,村口`, 'grid'],
    [
      'patrols',
      `村（社区）,网格,巡查人账号编号,开始时间,结束时间\n${YAOGOU},窑沟村第3网格,${other},2026-02-11 09:00,2026-02-11 10:30`,
      'grid',
    ],
    [
      'hazards',
      `村（社区）,网格,隐患类别,隐患描述,发现时间,发现人账号编号\n${YAOGOU},窑沟村第3网格,FIRE_EXIT_BLOCKED,x,2026-02-11 10:00,${other}`,
      'grid',
    ],
  ])('finds %s outside the own territory faulty', async (table, sheet, column) => {
    const run = await importOf(county, people.secretary, table, sheet);
    expect(run).toMatchObject({ status: 'REJECTED' });
    expect((run.faults as { column: string }[]).map((fault) => fault.column)).toContain(column);
  });
});
