import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, BAISHU, idOf, TODAY, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { keptActivity, keptFigures, recount, recountActivity } from '../testing/recount.ts';
import { ask, send, sendInput } from '../testing/run.ts';

const errandFields =
  'id status succeeded text caseStatus kind { code } resident { id } documents { code required files { id } } entries { step note }';

let county: County;
beforeAll(async () => {
  county = await aCounty();
});
afterAll(() => county.stop());

interface Begun {
  readonly errand: { readonly id: string };
}

const begin = (input: object = {}, who: keyof typeof people = 'worker') =>
  ask(
    county,
    people[who],
    `mutation Begin($input: BeginErrandInput!) { answer: beginErrand(input: $input) { __typename ... on BeginErrandSuccess { errand { ${errandFields} } } ... on InvalidInput { field message } ... on NotFound { field } } }`,
    {
      input: {
        kindCode: 'MINIMUM_LIVING_ALLOWANCE',
        residentId: idOf('resident', 1),
        text: ' 家中无收入，电话13812345678 ',
        consentKind: 'SIGNED',
        consentedAt: '2026-03-02T01:00:00Z',
        ...input,
      },
    },
  ).then(({ data, codes }) => {
    if (codes.length > 0) throw new Error(String(codes[0]));
    return data?.answer as Record<string, unknown> & Begun;
  });

const step = (name: string, errandId: string, input: object = {}, who: keyof typeof people = 'worker') =>
  send(
    county,
    people[who],
    name,
    name === 'addErrandDocuments' ? 'AddErrandDocumentsInput' : 'ErrandStepInput',
    `... on ${name.charAt(0).toUpperCase()}${name.slice(1)}Success { errand { ${errandFields} } }`,
    { errandId, ...input },
  );

const aFile = async (accountId = idOf('account', 2), purpose = 'ERRAND_DOCUMENT') => {
  const id = crypto.randomUUID();
  await county.subgraph.sql(
    `insert into stored_file (id, account_id, purpose, name, content_type, bytes, sha256, state, created_at, expires_at)
     values ($1, $2, $3, 'a.pdf', 'application/pdf', 3, repeat('0', 64), 'UNCLAIMED', '2026-03-02', '2026-03-03')`,
    [id, accountId, purpose],
  );
  return id;
};

const caseTold = (errandId: string, happened: string, status: string, sequence: number) =>
  county.subgraph.deliver({
    type: `gridloom.cases.case.${happened}.v1`,
    key: idOf('case', 8),
    sequence,
    time: new Date('2026-03-02T01:30:00Z'),
    data: {
      caseId: idOf('case', 8),
      number: '410326-2026-000008',
      status,
      source: 'VISIT',
      areaCode: BAISHU,
      complainantResidentIds: [idOf('resident', 1)],
      urgency: 'ORDINARY',
      demandId: errandId,
      ...(happened === 'refused' ? { reason: 'NOT_A_PUBLIC_MATTER' } : {}),
    },
  });

const figuresAgree = async () => {
  const { sql } = county.subgraph;
  expect(await keptFigures(sql)).toEqual(await recount(sql, TODAY));
  expect(await keptActivity(sql)).toEqual(await recountActivity(sql));
};

describe('An errand', () => {
  test('goes from the resident to the department and back, with its documents, history, figures and events', async () => {
    const begun = await begin();
    expect(begun).toMatchObject({
      errand: {
        status: 'BEGUN',
        text: '家中无收入，电话13812345678',
        resident: { id: idOf('resident', 1) },
        documents: [
          { code: 'APPLICATION', required: true, files: [] },
          { code: 'INCOME', required: false, files: [] },
        ],
        entries: [{ step: 'BEGUN' }],
      },
    });
    const { id } = begun.errand;
    expect(await step('handOverErrand', id)).toMatchObject({ __typename: 'InvalidInput', allowed: 'APPLICATION' });
    const file = await aFile();
    expect(
      await step('addErrandDocuments', id, { documents: [{ code: 'APPLICATION', fileIds: [file] }] }),
    ).toMatchObject({ errand: { documents: [{ files: [{ id: file }] }, { files: [] }] } });
    const known = (await county.subgraph.outbox()).length;
    expect(await step('handOverErrand', id)).toMatchObject({ errand: { status: 'HANDED_OVER' } });
    const events = (await county.subgraph.outbox()).slice(known);
    expect(events.map(({ type }) => type.replace('gridloom.grids.errand.', ''))).toEqual([
      'handed-over.v1',
      'worded.v1',
      'state.v1',
    ]);
    expect(events[1]).toMatchObject({
      topic: 'gridloom.grids.errand.restricted',
      data: { text: '家中无收入，电话138****5678', kindLabel: '最低生活保障' },
    });
    expect(JSON.stringify([events[0], events[2]])).not.toMatch(/收入|1381\d{7}/);
    expect(await step('completeErrand', id)).toMatchObject({ __typename: 'Conflict' });
    await caseTold(id, 'reported', 'REPORTED', 1);
    await caseTold(id, 'resolved', 'RESOLVED', 5);
    await caseTold(id, 'taken-up', 'HANDLING', 4);
    expect(
      (await ask(county, people.worker, `{ errand(id: "${id}") { status succeeded caseStatus } }`)).data?.errand,
    ).toEqual({
      status: 'ANSWERED',
      succeeded: true,
      caseStatus: 'RESOLVED',
    });
    expect(await step('completeErrand', id, { note: '已告知' })).toMatchObject({
      errand: {
        status: 'COMPLETED',
        entries: [
          { step: 'BEGUN' },
          { step: 'DOCUMENTS_ADDED' },
          { step: 'HANDED_OVER' },
          { step: 'ANSWERED' },
          { step: 'COMPLETED', note: '已告知' },
        ],
      },
    });
    await figuresAgree();
  });

  test('whose case is refused ends without success; a withdrawn one says why', async () => {
    const { errand } = await begin({ kindCode: 'BUS_CARD', text: '办公交卡' });
    await step('handOverErrand', errand.id);
    await caseTold(errand.id, 'refused', 'REFUSED', 2);
    expect(await step('completeErrand', errand.id)).toMatchObject({
      errand: { status: 'COMPLETED', succeeded: false },
    });
    const other = await begin({ kindCode: 'BUS_CARD', text: '办公交卡' });
    expect(await step('withdrawErrand', other.errand.id)).toMatchObject({ field: 'input.note' });
    expect(await step('withdrawErrand', other.errand.id, { note: '本人自办' })).toMatchObject({
      errand: { status: 'WITHDRAWN' },
    });
    expect(await step('handOverErrand', other.errand.id)).toMatchObject({ __typename: 'Conflict' });
    await figuresAgree();
  });

  test.each([
    ['of an unknown kind', { kindCode: 'GHOST' }, 'input.kindCode'],
    ['of somebody of another grid', { residentId: idOf('resident', 9) }, 'input.residentId'],
    ['without words', { text: ' ' }, 'input.text'],
    ['consented to in the future', { consentedAt: '2026-03-02T03:00:00Z' }, 'input.consentedAt'],
    [
      'with a document that it does not need',
      { documents: [{ code: 'GHOST', fileIds: [] }] },
      'input.documents.0.code',
    ],
    [
      'with a document without a file',
      { documents: [{ code: 'APPLICATION', fileIds: [] }] },
      'input.documents.0.fileIds',
    ],
    [
      'with a file that is not there',
      { documents: [{ code: 'APPLICATION', fileIds: [idOf('errand', 9)] }] },
      'input.documents.0.fileIds',
    ],
    ['of a visit of another household', { visitId: idOf('visit', 2) }, 'input.visitId'],
  ])('%s is an error that names the field, and leaves nothing', async (_, input, field) => {
    const count = () => county.subgraph.sql('select count(*)::int as n from errand');
    const before = await count();
    expect(await begin(input)).toMatchObject({ field });
    expect(await count()).toEqual(before);
  });

  test('takes no file of somebody else or of another purpose', async () => {
    for (const file of [await aFile(idOf('account', 9)), await aFile(idOf('account', 2), 'VISIT_PHOTO')]) {
      expect(await begin({ documents: [{ code: 'INCOME', fileIds: [file] }] })).toMatchObject({
        field: 'input.documents.0.fileIds',
      });
    }
  });

  test('sent again by the device is the same errand', async () => {
    const input = { clientKey: 'device', kindCode: 'BUS_CARD', text: '公交卡' };
    const first = await begin(input);
    expect(await begin(input)).toEqual(first);
    expect(await begin({ ...input, text: '别的' })).toMatchObject({ field: 'input.clientKey' });
  });

  test('exists for those of the territory and for its resident', async () => {
    const seen = async (who: keyof typeof people) => {
      const { data } = await ask(
        county,
        people[who],
        `{ errands(first: 50) { totalCount edges { node { id } } } errand(id: "${idOf('errand', 1)}") { id text } }`,
      );
      return [data?.errand === null ? null : 'seen', (data?.errands as { totalCount: number }).totalCount > 0];
    };
    expect(await seen('secretary')).toEqual(['seen', true]);
    expect(await seen('worker')).toEqual(['seen', true]);
    expect(await seen('strangeWorker')).toEqual([null, false]);
    expect(await seen('resident')).toEqual([null, false]);
    const own = { ...people.resident, residentId: idOf('resident', 1) };
    const { data } = await ask(county, own, `{ errand(id: "${idOf('errand', 1)}") { text } }`);
    expect(data?.errand).toEqual({ text: '申请低保' });
    expect((await ask(county, people.dataTeam, '{ errands { totalCount } }')).codes).toEqual(['FORBIDDEN']);
    await expect(begin({}, 'secretary')).rejects.toThrow('FORBIDDEN');
  });

  test('lists cost as many statements for many as for few', async () => {
    const document = `{ errands(first: 100, filter: { mine: true }) { edges { node { ${errandFields} } } } }`;
    const cost = async () => {
      await ask(county, people.worker, document);
      return county.subgraph.statements().filter((statement) => !statement.includes('pg_database')).length;
    };
    const few = await cost();
    for (let n = 0; n < 20; n += 1) await begin({ kindCode: 'BUS_CARD', text: `第 ${String(n)} 件` });
    expect(await cost()).toBe(few);
  });
});

test('The county’s kinds of errands are data: the grid office adds and retires them', async () => {
  const put = (input: object) =>
    sendInput(
      county,
      people.gridOffice,
      'putErrandKind',
      'PutErrandKindInput',
      '... on PutErrandKindSuccess { kind { code label retiredOn documents { code } } }',
      {
        code: 'SUBSIDY',
        label: '高龄津贴',
        documents: [{ code: 'ID_COPY', label: '身份证复印件', required: true }],
        ...input,
      },
    );
  expect(await put({})).toMatchObject({
    kind: { label: '高龄津贴', retiredOn: null, documents: [{ code: 'ID_COPY' }] },
  });
  expect(await put({ code: 'lower' })).toMatchObject({ field: 'input.code' });
  expect(await put({ retired: true })).toMatchObject({ kind: { retiredOn: TODAY } });
  expect(await begin({ kindCode: 'SUBSIDY' })).toMatchObject({ field: 'input.kindCode' });
});
