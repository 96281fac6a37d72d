import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, idNumberOf, idOf, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { keptActivity } from '../testing/recount.ts';
import { ask, send } from '../testing/run.ts';
import {
  account,
  atVisit,
  comesInOnce,
  demands,
  demandSheet,
  errands,
  errandSheet,
  figuresAreRight,
} from './testing/paper-sheets.ts';
import { dataOf, importOf, knowRoles, undoOf } from './testing/run-transfer.ts';

const admin = people.administrator;

const eventsOf = async (county: County, type: string) =>
  (await county.subgraph.outbox()).filter((event) => event.type === `gridloom.grids.${type}.v1`);
const columnsOf = (run: Readonly<Record<string, unknown>>) =>
  (run.faults as { column: string }[]).map(({ column }) => column).sort();

describe('Demands of paper books', () => {
  let county: County;
  let runId: string;
  beforeAll(async () => {
    county = await aCounty();
    await knowRoles(county, admin);
  });
  afterAll(() => county.stop());

  test('come in beside their visits, tried first and then done, and once more give nothing new', async () => {
    runId = await comesInOnce(county, 'visitDemands', demandSheet(...demands), demands.length);
    const rows = await county.subgraph.sql(
      `select d.client_key, d.position, d.resident_id, d.settled_on::text as settled, d.outcome, v.demand_count
       from visit_demand d join visit v on v.id = d.visit_id where d.client_key is not null order by v.recorded_at, d.position`,
    );
    expect(rows).toEqual([
      {
        client_key: '甲-1',
        position: 2,
        resident_id: idOf('resident', 1),
        settled: '2026-02-25',
        outcome: '已清淤',
        demand_count: 3,
      },
      {
        client_key: '甲-2',
        position: 3,
        resident_id: idOf('resident', 2),
        settled: null,
        outcome: null,
        demand_count: 3,
      },
      {
        client_key: '甲-1',
        position: 1,
        resident_id: idOf('resident', 3),
        settled: '2026-02-22',
        outcome: null,
        demand_count: 1,
      },
    ]);
  });

  test('become a case where they are open, as if they had been raised today, and never where they were settled', async () => {
    const raised = await eventsOf(county, 'visit-demand.raised');
    const worded = await eventsOf(county, 'visit-demand.worded');
    expect(raised.map(({ data }) => data?.clientKey)).toEqual(['甲-2']);
    expect(worded).toHaveLength(1);
    expect(worded[0]?.data).toMatchObject({
      residentId: idOf('resident', 2),
      visitId: idOf('visit', 1),
      raisedByAccountId: account,
    });
    const words = JSON.stringify(worded[0]?.data);
    expect(words).toContain('路灯不亮');
    expect(words).toContain('村口');
    expect(words).not.toContain('13812345678');
    const [kept] = await county.subgraph.sql(
      `select occurred_at as at from outbox where type = 'gridloom.grids.visit-demand.worded.v1'`,
    );
    expect(new Date(kept?.at as string)).toEqual(county.subgraph.tools.now());
    expect((await eventsOf(county, 'visit.state')).slice(-2).map(({ data }) => data?.demandCount)).toEqual(
      expect.arrayContaining([1, 3]),
    );
  });

  test('are read in the graph with what became of them', async () => {
    const { data } = await ask(
      county,
      people.worker,
      `{ visitDemands(filter: { householdId: "${idOf('household', 1)}" }, orderBy: OLDEST) { edges { node { text settledOn outcome } } } }`,
    );
    expect(data?.visitDemands).toMatchObject({
      edges: expect.arrayContaining([
        { node: { text: '水渠淤塞，电话13812345678', settledOn: '2026-02-25', outcome: '已清淤' } },
      ]),
    });
  });

  test('show their outcome as they show their words: whole to the worker, masked to who reads the list', async () => {
    await county.subgraph.sql(`update visit_demand set outcome = '已清淤，电话13812345678' where outcome = '已清淤'`);
    const read = async (who: keyof typeof people) => {
      const { data, codes } = await ask(
        county,
        people[who],
        `{ visitDemands(filter: { householdId: "${idOf('household', 1)}" }) { edges { node { outcome } } } }`,
      );
      const page = data?.visitDemands as { edges: { node: { outcome: string | null } }[] } | undefined;
      return page ? page.edges.flatMap(({ node }) => node.outcome ?? []) : codes;
    };
    expect(await read('worker')).toEqual(['已清淤，电话13812345678']);
    expect(await read('secretary')).toEqual(['已清淤，电话138****5678']);
    expect(await read('strangeSecretary')).toEqual([]);
    expect(await read('organizer')).toEqual(['FORBIDDEN']);
    await county.subgraph.sql(`update visit_demand set outcome = '已清淤' where outcome is not null`);
  });

  test('change what was settled, and leave alone what became a case', async () => {
    const changed = demandSheet(demands[0]?.replace('已清淤', '已清淤并加盖').replace('02-25', '02-26') ?? '');
    const run = await importOf(county, admin, 'visitDemands', changed);
    expect(run).toMatchObject({ status: 'DONE', inserted: 0, updated: 1 });
    expect(await undoOf(county, admin, run.id)).toMatchObject({ undone: 1, kept: 0 });
    const [row] = await county.subgraph.sql(
      `select settled_on::text as on, outcome from visit_demand where outcome is not null`,
    );
    expect(row).toEqual({ on: '2026-02-25', outcome: '已清淤' });
    const settled = demandSheet(demands[1]?.replace('转为事件,,', '已办结,2026-02-25,已修') ?? '');
    expect(columnsOf(await importOf(county, admin, 'visitDemands', settled))).toEqual(['status']);
    const reworded = demandSheet(demands[1]?.replace('不亮', '全不亮') ?? '');
    expect(columnsOf(await importOf(county, admin, 'visitDemands', reworded))).toEqual(['text']);
    const reopened = demandSheet(demands[0]?.replace('已办结,2026-02-25,已清淤', '转为事件,,') ?? '');
    expect(columnsOf(await importOf(county, admin, 'visitDemands', reopened))).toEqual(['status']);
  });

  test.each([
    ['of a visit that nobody made', `甲-9,H-1,${account},2026-02-20 09:00,,树倒,,已办结,2026-02-25,`, ['recordedAt']],
    [
      'of another worker’s visit',
      `甲-9,H-1,${idOf('account', 1)},2026-02-21 09:00,,树倒,,已办结,2026-02-25,`,
      ['recordedAt'],
    ],
    ['of somebody of another household', `甲-9,${atVisit},${idNumberOf(3)},树倒,,已办结,2026-02-25,`, ['idNumber']],
    ['settled before it was raised', `甲-9,${atVisit},,树倒,,已办结,2026-02-20,`, ['settledOn']],
    ['settled on no day', `甲-9,${atVisit},,树倒,,已办结,,`, ['settledOn']],
    ['settled in the future', `甲-9,${atVisit},,树倒,,已办结,2026-03-03,`, ['settledOn']],
    ['open with an outcome', `甲-9,${atVisit},,树倒,,转为事件,,已办`, ['outcome']],
    ['without a number', `,${atVisit},,树倒,,已办结,2026-02-25,`, ['number']],
    [
      'of a household that is not there',
      `甲-9,H-99,${account},2026-02-21 09:00,,树倒,,已办结,2026-02-25,`,
      ['household'],
    ],
  ])('%s write nothing, and name the column', async (_, row, columns) => {
    const untouched = await dataOf(county);
    const run = await importOf(county, admin, 'visitDemands', demandSheet(row));
    expect(run).toMatchObject({ status: 'REJECTED', faulty: 1, inserted: null });
    expect(columnsOf(run)).toEqual(columns);
    expect(await dataOf(county)).toEqual(untouched);
  });

  test('are twenty of a visit at most', async () => {
    const rows = Array.from({ length: 18 }, (_, n) => `乙-${String(n)},${atVisit},,树倒,,已办结,2026-02-25,`);
    const run = await importOf(county, admin, 'visitDemands', demandSheet(...rows));
    expect(run.faults).toMatchObject([{ row: 19, column: 'recordedAt' }]);
  });

  test('keep their visit from being declared void, and go with an undo but for what became a case', async () => {
    const undone = await undoOf(county, admin, runId);
    expect(undone).toMatchObject({ status: 'UNDONE', undone: 2, kept: 1 });
    expect(undone.keptRows).toEqual([
      { row: 3, label: '第3行诉求', message: 'it became a case; declare that void instead' },
    ]);
    const rows = await county.subgraph.sql('select demand_count as n from visit order by recorded_at');
    expect(rows.map(({ n }) => n)).toEqual([2, 0, 0]);
    await figuresAreRight(county);
  });
});

describe('Errands of paper books', () => {
  let county: County;
  let runId: string;
  beforeAll(async () => {
    county = await aCounty();
    await knowRoles(county, admin);
  });
  afterAll(() => county.stop());
  const stepOf = (name: string, errandId: string, input: object = {}) =>
    send(county, people.worker, name, 'ErrandStepInput', '', { errandId, ...input });
  const errandOf = async (number: string) => {
    const [row] = await county.subgraph.sql('select id, status from errand where client_key = $1', [number]);
    return { id: row?.id as string, status: row?.status as string };
  };
  const stepsOf = async (number: string) => {
    const rows = await county.subgraph.sql(
      `select n.step, n.note from errand_entry n join errand e on e.id = n.errand_id where e.client_key = $1 order by n.position`,
      [number],
    );
    return rows.map(({ step, note }) => [step, note]);
  };

  test('come in as begun or ended, tried first and then done, and once more give nothing new', async () => {
    runId = await comesInOnce(county, 'errands', errandSheet(...errands), errands.length);
    expect(await stepsOf('D-1')).toEqual([['BEGUN', null]]);
    expect(await stepsOf('D-2')).toEqual([
      ['BEGUN', null],
      ['COMPLETED', '已送到家'],
    ]);
    expect(await stepsOf('D-3')).toEqual([
      ['BEGUN', null],
      ['WITHDRAWN', '本人不办了'],
    ]);
  });

  test('are told as live ones are, and no sheet hands one over', async () => {
    expect(await eventsOf(county, 'errand.begun')).toHaveLength(3);
    expect(await eventsOf(county, 'errand.completed')).toHaveLength(1);
    expect(await eventsOf(county, 'errand.withdrawn')).toHaveLength(1);
    expect((await eventsOf(county, 'errand.state')).map(({ data }) => data?.status).sort()).toEqual([
      'BEGUN',
      'COMPLETED',
      'WITHDRAWN',
    ]);
    expect(await eventsOf(county, 'errand.handed-over')).toEqual([]);
    expect(await eventsOf(county, 'errand.worded')).toEqual([]);
    expect(JSON.stringify(await county.subgraph.outbox())).not.toContain('申请低保');
  });

  test('say which documents are there on paper; handing over needs the file all the same', async () => {
    const { id } = await errandOf('D-1');
    const { data } = await ask(
      county,
      people.worker,
      `{ errand(id: "${id}") { consentKind documents { code onPaper files { id } } entries { step } } }`,
    );
    expect(data?.errand).toEqual({
      consentKind: 'SIGNED',
      documents: [
        { code: 'APPLICATION', onPaper: true, files: [] },
        { code: 'INCOME', onPaper: true, files: [] },
      ],
      entries: [{ step: 'BEGUN' }],
    });
    expect(await stepOf('handOverErrand', id)).toMatchObject({ __typename: 'InvalidInput', allowed: 'APPLICATION' });
  });

  test('end by a later sheet, which an undo takes back with its steps and figures', async () => {
    const before = await keptActivity(county.subgraph.sql);
    const row = errands[0]?.replace('已受理,', '已办结,').replace(/,,,,$/, ',2026-02-20 10:00,否,,') ?? '';
    const run = await importOf(county, admin, 'errands', errandSheet(row));
    expect(run).toMatchObject({ status: 'DONE', inserted: 0, updated: 1, faults: [] });
    expect(await errandOf('D-1')).toMatchObject({ status: 'COMPLETED' });
    expect((await stepsOf('D-1')).map(([step]) => step)).toEqual(['BEGUN', 'COMPLETED']);
    expect(await eventsOf(county, 'errand.completed')).toHaveLength(2);
    await figuresAreRight(county);
    expect(await undoOf(county, admin, run.id)).toMatchObject({ undone: 1, kept: 0 });
    expect((await stepsOf('D-1')).map(([step]) => step)).toEqual(['BEGUN']);
    expect((await eventsOf(county, 'errand.state')).at(-1)?.data).toMatchObject({ status: 'BEGUN' });
    await figuresAreRight(county);
    expect(await keptActivity(county.subgraph.sql)).toEqual(before);
  });

  test.each([
    ['handed over', errands[0]?.replace('D-1', 'D-9').replace('已受理', '已转办'), ['status']],
    ['of a kind that is not there', errands[0]?.replace('D-1', 'D-9').replace('最低生活保障', '彩礼'), ['kind']],
    ['with a document of another kind', errands[0]?.replace('D-1', 'D-9').replace('INCOME', '照片'), ['documents']],
    [
      'agreed to after it was begun',
      errands[0]?.replace('D-1', 'D-9').replace('书面,2026-02-10', '书面,2026-02-11'),
      ['consentedOn'],
    ],
    ['of nobody', errands[0]?.replace('D-1', 'D-9').replace(idNumberOf(1), idNumberOf(77)), ['idNumber']],
    [
      'of a worker of another grid',
      errands[0]?.replace('D-1', 'D-9').replace(account, idOf('account', 3)),
      ['account'],
    ],
    ['completed at no time', errands[1]?.replace('D-2', 'D-9').replace('2026-02-12 10:00', ''), ['completedAt']],
    [
      'completed before it was begun',
      errands[1]?.replace('D-2', 'D-9').replace('02-12 10', '02-01 10'),
      ['completedAt'],
    ],
    ['withdrawn for no reason', errands[2]?.replace('D-3', 'D-9').replace('本人不办了', ''), ['note']],
    [
      'begun in the future',
      errands[0]?.replace('D-1', 'D-9').replaceAll('2026-02-10 09:30', '2026-03-03 09:30'),
      ['begunAt'],
    ],
    [
      'whose end is another one in a later sheet',
      errands[1]?.replace('已办结', '已受理').replace('2026-02-12 10:00,是', ','),
      ['status'],
    ],
    ['that were completed, with other words', errands[1]?.replace('办公交卡', '办两张公交卡'), ['text']],
  ])('%s write nothing, and name the column', async (_, row, columns) => {
    const untouched = await dataOf(county);
    const run = await importOf(county, admin, 'errands', errandSheet(row ?? ''));
    expect(run).toMatchObject({ status: 'REJECTED', faulty: 1, inserted: null });
    expect(columnsOf(run)).toEqual(columns);
    expect(await dataOf(county)).toEqual(untouched);
  });

  test('go with an undo but for what was changed since', async () => {
    const { id } = await errandOf('D-1');
    expect(await stepOf('withdrawErrand', id, { note: '不办了' })).toMatchObject({
      __typename: 'WithdrawErrandSuccess',
    });
    const undone = await undoOf(county, admin, runId);
    expect(undone).toMatchObject({ undone: 2, kept: 1, keptRows: [{ row: 2, message: 'changed since the import' }] });
    expect((await eventsOf(county, 'errand.state')).filter(({ data }) => !data)).toHaveLength(2);
    expect(await stepsOf('D-2')).toEqual([]);
    await figuresAreRight(county);
  });
});
