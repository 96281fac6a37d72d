import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { lifeOfPlan } from './life-of-plan.ts';
import { story } from './stories.ts';
import { planOnPaper } from '../testing/found-on-paper.ts';
import { lifeInDatabases, type LifeInDatabases } from '../testing/life-in-databases.ts';

const acceptedAndClosed = 'select count(accepted_at)::int as accepted, count(closed_at)::int as closed from case_file';
const keptAcceptedAndClosed = `select sum(accepted)::int as accepted, sum(closed)::int as closed
  from case_figure where area_code = $1 and dimension = 'TOTAL' and grain = 'MONTH'`;

describe('The life of Ruyang, brought in by the real importers', () => {
  let founded: LifeInDatabases;
  const county = '410326';
  let now: Date;
  beforeAll(async () => {
    const plan = await planOnPaper();
    now = lifeOfPlan(plan).now;
    founded = await lifeInDatabases(plan);
    await founded.runAll();
  });
  afterAll(() => founded.drop());

  test('the counts of societies and their members are those of the rows', async () => {
    const rows = await founded.row(
      'societies',
      `select (select count(*)::int from society) as societies,
              (select count(*)::int from membership where left_on is null) as members,
              (select count(distinct area_code || name)::int from society) as names`,
    );
    expect(rows).toEqual({ societies: 2_966, members: 25_192, names: 2_966 });
    expect(await founded.counter('societies', county, 'societies')).toBe(2_966);
    expect(await founded.counter('societies', county, 'members')).toBe(25_192);
  });

  test('the canal of Renzhuang has 18 households, some of them settled', async () => {
    const rows = await founded.rows(
      'societies',
      `select i.status, count(*)::int as n from matter_item i join matter m on m.id = i.matter_id
       where m.area_code = $1 and m.title = '修渠搬迁18户' group by i.status order by i.status`,
      [story.renzhuang],
    );
    expect(rows).toEqual([
      { status: 'AGREED', n: 4 },
      { status: 'PENDING', n: 2 },
      { status: 'SETTLED', n: 12 },
    ]);
  });

  test('one programme has 143 people in work at 8,000 yuan a month', async () => {
    const rows = await founded.rows(
      'societies',
      `select p.area_code, count(*)::int as employed, avg(o.monthly_wage)::float8 as wage
       from outcome o join programme p on p.id = o.programme_id where o.employed group by p.id, p.area_code
       having count(*) = 143`,
    );
    expect(rows).toEqual([{ area_code: story.shuangquan, employed: 143, wage: 8_000 }]);
  });

  test('Beibao has served meals day by day, and the kept figure is their sum', async () => {
    const row = await founded.row(
      'societies',
      `select p.id::text, sum(m.meals)::int as meals, count(*)::int as days
       from meal_service m join programme p on p.id = m.programme_id where p.area_code = $1 group by p.id`,
      [story.beibao],
    );
    expect(row?.days).toBeGreaterThan(300);
    expect(await founded.counter('societies', String(row?.id), 'mealsServed')).toBe(row?.meals);
  });

  test('every demand of a society has become a case with the same words', async () => {
    const demands = await founded.rows(
      'societies',
      'select id::text, text, resident_id::text as who from society_demand order by id',
    );
    const cases = await founded.rows(
      'cases',
      `select k.demand_id::text as id, k.demand as text, k.resident_id::text as who
       from case_complainant k join case_file f on f.id = k.case_id where f.source = 'SOCIETY' and k.demand_id is not null
       order by k.demand_id`,
    );
    expect(demands.length).toBeGreaterThan(90);
    expect(cases).toEqual(demands);
    const wangping = await founded.row(
      'societies',
      'select count(*)::int as n from society_demand where area_code = $1',
      [story.wangping],
    );
    expect(wangping?.n).toBe(28);
  });

  test('as many cases are accepted and closed as the county says, in the rows and in the kept figures', async () => {
    const rows = await founded.row('cases', acceptedAndClosed);
    expect(rows).toEqual({ accepted: 1_389, closed: 1_365 });
    expect(await founded.row('cases', keptAcceptedAndClosed, [county])).toEqual(rows);
    const evaluated = await founded.row(
      'cases',
      `select 100.0 * sum(satisfied) / sum(evaluated) as rate from case_figure
       where area_code = $1 and dimension = 'TOTAL' and grain = 'MONTH'`,
      [county],
    );
    expect(Number(evaluated?.rate)).toBeGreaterThan(95);
  });

  test('open cases stand in all states, some overdue, and no timeline reaches past now', async () => {
    const states = await founded.rows(
      'cases',
      `select status, count(*)::int as n from case_file where status not in ('CLOSED') group by status`,
    );
    expect(states.map(({ status }) => status).sort()).toEqual([
      'ACCEPTED',
      'DEFERRED',
      'DISPATCHED',
      'HANDLING',
      'REFUSED',
      'REPORTED',
      'RESOLVED',
      'RETURNED',
      'VERIFIED',
      'VOID',
    ]);
    const row = await founded.row(
      'cases',
      `select (select count(*)::int from case_file where due_at < $1) as overdue,
              (select count(*)::int from case_timeline_entry where at > $1) as later`,
      [now.toISOString()],
    );
    expect(row?.later).toBe(0);
    expect(row?.overdue).toBeGreaterThanOrEqual(4);
  });

  test('whistles have three to five answers, and one is still going on', async () => {
    const rows = await founded.rows(
      'cases',
      `select w.status, count(*)::int as answers from whistle w join whistle_answer a on a.whistle_id = w.id group by w.id`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(3);
    for (const { answers } of rows) expect([3, 4, 5]).toContain(answers);
    expect(rows.filter(({ status }) => status === 'BLOWN')).toHaveLength(1);
  });

  test('orders of 寺帮帮 and orders for open cases are there, and hours add up in the ledger', async () => {
    const row = await founded.row(
      'volunteers',
      `select (select count(*)::int from volunteer) as volunteers,
              (select sum(half_hours)::int from service_hours) as halves,
              (select count(*)::int from service_order) as posted,
              (select count(*)::int from service_order where status = 'COMPLETED') as completed`,
    );
    expect(await founded.counter('volunteers', county, 'volunteers')).toBe(row?.volunteers);
    expect(await founded.counter('volunteers', county, 'halfHours')).toBe(row?.halves);
    expect(await founded.counter('volunteers', county, 'ordersPosted')).toBe(row?.posted);
    expect(await founded.counter('volunteers', county, 'ordersCompleted')).toBe(row?.completed);
    const team = await founded.row('societies', `select id from society where name = '寺帮帮' and area_code = $1`, [
      story.xiaosi,
    ]);
    const orders = await founded.rows('volunteers', 'select status from service_order where society_id = $1', [
      team?.id,
    ]);
    expect(orders).toHaveLength(14);
    const served = await founded.rows(
      'volunteers',
      'select case_id::text as id from service_order where case_id is not null',
    );
    const open = await founded.rows(
      'cases',
      `select id::text from case_file where status in ('HANDLING', 'DISPATCHED')`,
    );
    expect(served.length).toBeGreaterThan(0);
    expect(open).toEqual(expect.arrayContaining(served));
  });

  test('a second run skips every step and changes nothing', async () => {
    expect(new Set(await founded.runAll())).toEqual(new Set([true]));
    expect(await founded.counter('societies', county, 'societies')).toBe(2_966);
  });
});

describe('The life of other counties', () => {
  test.each([
    { county: '410326', scale: 0.02 },
    { county: '430112', scale: 0.05 },
    { county: '110101', scale: 0.01 },
  ])('%j is brought in with the figures of its plan', async (choice) => {
    const plan = await planOnPaper(choice);
    const founded = await lifeInDatabases(plan);
    try {
      await founded.runAll();
      const { acceptedCases, closedCases, societies, members, volunteers } = plan.figures;
      const cases = { accepted: acceptedCases, closed: closedCases };
      expect(await founded.row('cases', acceptedAndClosed)).toEqual(cases);
      expect(await founded.row('cases', keptAcceptedAndClosed, [choice.county])).toEqual(cases);
      const kinds = societies.SELF_GOVERNING + societies.RECREATIONAL + societies.VOLUNTEER;
      expect(await founded.counter('societies', choice.county, 'societies')).toBe(kinds);
      expect(await founded.counter('societies', choice.county, 'members')).toBe(members);
      expect(await founded.counter('volunteers', choice.county, 'volunteers')).toBe(volunteers);
      const duties = await founded.row('cases', 'select count(*)::int as n from duty');
      expect(duties?.n).toBe(choice.county === '430112' ? 11 : 6);
    } finally {
      await founded.drop();
    }
  });
});
