import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, idOf, YAOGOU, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { ask, send, sendWith } from '../testing/run.ts';

let county: County;
beforeAll(async () => {
  county = await aCounty();
});
afterAll(() => county.stop());

type Person = keyof typeof people;
const put = (input: object, who: Person = 'gridOffice') =>
  sendWith(
    county,
    people[who],
    'putTrainingKind',
    'PutTrainingKindInput',
    '... on InvalidInput { field allowed } ... on PutTrainingKindSuccess { trainingKind { code label validMonths requiredRoles retired } }',
    { code: 'FIRST_AID', label: '急救', validMonths: 12, requiredRoles: ['FULL_TIME', 'LEVEL_3'], ...input },
  );
const record = (input: object, who: Person = 'secretary') =>
  send(
    county,
    people[who],
    'recordTraining',
    'RecordTrainingInput',
    '... on RecordTrainingSuccess { training { id completedOn validUntil certificate kind { code } } }',
    { gridWorkerId: idOf('worker', 2), kind: 'FIRST_AID', completedOn: '2025-03-20', ...input },
  );
const voidIt = (trainingId: unknown, who: Person = 'secretary') =>
  sendWith(
    county,
    people[who],
    'voidTraining',
    'VoidTrainingInput',
    '... on VoidTrainingSuccess { gridWorker { trainings { id } } }',
    { trainingId },
  );
const gaps = async (who: Person, args = '') => {
  const { data, codes } = await ask(
    county,
    people[who],
    `{ trainingGaps${args} { totalCount pageInfo { hasNextPage endCursor } edges { node { worker { id } kind { code } state validUntil } } } }`,
  );
  if (codes.length > 0) return { codes, rows: [], cursor: '' };
  const page = data?.trainingGaps as {
    totalCount: number;
    pageInfo: { endCursor: string };
    edges: { node: { worker: { id: string }; kind: { code: string }; state: string; validUntil: string | null } }[];
  };
  return {
    codes,
    cursor: page.pageInfo.endCursor,
    rows: page.edges.map(({ node }) => [node.worker.id, node.kind.code, node.state, node.validUntil]),
  };
};

describe('Trainings', () => {
  test('are recorded with the validity of their kind, and keep it', async () => {
    expect(await put({})).toMatchObject({ trainingKind: { code: 'FIRST_AID', validMonths: 12, retired: false } });
    const recorded = await record({ certificate: ' A-1 ' });
    expect(recorded).toMatchObject({
      training: { validUntil: '2026-03-20', certificate: 'A-1', kind: { code: 'FIRST_AID' } },
    });
    await put({ validMonths: 1 });
    const { data } = await ask(
      county,
      people.secretary,
      `{ gridWorkers(text: "2") { edges { node { trainings { id validUntil } } } } trainingKinds { code validMonths } }`,
    );
    expect(data).toEqual({
      gridWorkers: {
        edges: [{ node: { trainings: [{ id: (recorded.training as { id: string }).id, validUntil: '2026-03-20' }] } }],
      },
      trainingKinds: [{ code: 'FIRST_AID', validMonths: 1 }],
    });
    expect(await record({})).toMatchObject({ __typename: 'Conflict' });
  });

  test('that are missing, have run out or run out soon are listed, the most pressing first', async () => {
    await put({ code: 'LAW', label: '法律', validMonths: 1, requiredRoles: ['GRID_HEAD'] });
    await record({ kind: 'LAW', gridWorkerId: idOf('worker', 1), completedOn: '2026-01-10' });
    const all = await gaps('gridOffice');
    expect(all.rows).toEqual([
      [idOf('worker', 3), 'FIRST_AID', 'MISSING', null],
      [idOf('worker', 1), 'LAW', 'RUN_OUT', '2026-02-10'],
      [idOf('worker', 2), 'FIRST_AID', 'RUNNING_OUT', '2026-03-20'],
    ]);
    const first = await gaps('gridOffice', '(first: 1)');
    expect([...first.rows, ...(await gaps('gridOffice', `(first: 5, after: "${first.cursor}")`)).rows]).toEqual(
      all.rows,
    );
    expect((await gaps('gridOffice', '(states: [RUN_OUT])')).rows).toHaveLength(1);
    expect((await gaps('gridOffice', '(withinDays: 10)')).rows).toHaveLength(2);
    expect((await gaps('gridOffice', '(kind: "FIRST_AID")')).rows).toHaveLength(2);
    expect((await gaps('gridOffice', `(areaCode: "${YAOGOU}")`)).rows).toHaveLength(1);
    expect((await gaps('secretary')).rows).toHaveLength(2);
    expect((await gaps('gridOffice', '(withinDays: 1000)')).codes).toEqual(['BAD_USER_INPUT']);
    expect((await gaps('resident')).codes).toEqual(['FORBIDDEN']);
    await record({ kind: 'LAW', gridWorkerId: idOf('worker', 1), completedOn: '2026-03-01' });
    await put({ code: 'FIRST_AID', retired: true });
    expect((await gaps('gridOffice')).rows).toEqual([[idOf('worker', 1), 'LAW', 'RUNNING_OUT', '2026-04-01']]);
    expect((await gaps('gridOffice', '(withinDays: 10)')).rows).toEqual([]);
    await put({});
  });

  test('recorded by mistake are void, and gone', async () => {
    const recorded = await record({ completedOn: '2026-03-01' });
    const { id } = recorded.training as { id: string };
    expect(await voidIt(id, 'strangeSecretary')).toMatchObject({ __typename: 'NotFound' });
    const answer = await voidIt(id);
    expect(
      (answer.gridWorker as { trainings: { id: string }[] }).trainings.map((training) => training.id),
    ).not.toContain(id);
    expect(await voidIt(id)).toMatchObject({ __typename: 'NotFound' });
    expect(await record({ completedOn: '2026-03-01' })).toMatchObject({ __typename: 'RecordTrainingSuccess' });
  });

  test('are refused by name where they cannot be', async () => {
    expect(await record({ completedOn: '2026-03-03' })).toMatchObject({ field: 'input.completedOn' });
    expect(await record({ kind: 'NONE' })).toMatchObject({ __typename: 'NotFound', field: 'input.kind' });
    expect(await record({ gridWorkerId: idOf('worker', 3) })).toMatchObject({
      __typename: 'NotFound',
      field: 'input.gridWorkerId',
    });
    expect(await record({ completedOn: '2026-02-01', certificate: '1'.repeat(65) })).toMatchObject({
      field: 'input.certificate',
    });
    expect(await put({ code: 'a' })).toMatchObject({ field: 'input.code' });
    expect(await put({ label: '' })).toMatchObject({ field: 'input.label' });
    expect(await put({ validMonths: 0 })).toMatchObject({ field: 'input.validMonths' });
    expect(await put({ requiredRoles: ['LEVEL_3', 'LEVEL_3'] })).toMatchObject({ field: 'input.requiredRoles' });
  });
});
