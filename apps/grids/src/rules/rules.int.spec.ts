import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { aCounty, idOf, NOW, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { ask, send, sendInput } from '../testing/run.ts';
import { settleDueDaysOf } from './settle-due-days.ts';

let county: County;
const fresh = async () => {
  county = await aCounty();
};
const stop = () => county.stop();
const onCountiesOfTheirOwn = () => {
  beforeEach(fresh);
  afterEach(stop);
};
const onOneCounty = () => {
  beforeAll(fresh);
  afterAll(stop);
};

const dueOf = async (n: number) => {
  const [row] = await county.subgraph.sql(
    'select visit_interval_days as days, next_due_on::text as due from household where id = $1',
    [idOf('household', n)],
  );
  return [row?.days, row?.due];
};
const putInterval = (input: object) =>
  sendInput(
    county,
    people.gridOffice,
    'putVisitInterval',
    'PutVisitIntervalInput',
    '... on PutVisitIntervalSuccess { visitIntervals { careKind intervalDays validFrom validUntil } }',
    { validFrom: '2026-03-02', ...input },
  );
const settle = () => county.subgraph.runJobs();

describe('How often households are visited', () => {
  onCountiesOfTheirOwn();

  test('follows the strictest rule; a new rule moves the due days of those whom it holds for', async () => {
    expect(await dueOf(1)).toEqual([15, '2026-03-08']);
    expect(await dueOf(2)).toEqual([90, '2026-05-23']);
    await putInterval({ intervalDays: 60 });
    await putInterval({ careKind: 'LIVING_ALONE', intervalDays: 10 });
    expect(await settle()).toEqual(['settle-due-days']);
    expect(await dueOf(1)).toEqual([10, '2026-03-03']);
    expect(await dueOf(2)).toEqual([60, '2026-04-23']);
  });

  test('changes on the day from which a rule holds, and again when it is taken away', async () => {
    const answer = await putInterval({ careKind: 'LIVING_ALONE', intervalDays: 5, validFrom: '2026-03-10' });
    expect(answer).toMatchObject({
      visitIntervals: [
        { careKind: null, intervalDays: 90 },
        { careKind: 'LIVING_ALONE', intervalDays: 15, validUntil: '2026-03-10' },
        { careKind: 'LIVING_ALONE', intervalDays: 5, validFrom: '2026-03-10', validUntil: null },
      ],
    });
    await settle();
    expect(await dueOf(1)).toEqual([15, '2026-03-08']);
    county.subgraph.setNow(new Date('2026-03-10T02:00:00Z'));
    await county.subgraph.runScheduledJob('settle-due-days');
    expect(await dueOf(1)).toEqual([5, '2026-02-26']);
    await putInterval({ careKind: 'LIVING_ALONE', intervalDays: null, validFrom: '2026-03-10' });
    await settle();
    expect(await dueOf(1)).toEqual([90, '2026-05-22']);
    county.subgraph.setNow(NOW);
  });

  test('follows care that begins and ends', async () => {
    const { sql } = county.subgraph;
    await sql(
      `insert into care_record (id, resident_id, grid_id, area_code, kind, since) values ($1, $2, $3, '410326200200', 'LIVING_ALONE', '2026-03-01')`,
      [idOf('care', 50), idOf('resident', 3), idOf('grid', 1)],
    );
    expect(await settleDueDaysOf(sql, [idOf('household', 2)], '2026-03-02')).toBe(1);
    expect(await dueOf(2)).toEqual([15, '2026-03-09']);
    await sql(`update care_record set until = '2026-03-02' where id = $1`, [idOf('care', 50)]);
    await settleDueDaysOf(sql, [idOf('household', 2)], '2026-03-02');
    expect(await dueOf(2)).toEqual([90, '2026-05-23']);
  });
});

describe('A rule of how often', () => {
  onOneCounty();

  test.each([
    ['of 0 days', { intervalDays: 0 }, 'input.intervalDays'],
    ['of all households taken away', { intervalDays: null }, 'input.intervalDays'],
    ['from yesterday', { intervalDays: 30, validFrom: '2026-03-01' }, 'input.validFrom'],
  ])('%s is an error that names the field', async (_, input, field) => {
    expect(await putInterval(input)).toMatchObject({ __typename: 'InvalidInput', field });
  });
});

const items = [
  { item: 'FIRE_EXTINGUISHER', label: '灭火器', required: true },
  { item: 'SMOKE_ALARM', label: '烟感', answerKind: 'YES_NO' },
  { item: 'STOVE', label: '取暖方式', answerKind: 'CHOICE', choices: ['电', '煤', '气'] },
  { item: 'PRESSURE', label: '压力', answerKind: 'NUMBER', minimum: 0, maximum: 2.5, unit: 'MPa' },
  { item: 'WISH', label: '心愿', answerKind: 'TEXT' },
  { item: 'ROOF', label: '屋面', photo: 'IF_NOT_IN_ORDER' },
];
const putInput = (input: object = {}) =>
  ask(
    county,
    people.gridOffice,
    'mutation($input: PutVisitChecklistInput!) { answer: putVisitChecklist(input: $input) { __typename ... on PutVisitChecklistSuccess { checklist { version validFrom items { item answerKind choices required photo } } } ... on InvalidInput { field } ... on Conflict { message } } }',
    { input: { validFrom: '2026-03-02', items, ...input } },
  ).then(({ data }) => data?.answer as Record<string, unknown>);
const visit = (input: object) =>
  send(
    county,
    people.worker,
    'recordVisit',
    'RecordVisitInput',
    '... on RecordVisitSuccess { visit { checklistVersion checks { item passed answer { yes choice number text } photos { id } } } }',
    { householdId: idOf('household', 3), recordedAt: '2026-03-02T01:00:00Z', ...input },
  );
const fire = { item: 'FIRE_EXTINGUISHER', passed: true };

describe('The checklist', () => {
  onCountiesOfTheirOwn();

  test('has versions: visits go by the one of their day, and by the one that a device still had', async () => {
    expect(await putInput()).toMatchObject({ checklist: { version: 2, validFrom: '2026-03-02' } });
    const { data } = await ask(
      county,
      people.worker,
      `{ grid(id: "${idOf('grid', 1)}") { visitChecklist { item } } visitChecklists { version } }`,
    );
    expect(data).toMatchObject({ visitChecklists: [{ version: 1 }, { version: 2 }] });
    expect(await visit({ checks: [fire] })).toMatchObject({ visit: { checklistVersion: 2 } });
    const old = { checks: [{ item: 'ANTI_FRAUD_APP', passed: true }], recordedAt: '2026-03-02T01:10:00Z' };
    expect(await visit(old)).toMatchObject({ field: 'input.checks.0.item' });
    expect(await visit({ ...old, checklistVersion: 1 })).toMatchObject({ visit: { checklistVersion: 1 } });
    expect(await visit({ ...old, recordedAt: '2026-03-01T01:00:00Z' })).toMatchObject({
      visit: { checklistVersion: 1 },
    });
    expect(await visit({ ...old, checklistVersion: 9, recordedAt: '2026-03-02T01:20:00Z' })).toMatchObject({
      field: 'input.checklistVersion',
    });
  });

  test('asks for answers of a kind, and takes them', async () => {
    await putInput();
    const answers = [
      fire,
      { item: 'SMOKE_ALARM', passed: false, answer: { yes: false } },
      { item: 'STOVE', passed: true, answer: { choice: '电' } },
      { item: 'PRESSURE', passed: true, answer: { number: 1.2 } },
      { item: 'WISH', passed: true, answer: { text: ' 想修路 ' } },
    ];
    expect(await visit({ checks: answers })).toMatchObject({
      visit: {
        checks: [
          { answer: null },
          { answer: { yes: false } },
          { answer: { choice: '电' } },
          { answer: { number: 1.2 } },
          { answer: { text: '想修路' } },
        ],
      },
    });
    const wrong = async (check: object, field: string) => {
      expect(await visit({ recordedAt: '2026-03-02T01:10:00Z', checks: [fire, check] })).toMatchObject({ field });
    };
    await wrong({ item: 'STOVE', passed: true, answer: { choice: '柴' } }, 'input.checks.1.answer.choice');
    await wrong({ item: 'STOVE', passed: true, answer: { yes: true } }, 'input.checks.1.answer');
    await wrong({ item: 'STOVE', passed: true }, 'input.checks.1.answer');
    await wrong({ item: 'PRESSURE', passed: true, answer: { number: 3 } }, 'input.checks.1.answer.number');
    await wrong({ item: 'SMOKE_ALARM', passed: true, answer: { yes: true, text: '好' } }, 'input.checks.1.answer');
    await wrong({ item: 'WISH', passed: true, answer: { text: ' ' } }, 'input.checks.1.answer.text');
    expect(
      await visit({ recordedAt: '2026-03-02T01:10:00Z', checks: [{ ...fire, answer: { yes: true } }] }),
    ).toMatchObject({ field: 'input.checks.0.answer' });
    expect(await visit({ recordedAt: '2026-03-02T01:10:00Z', checks: [{ item: 'ROOF', passed: true }] })).toMatchObject(
      { field: 'input.checks', allowed: 'FIRE_EXTINGUISHER' },
    );
  });

  test('asks for photos where the rule says so, and refuses them elsewhere', async () => {
    await putInput();
    const file = async () => {
      const id = crypto.randomUUID();
      await county.subgraph.sql(
        `insert into stored_file (id, account_id, purpose, name, content_type, bytes, sha256, state, created_at, expires_at)
         values ($1, $2, 'VISIT_PHOTO', 'a.jpg', 'image/jpeg', 3, repeat('0', 64), 'UNCLAIMED', '2026-03-02', '2026-03-03')`,
        [id, idOf('account', 2)],
      );
      return id;
    };
    const [one, two] = [await file(), await file()];
    const roof = { item: 'ROOF', passed: false };
    const at = { recordedAt: '2026-03-02T01:30:00Z' };
    expect(await visit({ ...at, checks: [fire, roof] })).toMatchObject({ field: 'input.checks.1.photoFileIds' });
    expect(await visit({ ...at, checks: [{ ...fire, photoFileIds: [one] }] })).toMatchObject({
      field: 'input.checks.0.photoFileIds',
    });
    expect(await visit({ ...at, checks: [fire, { ...roof, photoFileIds: [one, one] }] })).toMatchObject({
      field: 'input.checks.1.photoFileIds',
    });
    expect(await visit({ ...at, checks: [fire, { ...roof, photoFileIds: [one, two] }] })).toMatchObject({
      visit: {
        checks: [{ photos: [] }, { photos: [{ id: one }, { id: two }].sort((a, b) => (a.id < b.id ? -1 : 1)) }],
      },
    });
    expect(
      await visit({ recordedAt: '2026-03-02T01:40:00Z', checks: [fire, { ...roof, photoFileIds: [one] }] }),
    ).toMatchObject({ field: 'input.checks.1.photoFileIds' });
  });
});

describe('A version of the checklist', () => {
  onOneCounty();

  test.each([
    ['without items', { items: [] }, 'input.items'],
    ['with an item twice', { items: [items[0], items[0]] }, 'input.items.1.item'],
    ['with a code in small letters', { items: [{ item: 'roof', label: '屋面' }] }, 'input.items.0.item'],
    [
      'with choices of what is no choice',
      { items: [{ item: 'A', label: '甲', choices: ['一'] }] },
      'input.items.0.choices',
    ],
    ['from yesterday', { validFrom: '2026-03-01' }, 'input.validFrom'],
  ])('%s is an error that names the field', async (_, input, field) => {
    expect(await putInput(input)).toMatchObject({ __typename: 'InvalidInput', field });
  });

  test('is the grid office’s alone', async () => {
    const { codes } = await ask(
      county,
      people.head,
      'mutation { putVisitChecklist(input: { validFrom: "2026-03-02", items: [] }) { __typename } }',
    );
    expect(codes).toEqual(['FORBIDDEN']);
  });

  test('of a day that has one already is a conflict', async () => {
    await putInput();
    expect(await putInput()).toMatchObject({ __typename: 'Conflict' });
  });
});

describe('Synchronization', () => {
  onOneCounty();

  test('a device takes along what is due, then what has changed, and forgets what went away', async () => {
    const sync = async (args: string) => {
      const { data, errors } = await ask(
        county,
        people.worker,
        `{ gridWorkSync${args} { cursor today checklist { version items { item } } goneHouseholdIds
         households(first: 50) { totalCount edges { node { id emergencyContacts { name phone } } } } } }`,
      );
      expect(errors).toEqual([]);
      return data?.gridWorkSync as {
        cursor: string;
        goneHouseholdIds: string[];
        households: { edges: { node: { id: string } }[] };
      };
    };
    const { sql } = county.subgraph;
    const first = await sync('(daysAhead: 7)');
    expect(first.households.edges.map(({ node }) => node.id)).toEqual([idOf('household', 3), idOf('household', 1)]);
    expect(first.goneHouseholdIds).toEqual([]);
    // As if the cursor had been given long after the county was set up.
    await sql(`update household_touch set touched_at = touched_at - interval '1 hour'`);
    expect((await sync(`(since: "${first.cursor}")`)).households.edges).toEqual([]);
    await sql(`update emergency_contact set name = '王二' where household_id = $1`, [idOf('household', 2)]);
    await sql('update household set grid_id = $2 where id = $1', [idOf('household', 1), idOf('grid', 3)]);
    const second = await sync(`(since: "${first.cursor}")`);
    expect(second.households.edges.map(({ node }) => node.id)).toEqual([idOf('household', 2)]);
    expect(second.goneHouseholdIds).toEqual([idOf('household', 1)]);
    expect((await ask(county, people.worker, '{ gridWorkSync(since: "x") { cursor } }')).codes).toEqual([
      'BAD_USER_INPUT',
    ]);
    expect((await ask(county, people.worker, '{ gridWorkSync(daysAhead: 32) { cursor } }')).codes).toEqual([
      'BAD_USER_INPUT',
    ]);
  });
});
