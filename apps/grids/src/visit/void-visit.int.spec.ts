import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, idOf, NOW, TODAY, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { keptActivity, keptFigures, recount, recountActivity } from '../testing/recount.ts';
import { ask, send } from '../testing/run.ts';

let county: County;
beforeAll(async () => {
  county = await aCounty();
});
afterAll(() => county.stop());

const record = async (input: object) => {
  const answer = (await send(
    county,
    people.worker,
    'recordVisit',
    'RecordVisitInput',
    '... on RecordVisitSuccess { visit { id } }',
    { householdId: idOf('household', 3), recordedAt: '2026-03-02T01:00:00.000Z', ...input },
  )) as unknown as { visit: { id: string } };
  return answer.visit.id;
};
const declareVoid = (visitId: string, input: object = {}, who: keyof typeof people = 'worker') =>
  send(
    county,
    people[who],
    'voidVisit',
    'VoidVisitInput',
    '... on VoidVisitSuccess { visit { id voidedAt voidReason } }',
    {
      visitId,
      reason: '误点',
      ...input,
    },
  );
const stateOf = async () => {
  const { sql } = county.subgraph;
  return {
    household: await sql('select last_visited_at, next_due_on::text as due from household where id = $1', [
      idOf('household', 3),
    ]),
    residents: await sql('select verified_on::text as day from resident where household_id = $1 order by id', [
      idOf('household', 3),
    ]),
    figures: await keptFigures(sql),
    activity: await keptActivity(sql),
  };
};

describe('A visit that was recorded by mistake', () => {
  test('is void: household, records and figures are as if it had never been, and the events say so', async () => {
    const before = await stateOf();
    const visitId = await record({ checks: [{ item: 'PEOPLE_DATA', passed: true }] });
    expect((await stateOf()).residents).toEqual([{ day: '2026-03-02' }, { day: '2026-03-02' }]);
    const known = (await county.subgraph.outbox()).length;
    expect(await declareVoid(visitId)).toMatchObject({ visit: { voidReason: '误点', voidedAt: NOW.toISOString() } });
    const { sql } = county.subgraph;
    const after = await stateOf();
    expect({ ...after, figures: 0, activity: 0 }).toEqual({ ...before, figures: 0, activity: 0 });
    expect(await keptFigures(sql)).toEqual(await recount(sql, TODAY));
    expect(await keptActivity(sql)).toEqual(await recountActivity(sql));
    const events = (await county.subgraph.outbox()).slice(known);
    expect(events).toMatchObject([
      { type: 'gridloom.grids.visit.voided.v1', data: { visitId } },
      { type: 'gridloom.grids.visit.state.v1', data: null },
    ]);
    expect(await declareVoid(visitId)).toMatchObject({ __typename: 'Conflict' });
  });

  test('gives way to the visits that are left: last visit, due day and what they found right', async () => {
    await record({ recordedAt: '2026-03-01T01:00:00Z', checks: [{ item: 'PEOPLE_DATA', passed: true }] });
    const wrong = await record({ recordedAt: '2026-03-02T01:10:00Z', checks: [{ item: 'PEOPLE_DATA', passed: true }] });
    await declareVoid(wrong);
    const { household, residents } = await stateOf();
    expect(household[0]?.due).toBe('2026-03-16');
    expect(residents).toEqual([{ day: '2026-03-01' }, { day: '2026-03-01' }]);
  });

  test('is not in lists any more, except in those that ask for void ones', async () => {
    const idsOf = async (filter: string) => {
      const { data } = await ask(
        county,
        people.worker,
        `{ visits(first: 50, filter: ${filter}) { totalCount edges { node { id } } } }`,
      );
      return (data?.visits as { edges: { node: { id: string } }[] }).edges.map(({ node }) => node.id);
    };
    const visitId = await record({ recordedAt: '2026-03-02T01:20:00Z' });
    const of = `householdId: "${idOf('household', 3)}"`;
    expect(await idsOf(`{ ${of} }`)).toContain(visitId);
    await declareVoid(visitId);
    expect(await idsOf(`{ ${of} }`)).not.toContain(visitId);
    expect(await idsOf(`{ ${of}, voided: true }`)).toContain(visitId);
    const { data } = await ask(
      county,
      people.worker,
      `{ household(id: "${idOf('household', 3)}") { visits(first: 50) { edges { node { id } } } } }`,
    );
    expect(JSON.stringify(data)).not.toContain(visitId);
  });

  test('stays when it raised a demand, when it is another’s, or when it is too long ago', async () => {
    const withDemand = await record({ recordedAt: '2026-03-02T01:30:00Z', demands: [{ text: '路灯不亮' }] });
    expect(await declareVoid(withDemand)).toMatchObject({
      __typename: 'Conflict',
      message: expect.stringContaining('cases'),
    });
    const mine = await record({ recordedAt: '2026-03-02T01:40:00Z' });
    expect(await declareVoid(mine, {}, 'head')).toMatchObject({ __typename: 'NotFound' });
    expect(await declareVoid(mine, { reason: ' ' })).toMatchObject({ field: 'input.reason' });
    county.subgraph.setNow(new Date('2026-03-05T03:00:00Z'));
    expect(await declareVoid(mine)).toMatchObject({
      __typename: 'Conflict',
      message: expect.stringContaining('72 hours'),
    });
    county.subgraph.setNow(NOW);
  });

  test('that comes in again stays void', async () => {
    const visitId = await record({ recordedAt: '2026-03-02T01:50:00Z' });
    await declareVoid(visitId);
    expect(await record({ recordedAt: '2026-03-02T01:50:00Z' })).toBe(visitId);
  });
});
