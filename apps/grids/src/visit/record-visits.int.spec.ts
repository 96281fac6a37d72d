import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { aCounty, idOf, TODAY, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { keptActivity, keptFigures, recount, recountActivity } from '../testing/recount.ts';
import { ask, sendInput } from '../testing/run.ts';

const selection =
  '... on RecordVisitsSuccess { receipts { clientKey outcome visitId problem { code message field allowed } } }';

interface Receipt {
  readonly clientKey: string;
  readonly outcome: string;
  readonly visitId: string | null;
  readonly problem: { readonly code: string; readonly field: string | null; readonly message: string } | null;
}

const sendVisits = async (county: County, visits: readonly object[], who: keyof typeof people = 'worker') =>
  (await sendInput(county, people[who], 'recordVisits', 'RecordVisitsInput', selection, { visits })) as {
    readonly __typename: string;
    readonly receipts?: readonly Receipt[];
  };

const outcomesOf = async (county: County, visits: readonly object[], who: keyof typeof people = 'worker') =>
  ((await sendVisits(county, visits, who)).receipts ?? []).map(({ outcome, problem }) => problem?.field ?? outcome);

const aVisit = (n: number, input: object = {}) => ({
  clientKey: `device-${String(n)}`,
  householdId: idOf('household', 1 + (n % 3)),
  recordedAt: new Date(Date.parse('2026-02-28T01:00:00Z') + n * 600_000).toISOString(),
  ...input,
});

const figuresAgree = async ({ subgraph: { sql } }: County) => {
  expect(await keptFigures(sql)).toEqual(await recount(sql, TODAY));
  expect(await keptActivity(sql)).toEqual(await recountActivity(sql));
};

let county: County;
const fresh = async () => {
  county = await aCounty(12);
};
const stopped = () => county.stop();

describe('Visits that a device kept', () => {
  beforeAll(fresh);
  afterAll(stopped);

  test('are recorded each for itself: the good ones are kept, the faulty ones name what is wrong', async () => {
    const { receipts } = await sendVisits(county, [
      aVisit(1),
      aVisit(2, { checks: [{ item: 'ROOF', passed: true }] }),
      aVisit(3, { recordedAt: '2026-03-02T09:00:00Z' }),
      aVisit(4, { householdId: idOf('household', 5) }),
      aVisit(5, { householdId: idOf('household', 99) }),
      aVisit(6, { demands: [{ text: '路灯不亮', clientKey: 'demand-6' }] }),
      aVisit(7, { clientKey: 'x'.repeat(65) }),
    ]);
    expect(receipts?.map(({ outcome, problem }) => [outcome, problem?.code ?? null, problem?.field ?? null])).toEqual([
      ['RECORDED', null, null],
      ['FAILED', 'INVALID_INPUT', 'input.visits.1.checks.0.item'],
      ['FAILED', 'INVALID_INPUT', 'input.visits.2.recordedAt'],
      ['FAILED', 'NOT_FOUND', 'input.visits.3.householdId'],
      ['FAILED', 'NOT_FOUND', 'input.visits.4.householdId'],
      ['RECORDED', null, null],
      ['FAILED', 'INVALID_INPUT', 'input.visits.6.clientKey'],
    ]);
    await figuresAgree(county);
  });

  test('that come again are the same visits, with the same ids, and leave no second event', async () => {
    const visits = [aVisit(11), aVisit(12, { demands: [{ text: '要修水渠', clientKey: 'demand-12' }] })];
    const first = await sendVisits(county, visits);
    const events = (await county.subgraph.outbox()).length;
    const again = await sendVisits(county, [...visits].reverse());
    expect(again.receipts?.map(({ outcome, visitId }) => [outcome, visitId])).toEqual(
      first.receipts?.map(({ visitId }) => ['DUPLICATE', visitId]).reverse(),
    );
    expect(await county.subgraph.outbox()).toHaveLength(events);
  });

  test('under a key that was used for something else are faulty', async () => {
    await sendVisits(county, [aVisit(21)]);
    expect(await outcomesOf(county, [aVisit(21, { checks: [{ item: 'ANTI_FRAUD_APP', passed: false }] })])).toEqual([
      'input.visits.0.clientKey',
    ]);
    expect(
      await outcomesOf(county, [
        aVisit(22),
        aVisit(22, { checks: [{ item: 'ANTI_FRAUD_APP', passed: true }] }),
        aVisit(22),
      ]),
    ).toEqual(['RECORDED', 'input.visits.1.clientKey', 'DUPLICATE']);
  });

  test('twice in one batch are one visit', async () => {
    expect(await outcomesOf(county, [aVisit(31), aVisit(31)])).toEqual(['RECORDED', 'DUPLICATE']);
  });

  test('more than 500 at once are refused by name, and none at all too', async () => {
    const many = Array.from({ length: 10_000 }, (_, n) => aVisit(n));
    expect(await sendVisits(county, many)).toMatchObject({
      __typename: 'InvalidInput',
      code: 'LIMIT_EXCEEDED',
      field: 'input.visits',
      allowed: '1–500',
    });
    expect(await sendVisits(county, [])).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  test('cost as many statements for two hundred as for twenty', async () => {
    const document = `mutation Send($input: RecordVisitsInput!) { recordVisits(input: $input) { __typename } }`;
    const costOf = async (from: number, count: number) => {
      const visits = Array.from({ length: count }, (_, n) =>
        aVisit(n, {
          clientKey: `cost-${String(from)}-${String(n)}`,
          recordedAt: new Date(Date.parse('2026-03-01T01:00:00Z') + (from + n) * 1_000).toISOString(),
        }),
      );
      await ask(county, people.worker, document, { input: { visits } });
      return county.subgraph.statements().filter((statement) => !statement.includes('pg_database')).length;
    };
    const some = await costOf(100, 20);
    expect(await costOf(200, 200)).toBe(some);
  });

  test('are for grid workers alone', async () => {
    const document = `mutation { recordVisits(input: { visits: [{ clientKey: "a", householdId: "b", recordedAt: "2026-03-01T01:00:00Z" }] }) { __typename } }`;
    expect((await ask(county, people.gridOffice, document)).codes).toEqual(['FORBIDDEN']);
    expect((await ask(county, undefined, document)).codes).toEqual(['UNAUTHENTICATED']);
  });
});

describe('A visit that comes late', () => {
  beforeEach(fresh);
  afterEach(stopped);

  test('is taken by the day on which it was made, whatever post its worker has today', async () => {
    await county.subgraph.sql(`update grid_assignment set until = '2026-03-01' where id = $1`, [idOf('assignment', 2)]);
    const without = { ...people.worker, assignments: [] };
    const answer = (await sendInput(county, without, 'recordVisits', 'RecordVisitsInput', selection, {
      visits: [aVisit(1, { recordedAt: '2026-02-28T01:00:00Z' }), aVisit(2, { recordedAt: '2026-03-01T01:00:00Z' })],
    })) as { receipts: Receipt[] };
    expect(answer.receipts.map(({ outcome, problem }) => problem?.field ?? outcome)).toEqual([
      'RECORDED',
      'input.visits.1.householdId',
    ]);
    expect(await keptActivity(county.subgraph.sql)).toEqual(await recountActivity(county.subgraph.sql));
  });

  test('is faulty when it is older than devices may keep it', async () => {
    const { receipts } = await sendVisits(county, [aVisit(1, { recordedAt: '2026-01-30T01:00:00Z' })]);
    expect(receipts?.[0]).toMatchObject({ outcome: 'FAILED', problem: { field: 'input.visits.0.recordedAt' } });
    expect(receipts?.[0]?.problem?.message).toContain('30 days');
  });

  test('follows its household into the grid to which it has moved since', async () => {
    const { sql } = county.subgraph;
    await sql('update household set grid_id = $2 where id = $1', [idOf('household', 1), idOf('grid', 3)]);
    await sql('update resident set grid_id = $2 where household_id = $1', [idOf('household', 1), idOf('grid', 3)]);
    expect(await outcomesOf(county, [aVisit(0, { householdId: idOf('household', 1) })])).toEqual(['RECORDED']);
    const [row] = await sql(`select grid_id from visit where client_key = 'device-0'`);
    expect(row?.grid_id).toBe(idOf('grid', 3));
  });

  test('follows its household into the one that it joined, and its resident to where that one lives now', async () => {
    const { sql } = county.subgraph;
    await sql(`update resident set household_id = $2, relation = 'SIBLING' where household_id = $1`, [
      idOf('household', 3),
      idOf('household', 2),
    ]);
    await sql(`update household set dissolved_on = '2026-03-01', successor_id = $2 where id = $1`, [
      idOf('household', 3),
      idOf('household', 2),
    ]);
    await sql(`update resident set household_id = $2, relation = 'SIBLING' where id = $1`, [
      idOf('resident', 1),
      idOf('household', 2),
    ]);
    const late = [
      aVisit(1, { householdId: idOf('household', 3), demands: [{ text: '路', residentId: idOf('resident', 5) }] }),
      aVisit(2, { householdId: idOf('household', 1), demands: [{ text: '灯', residentId: idOf('resident', 1) }] }),
    ];
    expect(await outcomesOf(county, late)).toEqual(['RECORDED', 'RECORDED']);
    expect(await outcomesOf(county, late)).toEqual(['DUPLICATE', 'DUPLICATE']);
    const rows = await sql('select household_id from visit where client_key = $1', ['device-1']);
    expect(rows).toEqual([{ household_id: idOf('household', 2) }]);
  });
});

test('Any order and any repetition of a device’s visits give the same rows, due days and figures', async () => {
  const visits = [
    aVisit(0, { checks: [{ item: 'PEOPLE_DATA', passed: true }] }),
    aVisit(1, { demands: [{ text: '路灯不亮', clientKey: 'd-1' }], note: '好' }),
    aVisit(2, { checks: [{ item: 'FIRE_EXTINGUISHER', passed: false, note: '压力不足' }] }),
    aVisit(3, { checks: [{ item: 'PEOPLE_DATA', passed: true }] }),
    aVisit(4, {
      demands: [
        { text: '要修水渠', clientKey: 'd-4' },
        { text: '垃圾未清', clientKey: 'd-5' },
      ],
    }),
    aVisit(5, { householdId: idOf('household', 7) }),
    aVisit(6, { checks: [{ item: 'ROOF', passed: true }] }),
  ];
  const stateOf = async ({ subgraph: { sql } }: County) => ({
    visits: await sql(
      'select household_id, recorded_at, client_key, checks, note, demand_count, grid_id from visit order by recorded_at, household_id',
    ),
    demands: await sql(
      'select household_id, resident_id, text, position, client_key from visit_demand order by client_key, text',
    ),
    households: await sql('select id, last_visited_at, next_due_on::text from household order by id'),
    residents: await sql('select id, verified_on::text from resident order by id'),
    figures: await keptFigures(sql),
    activity: await keptActivity(sql),
  });
  const inOrder = await aCounty(12);
  await sendVisits(inOrder, visits);
  const expected = await stateOf(inOrder);
  await inOrder.stop();
  const batches = fc.array(fc.uniqueArray(fc.nat(visits.length - 1), { minLength: 1 }), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(batches, fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 }), async (some, all) => {
      const other = await aCounty(12);
      try {
        for (const batch of [...some, all]) {
          await sendVisits(
            other,
            batch.flatMap((n) => visits[n] ?? []),
          );
        }
        expect(await stateOf(other)).toEqual(expected);
      } finally {
        await other.stop();
      }
    }),
    { numRuns: 6 },
  );
}, 240_000);
