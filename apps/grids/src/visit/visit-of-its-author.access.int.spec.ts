import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { idOf, type County } from '../testing/county.ts';
import { aPlainCounty, named, operate } from '../testing/grid-operations.ts';
import { people } from '../testing/people.ts';
import { ask, send } from '../testing/run.ts';

const fields = `id note checks { item note } demands { text } worker { id } household { id }`;
const everybody = Object.keys(people) as (keyof typeof people)[];

let county: County;
let visitId: string;

beforeAll(async () => {
  county = await aPlainCounty();
  await operate(county, 'splitGrid', {
    gridId: idOf('grid', 1),
    parts: [named('A1', { holds: { householdIds: [idOf('household', 1)] } }), named('A2', { holds: { rest: true } })],
  });
});
afterAll(() => county.stop());

const look = async (name: keyof typeof people) => {
  const { data, codes } = await ask(county, people[name], `{ visit(id: "${visitId}") { ${fields} } }`);
  return codes[0] ?? data?.visit ?? null;
};
const whole = {
  note: '老人独居，三天后再来',
  checks: [{ item: 'FIRE_EXTINGUISHER', note: '压力不足' }],
  demands: [{ text: '路灯坏了' }],
  worker: { id: idOf('worker', 2) },
  // The people are those of the new grid: the role over it has not arrived yet.
  household: null,
};

test('A visit sent in after its household went to another grid is answered whole to the worker who made it', async () => {
  const answer = await send(
    county,
    people.worker,
    'recordVisit',
    'RecordVisitInput',
    `... on RecordVisitSuccess { visit { ${fields} } }`,
    {
      householdId: idOf('household', 3),
      recordedAt: '2026-03-02T01:00:00.000Z',
      checks: [{ item: 'FIRE_EXTINGUISHER', passed: false, note: '压力不足' }],
      demands: [{ text: '路灯坏了', clientKey: 'd' }],
      note: '老人独居，三天后再来',
    },
  );
  expect(answer.visit).toMatchObject(whole);
  visitId = (answer.visit as { id: string }).id;
});

test('It is there for its author and those of the new grid’s village alone', async () => {
  const found: Record<string, string[]> = {};
  for (const name of everybody) {
    const seen = await look(name);
    const what = seen === null ? 'nothing' : typeof seen === 'string' ? seen : 'visit';
    (found[what] ??= []).push(name);
  }
  expect(found.visit).toEqual(['administrator', 'gridOffice', 'townshipOfficer', 'secretary', 'worker']);
  expect(found.nothing).toEqual(['departmentOfficer', 'head', 'resident', 'strangeWorker', 'strangeSecretary']);
  expect(found.FORBIDDEN).toEqual(['organizer', 'volunteer', 'dataTeam', 'auditor']);
  expect(await look('worker')).toMatchObject(whole);
});

test('Its author sees it for seven days after it came in, and no longer', async () => {
  county.subgraph.setNow(new Date('2026-03-09T01:59:00Z'));
  expect(await look('worker')).toMatchObject(whole);
  county.subgraph.setNow(new Date('2026-03-09T02:01:00Z'));
  expect(await look('worker')).toBeNull();
  expect(await look('secretary')).toMatchObject({ id: visitId });
});
