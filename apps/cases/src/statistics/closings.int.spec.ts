import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase } from '@gridloom/service-kit';
import { callerAt, callerOf, testSubgraph, type TestSubgraph } from '@gridloom/testkit';
import fc from 'fast-check';

import { database } from '../database.ts';
import { subgraph } from '../subgraph.ts';
import { recountFigures } from '../testing/recount-figures.ts';
import { aHistory, caseId, complainantId, county, ids, seedCases, seedCounty, village } from '../testing/seed.ts';

const office = callerAt('GRID_OFFICE', county);
const secretary = callerAt('COMMUNITY_SECRETARY', village);
const officer = callerOf('DEPARTMENT_OFFICER', ids.roads);
const DAY = 86_400_000;

describe('a case that is opened again', () => {
  let test: TestSubgraph;
  let now = Date.parse('2026-03-02T02:00:00Z');
  let n = 0;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date(now) });
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  const run = async (name: string, input: object, as = office) => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const { data, errors } = await test.execute(
      `mutation ($input: ${type}Input!) { it: ${name}(input: $input) { __typename } }`,
      { input },
      { as },
    );
    expect({ data, errors }).toEqual({ data: { it: { __typename: `${type}Success` } }, errors: [] });
  };
  const later = (days: number) => {
    now += days * DAY;
    test.setNow(new Date(now));
  };
  const closeAgain = async (id: string, complainant: string) => {
    await run('takeUpCase', { caseId: id }, officer);
    await run('resolveCase', { caseId: id, outcome: '再次修好' }, officer);
    await run('verifyCaseByCallBack', { caseId: id, passed: true });
    await run('evaluateCase', { caseId: id, satisfied: true, complainantId: complainant }, secretary);
  };
  const statistics = async (period: object | null = null) => {
    const { data } = await test.execute(
      `query ($r: [_Any!]!, $period: PeriodInput) { _entities(representations: $r) { ... on Area {
         caseStatistics(period: $period) { accepted closed closingRate byDay { day closed } byHandler { closed } byGrid { closed } } } } }`,
      { r: [{ __typename: 'Area', code: village }], period },
      { as: office },
    );
    return (data as unknown as { _entities: { caseStatistics: Record<string, unknown> }[] })._entities[0]
      ?.caseStatistics;
  };

  it('counts as no closing while it is open, and as one on the day of the last when it is closed again', async () => {
    n = 1;
    await seedCases(test, [aHistory(1, { length: 6, reportedAt: new Date(now - 5 * DAY) })], 'one');
    expect(await statistics()).toMatchObject({ accepted: 1, closed: 1, closingRate: 100 });
    await run('reopenCase', { caseId: caseId(1), note: '又坏了' });
    expect(await statistics()).toMatchObject({ accepted: 1, closed: 0, closingRate: 0, byHandler: [{ closed: 0 }] });
    later(2);
    await closeAgain(caseId(1), complainantId(1));
    expect(await statistics()).toMatchObject({
      accepted: 1,
      closed: 1,
      closingRate: 100,
      byHandler: [{ closed: 1 }],
      byGrid: [{ closed: 1 }],
    });
    expect(await statistics({ from: '2026-03-01', to: '2026-03-01' })).toMatchObject({ closed: 0 });
    expect(await statistics({ from: '2026-03-04', to: '2026-03-04' })).toMatchObject({ closed: 1 });
    expect(await recountFigures(test.sql)).toEqual([]);
  });

  it('leaves figures that equal the rows, however often and whenever it is closed and opened', async () => {
    const acts = fc.array(fc.record({ days: fc.integer({ min: 0, max: 5 }), reopen: fc.boolean() }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(acts, async (steps) => {
        n += 1;
        const [id, complainant] = [caseId(n), complainantId(n)];
        await seedCases(test, [aHistory(n, { length: 6, reportedAt: new Date(now - 5 * DAY) })], `case-${String(n)}`);
        let open = false;
        for (const { days, reopen } of steps) {
          later(days);
          if (open) await closeAgain(id, complainant);
          else if (reopen) await run('reopenCase', { caseId: id, note: '又坏了' });
          else continue;
          open = !open;
        }
        expect(await recountFigures(test.sql)).toEqual([]);
      }),
      { numRuns: 8 },
    );
    const [row] = await test.sql(`select count(*)::int as n from case_file where status = 'CLOSED'`);
    expect(await statistics()).toMatchObject({ closed: row?.n });
  });

  it('is corrected in the figures of before by the migration, and uncorrected on the way down', async () => {
    const orm = await connectDatabase(database, { url: test.migratorUrl, pool: 1 });
    const migrations = ['20261124112100-count-a-closing-once'];
    try {
      await orm.migrator.down({ migrations });
      expect(await recountFigures(test.sql)).not.toEqual([]);
      await orm.migrator.up({ migrations });
      expect(await recountFigures(test.sql)).toEqual([]);
    } finally {
      await orm.close(true);
    }
  });
});
