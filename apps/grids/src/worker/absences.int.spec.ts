import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sqlOf } from '@gridloom/service-kit';
import { appendEvents } from '@gridloom/messaging';

import { aCounty, idOf, YAOGOU, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { keptFigures, recount } from '../testing/recount.ts';
import { ask, send } from '../testing/run.ts';
import { followAbsences } from './follow-absences.ts';

let county: County;
beforeAll(async () => {
  county = await aCounty();
});
afterAll(() => county.stop());

type Person = keyof typeof people;
const fields =
  '{ absence { id since until kind worker { id } substitute { id } standIns { id role since until grid { id } worker { id } } } }';

const record = (input: object, who: Person = 'gridOffice') =>
  send(county, people[who], 'recordAbsence', 'RecordAbsenceInput', `... on RecordAbsenceSuccess ${fields}`, {
    gridWorkerId: idOf('worker', 1),
    since: '2026-03-02',
    until: '2026-03-10',
    kind: 'LEAVE',
    ...input,
  });
const change = (input: object, who: Person = 'gridOffice') =>
  send(county, people[who], 'changeAbsence', 'ChangeAbsenceInput', `... on ChangeAbsenceSuccess ${fields}`, input);

/** What the day does while the service runs. */
const follow = (day: string) =>
  county.subgraph.em().transactional(async (em) => {
    const sql = sqlOf(em);
    const now = new Date(`${day}T02:00:00Z`);
    const told = await followAbsences(sql, { newId: () => crypto.randomUUID(), now, today: day }, null);
    await appendEvents(sql, told);
    return told.length;
  });
const told = async () =>
  (await county.subgraph.outbox())
    .filter(({ type }) => type.includes('grid-assignment') && !type.includes('state'))
    .map(({ type, data }) => [type.split('.')[3], data?.accountId, data?.role, data?.since, data?.until]);

describe('Absences', () => {
  test('give the substitute the roles of whoever is away from the first day to the last, in no figure', async () => {
    const before = await keptFigures(county.subgraph.sql);
    const answer = await record({ substituteId: idOf('worker', 3) });
    expect(answer).toMatchObject({
      absence: {
        worker: { id: idOf('worker', 1) },
        substitute: { id: idOf('worker', 3) },
        standIns: [{ role: 'GRID_HEAD', since: '2026-03-02', until: '2026-03-10', grid: { id: idOf('grid', 1) } }],
      },
    });
    expect(await told()).toEqual([['begun', idOf('account', 3), 'GRID_HEAD', '2026-03-02', '2026-03-10']]);
    expect(await follow('2026-03-05')).toBe(0);
    expect(await keptFigures(county.subgraph.sql)).toEqual(before);
    expect(before).toEqual(await recount(county.subgraph.sql, '2026-03-02'));
    const { data } = await ask(county, people.strangeWorker, '{ myGrids { id } }');
    expect(data?.myGrids).toEqual([{ id: idOf('grid', 1) }, { id: idOf('grid', 3) }]);
  });

  test('of one and the same worker do not overlap, and nobody stands in for himself, while away, or is away while standing in', async () => {
    expect(await record({ since: '2026-03-09', until: '2026-03-12' })).toMatchObject({ __typename: 'Conflict' });
    expect(await record({ gridWorkerId: idOf('worker', 2), substituteId: idOf('worker', 2) })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'input.substituteId',
    });
    expect(await record({ gridWorkerId: idOf('worker', 2), substituteId: idOf('worker', 1) })).toMatchObject({
      __typename: 'Conflict',
      message: expect.stringContaining('substitute'),
    });
    expect(await record({ gridWorkerId: idOf('worker', 3) })).toMatchObject({
      __typename: 'Conflict',
      message: expect.stringContaining('stands in'),
    });
    expect(await record({ since: '2026-01-01' })).toMatchObject({ field: 'input.since' });
    expect(await record({ since: '2026-04-01', until: '2026-04-01' })).toMatchObject({ field: 'input.until' });
    expect(await record({ since: '2026-04-01', until: '2027-04-03' })).toMatchObject({ field: 'input.until' });
    expect(await record({ gridWorkerId: idOf('worker', 3) }, 'secretary')).toMatchObject({ __typename: 'NotFound' });
    expect(
      await record({ gridWorkerId: idOf('worker', 2), substituteId: idOf('worker', 3) }, 'secretary'),
    ).toMatchObject({
      __typename: 'NotFound',
      field: 'input.substituteId',
    });
  });

  test('recorded by two at once are there once', async () => {
    const answers = await Promise.all(
      [1, 2, 3].map(() => record({ gridWorkerId: idOf('worker', 4), since: '2026-05-01', until: '2026-05-03' })),
    );
    expect(answers.filter(({ __typename }) => __typename === 'RecordAbsenceSuccess')).toHaveLength(1);
  });

  test('that change are followed by the roles: another substitute, an earlier end, a role that ends or begins meanwhile', async () => {
    const [row] = await county.subgraph.sql(`select id from grid_worker_absence where grid_worker_id = $1`, [
      idOf('worker', 1),
    ]);
    const absenceId = row?.id as string;
    county.subgraph.setNow(new Date('2026-03-04T02:00:00Z'));
    expect(await change({ absenceId, substituteId: idOf('worker', 2) })).toMatchObject({
      absence: {
        substitute: { id: idOf('worker', 2) },
        standIns: [
          { since: '2026-03-02', until: '2026-03-04', worker: { id: idOf('worker', 3) } },
          { since: '2026-03-04', until: '2026-03-10', worker: { id: idOf('worker', 2) } },
        ],
      },
    });
    expect(await change({ absenceId, until: '2026-03-08' })).toMatchObject({ absence: { until: '2026-03-08' } });
    await send(county, people.secretary, 'beginGridAssignment', 'BeginGridAssignmentInput', '', {
      gridWorkerId: idOf('worker', 1),
      gridId: idOf('grid', 2),
      role: 'LEVEL_3',
      since: '2026-03-04',
    });
    const standIn = await county.subgraph.sql(
      `select id from grid_assignment where absence_id = $1 and until = '2026-03-08' order by id`,
      [absenceId],
    );
    expect(standIn).toHaveLength(2);
    expect(
      await send(county, people.secretary, 'endGridAssignment', 'EndGridAssignmentInput', '', {
        gridAssignmentId: standIn[0]?.id,
        until: '2026-03-05',
      }),
    ).toMatchObject({ __typename: 'Conflict', message: expect.stringContaining('absence') });
    expect(await change({ absenceId, withoutSubstitute: true, substituteId: idOf('worker', 3) })).toMatchObject({
      field: 'input.withoutSubstitute',
    });
    expect(await change({ absenceId, withoutSubstitute: true })).toMatchObject({ absence: { substitute: null } });
    expect((await told()).slice(1)).toEqual([
      ['begun', idOf('account', 2), 'GRID_HEAD', '2026-03-04', '2026-03-10'],
      ['ended', idOf('account', 3), 'GRID_HEAD', '2026-03-02', '2026-03-04'],
      ['ended', idOf('account', 2), 'GRID_HEAD', '2026-03-04', '2026-03-08'],
      ['begun', idOf('account', 1), 'LEVEL_3', '2026-03-04', undefined],
      ['begun', idOf('account', 2), 'LEVEL_3', '2026-03-04', '2026-03-08'],
      ['ended', idOf('account', 2), expect.anything(), '2026-03-04', '2026-03-04'],
      ['ended', idOf('account', 2), expect.anything(), '2026-03-04', '2026-03-04'],
    ]);
    county.subgraph.setNow(new Date('2026-03-08T02:00:00Z'));
    expect(await change({ absenceId, until: '2026-03-09' })).toMatchObject({ __typename: 'Conflict' });
    expect(await keptFigures(county.subgraph.sql)).toEqual(await recount(county.subgraph.sql, '2026-03-08'));
  });

  test('of days to come begin with the day, end with it, and are taken back until then', async () => {
    const coming = await record({
      gridWorkerId: idOf('worker', 2),
      substituteId: idOf('worker', 3),
      since: '2026-03-20',
      until: '2026-03-22',
    });
    const { id } = coming.absence as { id: string };
    expect(coming.absence).toMatchObject({ standIns: [] });
    expect(await follow('2026-03-19')).toBe(0);
    expect(await change({ absenceId: id, until: '2026-03-01' })).toMatchObject({ field: 'input.until' });
    expect(await change({ absenceId: id, until: '2026-03-20' })).toMatchObject({
      absence: { since: '2026-03-20', until: '2026-03-20' },
    });
    expect(await follow('2026-03-20')).toBe(0);
    const again = await record({
      gridWorkerId: idOf('worker', 2),
      substituteId: idOf('worker', 3),
      since: '2026-03-20',
      until: '2026-03-22',
    });
    expect(again).toMatchObject({ __typename: 'RecordAbsenceSuccess' });
    expect(await follow('2026-03-20')).toBe(4);
    expect(await follow('2026-03-20')).toBe(0);
    expect(await follow('2026-03-23')).toBe(0);
  });

  test('are listed within the territory, with those for whom nobody stands in', async () => {
    const list = async (who: Person, args: string) => {
      const { data, codes } = await ask(
        county,
        people[who],
        `{ gridWorkerAbsences${args} { totalCount edges { node { worker { id } since standIns { role } } } } }`,
      );
      const page = data?.gridWorkerAbsences as
        { edges: { node: { worker: { id: string }; since: string } }[] } | undefined;
      return page?.edges.map(({ node }) => [node.worker.id, node.since]) ?? codes[0];
    };
    const secretary = [idOf('worker', 4), '2026-05-01'];
    const coming = [idOf('worker', 2), '2026-03-20'];
    expect(await list('gridOffice', '')).toEqual([coming, secretary]);
    expect(await list('gridOffice', '(withoutSubstitute: true)')).toEqual([secretary]);
    expect(await list('gridOffice', '(period: { from: "2026-03-02", to: "2026-03-05" })')).toEqual([
      [idOf('worker', 1), '2026-03-02'],
    ]);
    expect(await list('gridOffice', `(areaCode: "${YAOGOU}")`)).toEqual([]);
    expect(await list('strangeSecretary', '')).toEqual([]);
    expect(await list('worker', '')).toEqual([coming, secretary]);
    expect(await list('resident', '')).toBe('FORBIDDEN');
    const mine = await ask(
      county,
      people.strangeSecretary,
      `{ gridWorkers(areaCode: "410326200200") { edges { node { absences { id } trainings { id } } } } }`,
    );
    expect(mine.data?.gridWorkers).toEqual({
      edges: [1, 2, 4].map(() => ({ node: { absences: null, trainings: null } })),
    });
  });
});
