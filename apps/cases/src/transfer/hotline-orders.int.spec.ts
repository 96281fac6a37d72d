import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerAt, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { recountDeadlines } from '../testing/recount-deadlines.ts';
import { recountFigures } from '../testing/recount-figures.ts';
import { county, ids, otherVillage, seedCounty, village } from '../testing/seed.ts';
import { exportOf, importOf, undoOf } from '../testing/run-transfer.ts';

const office = callerAt('GRID_OFFICE', county);
const secretary = callerAt('COMMUNITY_SECRETARY', village);
const headings = '工单编号,上级受理时间,上级办结时限,所属区划,网格,地点,标题,诉求内容,诉求分类,紧急程度,诉求人居民标识';
const orders = `${headings}
RY-1,2026-03-01 09:00,2026-03-06 18:00,${village},第15网格,老粮站,路灯不亮,老粮站旁边的路灯坏了三天，电话13812345678,市政,紧急,${ids.resident}
RY-2,2026-03-01 10:30,2026-03-09 18:00,${otherVillage},,,,自来水有异味。请派人查看,,,`;

describe('orders of hotline 12345 as a sheet', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  const cases = () =>
    test.sql(
      `select o.upstream_number, c.number, c.title, c.status, c.source, c.urgency, c.area_code, c.grid_id, c.place, m.demand, m.resident_id,
         d.stage, d.due_at = c.due_at as same_due, d.ended_at from hotline_order o join case_file c on c.id = o.case_id
       join case_complainant m on m.case_id = c.id join case_deadline d on d.case_id = c.id order by o.upstream_number`,
    );
  const count = async (table: string) => (await test.sql(`select count(*)::int as n from ${table}`))[0]?.n;
  const figuresAreRight = async () => {
    expect(await recountFigures(test.sql)).toEqual([]);
    expect(await recountDeadlines(test.sql)).toEqual([]);
  };
  let first: string;

  it('are tried without leaving anything, then each becomes a case as by the intake', async () => {
    expect(await importOf(test, office, 'hotlineOrders', orders, { dryRun: true })).toMatchObject({
      status: 'CHECKED',
      inserted: 2,
      faults: [],
    });
    expect(await count('case_file')).toBe(0);
    expect(await test.outbox()).toEqual([]);
    const run = await importOf(test, office, 'hotlineOrders', orders);
    expect(run).toMatchObject({ status: 'DONE', inserted: 2, faults: [], problem: null });
    first = run.id;
    expect(await cases()).toMatchObject([
      {
        upstream_number: 'RY-1',
        number: '410326-2026-000001',
        title: '路灯不亮',
        status: 'REPORTED',
        source: 'HOTLINE_12345',
        urgency: 'URGENT',
        area_code: village,
        grid_id: ids.grid15,
        place: '老粮站',
        demand: '老粮站旁边的路灯坏了三天，电话13812345678',
        resident_id: ids.resident,
        stage: 'ACCEPT',
        same_due: true,
        ended_at: null,
      },
      {
        upstream_number: 'RY-2',
        number: '410326-2026-000002',
        title: '自来水有异味',
        urgency: 'ORDINARY',
        grid_id: null,
        stage: 'ACCEPT',
      },
    ]);
    await figuresAreRight();
    const told = (await test.outbox()).map(({ type }) => type.split('.').slice(2, 4).join('.'));
    expect([...new Set(told)].sort()).toEqual([
      'case.reported',
      'case.state',
      'hotline-order.received',
      'hotline-order.state',
    ]);
    expect(told).toHaveLength(8);
  });

  it('change nothing when they are brought again, with others besides', async () => {
    const more = `${orders}\nRY-3,2026-03-01 11:00,2026-03-09 18:00,${village},,,,井盖松动,,,`;
    expect(await importOf(test, office, 'hotlineOrders', more)).toMatchObject({
      inserted: 1,
      unchanged: 2,
      updated: 0,
    });
    expect(await count('case_file')).toBe(3);
    await figuresAreRight();
  });

  it('are accepted and go on like any other case', async () => {
    const [row] = await test.sql(`select case_id::text from hotline_order where upstream_number = 'RY-1'`);
    const { data, errors } = await test.execute(
      `mutation ($input: AcceptCaseInput!) { acceptCase(input: $input) { __typename ... on AcceptCaseSuccess { case {
         status hotlineOrder { upstreamNumber } } } } }`,
      { input: { caseId: row?.case_id, serviceItemCode: 'A-001' } },
      { as: secretary },
    );
    expect({ data, errors }).toEqual({
      data: {
        acceptCase: {
          __typename: 'AcceptCaseSuccess',
          case: { status: 'ACCEPTED', hotlineOrder: { upstreamNumber: 'RY-1' } },
        },
      },
      errors: [],
    });
    await figuresAreRight();
  });

  it('are named by row and column where they are faulty, and then none comes in', async () => {
    const faulty = `${headings}
RY-8,2026-03-01 09:00,2026-03-01 09:00,${village},,,,时限不对,,,
RY-9,2027-03-01 09:00,2027-03-09 09:00,999999,第99网格,,,还没到,,,x
RY-9,2026-03-01 09:00,2026-03-09 09:00,${village},第99网格,,,没有这个网格,,,
RY-9,2026-03-01 09:00,2026-03-09 09:00,${village},,,,,,,`;
    const run = await importOf(test, office, 'hotlineOrders', faulty);
    expect(run).toMatchObject({ status: 'REJECTED', faulty: 4, faultyRows: { name: '表-错误.csv' } });
    const faults = run.faults as { row: number; column: string }[];
    expect(faults.map(({ row, column }) => `${String(row)} ${column}`).sort()).toEqual([
      '2 upstreamDueAt',
      '3 residentId',
      '3 upstreamReceivedAt',
      '4 grid',
      '5 description',
    ]);
    expect(await count('hotline_order')).toBe(3);
  });

  it('are taken back as long as nobody has done anything: the case is void, and the number is free again', async () => {
    const undone = await undoOf(test, office, first);
    expect(undone).toMatchObject({ status: 'UNDONE', undone: 1, kept: 1, keptRows: [{ label: 'RY-1' }] });
    const [voided] = await test.sql(
      `select c.status, c.due_at, c.version, c.timeline_length, (select count(*)::int from case_timeline_entry e where e.case_id = c.id) as entries,
         (select note from case_timeline_entry e where e.case_id = c.id and e.step = 'VOIDED') as note,
         (select count(*)::int from case_deadline d where d.case_id = c.id and d.ended_at is null) as clocks
       from case_file c where c.number = '410326-2026-000002'`,
    );
    expect(voided).toEqual({
      status: 'VOID',
      due_at: null,
      version: 2,
      timeline_length: 2,
      entries: 2,
      note: '撤销导入',
      clocks: 0,
    });
    await figuresAreRight();
    const told = (await test.outbox()).map(({ type, data }) => [type, data === null]);
    expect(told).toContainEqual(['gridloom.cases.case.voided.v1', false]);
    expect(told).toContainEqual(['gridloom.cases.hotline-order.state.v1', true]);
    expect(await importOf(test, office, 'hotlineOrders', orders)).toMatchObject({ inserted: 1, unchanged: 1 });
    await figuresAreRight();
  });

  it('are for the office alone to bring in, and not where a year of the calendar is missing', async () => {
    await expect(importOf(test, secretary, 'hotlineOrders', orders)).rejects.toThrow('table');
    await expect(importOf(test, callerOfGrid('GRID_WORKER', ids.grid15), 'hotlineOrders', orders)).rejects.toThrow();
    test.setNow(new Date('2029-03-02T02:00:00Z'));
    try {
      const late = `${headings}\nRY-20,2029-03-01 09:00,2029-03-09 18:00,${village},,,,井盖松动,,,`;
      expect(await importOf(test, office, 'hotlineOrders', late)).toMatchObject({
        status: 'REJECTED',
        faults: [{ row: 2, column: null, message: expect.stringContaining('2029') }],
      });
    } finally {
      test.setNow(new Date('2026-03-02T02:00:00Z'));
    }
  });

  it('and cases are taken out within the reach of whoever asks, words hidden, each on record', async () => {
    const lines = await exportOf(test, office, { table: 'hotlineOrders' });
    expect(lines).toHaveLength(4);
    expect(lines[0]).toContain('工单编号');
    expect(lines.join()).not.toContain('13812345678');
    expect(lines.join()).toContain('路灯坏了三天');
    const own = await exportOf(test, secretary, { table: 'cases' });
    expect(own).toHaveLength(3);
    expect(own.join()).not.toContain('13812345678');
    expect(own.join()).toContain('410326-2026-000001');
    expect(await exportOf(test, office, { table: 'cases', areaCode: otherVillage })).toHaveLength(3);
    expect(await exportOf(test, callerOfGrid('GRID_WORKER', ids.grid15), { table: 'cases' })).toHaveLength(2);
    const records = await test.sql(
      `select table_name, rows::int, masked_columns from audit.export_record order by at, rows`,
    );
    expect(records).toHaveLength(4);
    expect(records.find(({ table_name: table }) => table === 'cases')?.masked_columns).toEqual(
      expect.arrayContaining(['title', 'demand']),
    );
  });
});
