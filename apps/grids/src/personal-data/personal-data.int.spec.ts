import type { Caller } from '@gridloom/access';
import { createLog } from '@gridloom/service-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { aCounty, idNumberOf, idOf, NOW, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { ask, send } from '../testing/run.ts';
import { applyCaseReasons } from './case-reasons.ts';

let county: County;
beforeAll(async () => {
  county = await aCounty();
});
afterAll(() => county.stop());
beforeEach(() => {
  county.subgraph.setNow(NOW);
});

const selection = `... on ShowPersonalDataSuccess { expiresAt accessRecord { id purpose at fields reason reasonId until caller { id } }
  resident { id name idNumber phone household { members { resident { id phone } } } } }`;

const show = (who: Caller, input: object = {}) =>
  send(county, who, 'showPersonalData', 'ShowPersonalDataInput', selection, {
    residentId: idOf('resident', 1),
    purpose: '核实走访情况',
    reasonId: idOf('visit', 1),
    ...input,
  });

const recordsOf = async (residentId: string) =>
  county.subgraph.sql('select * from audit.access_record where resident_id = $1 order by at, id', [residentId]);

type CaseMessage = Parameters<typeof applyCaseReasons>[0][number];

const aCase = (over: object = {}, sequence = 1): CaseMessage => ({
  key: idOf('case', 1),
  sequence,
  data: {
    caseId: idOf('case', 1),
    number: '410326-1',
    status: 'HANDLING',
    source: 'VISIT',
    areaCode: '410326200200',
    gridId: idOf('grid', 1),
    handlerId: idOf('organization', 7),
    complainantResidentIds: [idOf('resident', 1)],
    urgency: 'ORDINARY',
    reportedAt: '2026-03-01T00:00:00.000Z',
    ...over,
  },
  metadata: {
    id: 'x',
    type: 'gridloom.cases.case.state.v1',
    source: '/test',
    subject: idOf('case', 1),
    time: NOW,
    recordedTime: NOW,
    sequence,
  },
});

describe('showPersonalData', () => {
  test('shows name, id number and phone whole under its own payload alone, and writes it down', async () => {
    const shown = await show(people.worker);
    expect(shown).toMatchObject({
      __typename: 'ShowPersonalDataSuccess',
      expiresAt: '2026-03-02T02:30:00.000Z',
      accessRecord: {
        purpose: '核实走访情况',
        at: NOW.toISOString(),
        fields: ['name', 'idNumber', 'phone'],
        reason: 'VISIT',
        reasonId: idOf('visit', 1),
        until: '2026-03-02T02:30:00.000Z',
        caller: { id: idOf('account', 2) },
      },
      resident: {
        name: '王建国',
        idNumber: idNumberOf(1),
        phone: '13800000001',
        household: { members: [{ resident: { phone: '138****0001' } }, { resident: { phone: null } }] },
      },
    });
    expect(await recordsOf(idOf('resident', 1))).toMatchObject([
      { account_id: idOf('account', 2), purpose: '核实走访情况', reason_kind: 'VISIT', reason_id: idOf('visit', 1) },
    ]);
  });

  test('shows the name to a secretary too, who sees it masked elsewhere', async () => {
    const shown = await show(people.secretary);
    expect(shown).toMatchObject({ resident: { name: '王建国', idNumber: idNumberOf(1) } });
    const { data } = await ask(
      county,
      people.secretary,
      `{ resident(id: "${idOf('resident', 1)}") { name idNumber phone } }`,
    );
    expect(data?.resident).toEqual({ name: '王**', idNumber: expect.stringContaining('*'), phone: '138****0001' });
  });

  test('given again by its key records another look while it holds, and shows nothing once it has expired', async () => {
    const input = { clientMutationKey: 'look' };
    const first = await show(people.head, input);
    county.subgraph.setNow(new Date('2026-03-02T02:10:00Z'));
    const again = await show(people.head, input);
    expect(again).toMatchObject({ expiresAt: first.expiresAt, resident: { phone: '13800000001' } });
    expect((again.accessRecord as { id: string }).id).not.toBe((first.accessRecord as { id: string }).id);
    const looks = (await recordsOf(idOf('resident', 1))).length;
    county.subgraph.setNow(new Date('2026-03-02T02:30:00Z'));
    const late = await show(people.head, input);
    expect(late).toMatchObject({
      expiresAt: first.expiresAt,
      accessRecord: again.accessRecord,
      resident: { name: '王建国', phone: '138****0001', idNumber: expect.stringContaining('*') },
    });
    expect(await recordsOf(idOf('resident', 1))).toHaveLength(looks);
    expect(await show(people.head, { ...input, purpose: '另有目的' })).toMatchObject({ __typename: 'KeyReused' });
  });

  test.each([
    ['no purpose', { purpose: '   ' }, 'InvalidInput', 'input.purpose'],
    ['a purpose of three characters', { purpose: '看一看' }, 'InvalidInput', 'input.purpose'],
    ['a purpose without end', { purpose: '长'.repeat(501) }, 'InvalidInput', 'input.purpose'],
    ['a visit of another household', { reasonId: idOf('visit', 2) }, 'NotFound', 'input.reasonId'],
    ['a case that is not known', { reasonId: idOf('case', 99) }, 'NotFound', 'input.reasonId'],
    ['a resident who is none of the caller’s', { residentId: idOf('resident', 9) }, 'NotFound', 'input.residentId'],
    ['an id that is none', { residentId: 'x', reasonId: 'y' }, 'NotFound', 'input.residentId'],
  ])('with %s is a named error, and leaves no grant', async (_, input, type, field) => {
    const looks = await county.subgraph.sql('select count(*)::int as n from audit.personal_data_grant');
    expect(await show(people.worker, input)).toMatchObject({ __typename: type, field });
    expect(await county.subgraph.sql('select count(*)::int as n from audit.personal_data_grant')).toEqual(looks);
  });

  test('knows cases as reasons for whoever handles them, once, in whatever order they are told', async () => {
    const { sql } = county.subgraph;
    const officer = people.departmentOfficer;
    const seen = async () =>
      (
        await ask(
          county,
          officer,
          `{ resident(id: "${idOf('resident', 1)}") { name phone household { id } grid { id } } }`,
        )
      ).data?.resident;
    expect(await seen()).toBeNull();
    await applyCaseReasons([aCase({}, 2)], sql);
    await applyCaseReasons([aCase({}, 2)], sql);
    await applyCaseReasons([aCase({ handlerId: undefined, complainantResidentIds: [idOf('resident', 2)] }, 1)], sql);
    expect(await seen()).toEqual({
      name: '王**',
      phone: '138****0001',
      household: null,
      grid: { id: idOf('grid', 1) },
    });
    expect(await sql('select count(*)::int as n from case_reason_complainant')).toEqual([{ n: 1 }]);
    expect(await show(officer, { reasonId: idOf('case', 1) })).toMatchObject({
      resident: { name: '王建国', phone: '13800000001' },
      accessRecord: { reason: 'CASE', reasonId: idOf('case', 1) },
    });
    expect(await show(officer)).toMatchObject({ __typename: 'NotFound', field: 'input.reasonId' });
    expect(await show(people.secretary, { reasonId: idOf('case', 1) })).toMatchObject({
      accessRecord: { reason: 'CASE' },
    });
    await applyCaseReasons(
      [aCase({ handlerId: idOf('organization', 8), assistantIds: [idOf('organization', 7)] }, 3)],
      sql,
    );
    expect(await seen()).not.toBeNull();
    await applyCaseReasons([aCase({ handlerId: idOf('organization', 8) }, 4)], sql);
    expect(await seen()).toBeNull();
    await applyCaseReasons([{ ...aCase({}, 5), data: null }], sql);
    expect(await sql('select count(*)::int as n from case_reason_complainant')).toEqual([{ n: 0 }]);
  });
});

describe('Access records', () => {
  const who = `query Who($id: ID!, $first: Int, $after: String) { resident(id: $id) { id accessRecords(first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } edges { node { id at purpose fields caller { id } } } } } }`;

  test('are listed page by page, the latest first, for those who audit the territory', async () => {
    const total = (await recordsOf(idOf('resident', 1))).length;
    expect(total).toBeGreaterThan(3);
    const ids: string[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 20; pages += 1) {
      const { data, errors } = await ask(county, people.auditor, who, { id: idOf('resident', 1), first: 2, after });
      expect(errors).toEqual([]);
      const page = (
        data?.resident as {
          accessRecords: {
            totalCount: number;
            pageInfo: { hasNextPage: boolean; endCursor: string };
            edges: { node: { id: string } }[];
          };
        }
      ).accessRecords;
      expect(page.totalCount).toBe(total);
      ids.push(...page.edges.map(({ node }) => node.id));
      after = page.pageInfo.endCursor;
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(new Set(ids).size).toBe(total);
    const { codes } = await ask(county, people.worker, who, { id: idOf('resident', 1) });
    expect(codes).toEqual(['FORBIDDEN']);
  });

  test('can be neither changed nor removed, by the application or by the owner of the tables', async () => {
    const { sql } = county.subgraph;
    for (const table of ['access_record', 'personal_data_grant', 'id_number_search']) {
      await expect(sql(`delete from audit.${table}`)).rejects.toThrow(/permission denied/);
      await expect(sql(`update audit.${table} set account_id = id`)).rejects.toThrow(/permission denied/);
      await expect(county.session.sql(`delete from audit.${table}`)).rejects.toThrow(/append-only/);
      await expect(county.session.sql(`update audit.${table} set account_id = id`)).rejects.toThrow(/append-only/);
      await expect(county.session.sql(`truncate audit.${table} cascade`)).rejects.toThrow(/append-only/);
    }
  });
});

describe('residentByIdNumber', () => {
  const find = (caller: Caller, idNumber: string) =>
    ask(
      county,
      caller,
      'query Find($idNumber: String!) { residentByIdNumber(idNumber: $idNumber) { id name idNumber household { id } grid { id name } } }',
      { idNumber },
    );

  test('finds whom the caller looks after, masked, and writes it down', async () => {
    const before = (await recordsOf(idOf('resident', 3))).length;
    const { data } = await find(people.worker, idNumberOf(3));
    expect(data?.residentByIdNumber).toMatchObject({
      id: idOf('resident', 3),
      name: '王建国',
      idNumber: expect.stringContaining('*'),
    });
    const records = await recordsOf(idOf('resident', 3));
    expect(records).toHaveLength(before + 1);
    expect(records.at(-1)).toMatchObject({ reason_kind: 'SEARCH', fields: ['idNumber'], until: null });
  });

  test('gives null alike for nobody and for somebody elsewhere', async () => {
    expect((await find(people.worker, idNumberOf(9))).data?.residentByIdNumber).toBeNull();
    expect((await find(people.worker, idNumberOf(999))).data?.residentByIdNumber).toBeNull();
    expect(await recordsOf(idOf('resident', 9))).toEqual([]);
  });

  test('refuses what is no id number, by what is allowed', async () => {
    const { codes, errors } = await find(people.worker, '600000196103090020');
    expect(codes).toEqual(['BAD_USER_INPUT']);
    expect(errors[0]).toMatch(/idNumber: The check digit/);
    expect((await find(people.worker, '123')).errors[0]).toMatch(/18 characters/);
  });

  test('stops after 30 searches an hour, for that account alone, and goes on after it', async () => {
    county.subgraph.setNow(new Date('2026-03-03T02:00:00Z'));
    const results = await Promise.all(Array.from({ length: 35 }, () => find(people.gridOffice, idNumberOf(999))));
    expect(results.filter(({ codes }) => codes[0] === 'LIMIT_EXCEEDED')).toHaveLength(5);
    const refused = await find(people.gridOffice, idNumberOf(1));
    expect(refused.errors[0]).toMatch(/30 searches an hour.*2026-03-03 11:00/);
    expect((await find(people.head, idNumberOf(1))).codes).toEqual([]);
    county.subgraph.setNow(new Date('2026-03-03T03:00:01Z'));
    expect((await find(people.gridOffice, idNumberOf(1))).data?.residentByIdNumber).toMatchObject({ name: '王**' });
  });
});

describe('The log', () => {
  test('redacts whatever personal data a line might carry', () => {
    const lines: string[] = [];
    const log = createLog({ service: 'grids', level: 'info', destination: { write: (line) => lines.push(line) } });
    log.info(
      {
        resident: { name: '王建国', phone: '13800000001', idNumber: idNumberOf(1), address: '柏树村1号' },
        demand: { text: '路' },
      },
      'A line',
    );
    expect(lines.join('')).not.toMatch(/王建国|13800000001|60000019|1号|路/);
  });
});
