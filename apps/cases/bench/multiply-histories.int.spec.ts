import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openImport, type ImportSession } from '@gridloom/service-kit';
import { testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { importCalendar } from '../src/import/import-deadlines.ts';
import type { CaseHistoryRecord } from '../src/import/records.ts';
import { subgraph } from '../src/subgraph.ts';
import { recountFigures } from '../src/testing/recount-figures.ts';
import {
  aHistory,
  complainantId,
  ids,
  importContext,
  otherVillage,
  seedCases,
  seedCounty,
} from '../src/testing/seed.ts';
import { multiplyHistories } from './multiply-histories.ts';

const WEEK_MS = 7 * 86_400_000;
const weeksOf = (round: number) => round * 3;

/** Closed, refused, void and deferred ones, all over. */
const histories = (): CaseHistoryRecord[] => [
  aHistory(1, { length: 6, title: '路灯不亮' }),
  aHistory(2, { length: 6, areaCode: otherVillage, gridId: ids.otherGrid }),
  aHistory(3, {
    steps: [
      {
        action: 'REFUSE',
        at: new Date('2026-01-09T02:00:00Z'),
        actorAccountId: ids.worker,
        reason: 'ALREADY_ANSWERED',
      },
    ],
  }),
  aHistory(5, {
    reportedAt: new Date('2026-01-12T01:00:00Z'),
    steps: [
      { action: 'ACCEPT', at: new Date('2026-01-12T02:00:00Z'), actorAccountId: ids.worker, serviceItemCode: 'A-002' },
      { action: 'DEFER', at: new Date('2026-01-12T03:00:00Z'), actorAccountId: ids.worker },
      { action: 'RESUME', at: new Date('2026-01-20T03:00:00Z'), actorAccountId: ids.worker },
      { action: 'VOID', at: new Date('2026-01-21T03:00:00Z'), actorAccountId: ids.worker },
    ],
  }),
];

const earlier = (record: CaseHistoryRecord, n: number, number: string, weeks: number): CaseHistoryRecord => {
  const at = (moment: Date) => new Date(moment.getTime() - weeks * WEEK_MS);
  const { id } = aHistory(n);
  return {
    ...record,
    id,
    number,
    reportedAt: at(record.reportedAt),
    complainants: record.complainants.map((told) => ({ ...told, id: complainantId(n) })),
    steps: record.steps.map((step) => ({
      ...step,
      at: at(step.at),
      ...(step.action === 'EVALUATE' ? { complainantId: complainantId(n) } : {}),
    })),
  };
};

describe('histories that are copied for measuring', () => {
  let copied: TestSubgraph;
  let played: TestSubgraph;
  let session: ImportSession;
  const rounds = 2;

  const found = async (): Promise<TestSubgraph> => {
    const test = await testSubgraph(subgraph);
    await seedCounty(test);
    const own = await openImport(test.migratorUrl, 'plain');
    try {
      await own.sql('delete from calendar_day');
      await own.sql('delete from calendar_year');
      const years = [2025, 2026, 2027].map((year) => ({ year, status: 'LOADED' as const, days: [] }));
      await importCalendar(own, importContext(), years);
    } finally {
      await own.close();
    }
    return test;
  };

  beforeAll(async () => {
    copied = await found();
    played = await found();
    await seedCases(copied, histories(), 'templates');
    session = await openImport(copied.migratorUrl, 'copies');
    await session.client.query('begin');
    await multiplyHistories(session.sql, rounds, weeksOf);
    await session.client.query('commit');

    const numbers = await copied.sql(
      `select number, reported_at, title from case_file where id::text like '0000000%' order by reported_at, number`,
    );
    const all = [...histories()];
    let n = 100;
    for (let round = 1; round <= rounds; round += 1) {
      for (const record of histories()) {
        const at = new Date(record.reportedAt.getTime() - weeksOf(round) * WEEK_MS).getTime();
        const row = numbers.find(
          ({ reported_at: moment, title }) => new Date(moment as string).getTime() === at && title === record.title,
        );
        n += 1;
        all.push(earlier(record, n, (row?.number ?? '') as string, weeksOf(round)));
      }
    }
    await seedCases(played, all, 'played');
  }, 180_000);
  afterAll(async () => {
    await session.close();
    await copied.stop();
    await played.stop();
  });

  /** Rows without the ids that are made up, told apart by the number of their case. */
  const rowsOf = async (test: TestSubgraph, table: string, joined: string, without: readonly string[]) => {
    const rows = await test.sql(
      `select told.row from ${table} t ${joined} cross join lateral (
         select to_jsonb(t) - $1::text[] || jsonb_build_object('of', c.number) as row) told order by told.row::text`,
      [without],
    );
    return rows.map(({ row }) => row);
  };

  it.each([
    ['case_file', 'join case_file c on c.id = t.id', ['id']],
    ['case_complainant', 'join case_file c on c.id = t.case_id', ['id', 'case_id']],
    ['case_timeline_entry', 'join case_file c on c.id = t.case_id', ['id', 'case_id', 'complainant_id']],
    ['case_deadline', 'join case_file c on c.id = t.case_id', ['id', 'case_id']],
    [
      'case_deadline_entry',
      'join case_deadline d on d.id = t.deadline_id join case_file c on c.id = d.case_id',
      ['id', 'deadline_id'],
    ],
  ])('leave the rows of %s that playing them leaves', async (table, joined, without) => {
    const rows = await rowsOf(copied, table, joined, without);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows).toEqual(await rowsOf(played, table, joined, without));
  });

  it('leave the figures of playing them, which are those that a recount gives', async () => {
    const figures = (test: TestSubgraph) =>
      test.sql(`select to_jsonb(f) as figure from case_figure f order by area_code, dimension, grain, period, key`);
    expect(await figures(copied)).toEqual(await figures(played));
    expect(await recountFigures(copied.sql)).toEqual([]);
    expect(await copied.sql('select * from case_number order by year')).toEqual(
      await played.sql('select * from case_number order by year'),
    );
  });

  it('keep every index and every rule of the tables', async () => {
    const rules = (test: TestSubgraph) =>
      test.sql(
        `select conrelid::regclass::text as "table", conname, pg_get_constraintdef(oid) as rule from pg_constraint
         where conrelid::regclass::text like 'case_%' union all
         select tablename, indexname, indexdef from pg_indexes where tablename like 'case_%' order by 1, 2, 3`,
      );
    expect(await rules(copied)).toEqual(await rules(played));
  });

  it('are refused while a case runs', async () => {
    await seedCases(copied, [aHistory(400, { length: 2 })], 'running');
    await expect(multiplyHistories(session.sql, 1, weeksOf)).rejects.toThrow('1 cases have not ended');
  });
});
