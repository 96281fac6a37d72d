import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import { sqlOf } from '@gridloom/service-kit';
import { callerAt, callerOf, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { recountFigures } from '../testing/recount-figures.ts';
import { county, ids, otherVillage, seedCounty, township, village } from '../testing/seed.ts';
import { reportMatter } from './report-matter.ts';

const now = new Date('2026-03-02T02:00:00Z');
const resident = callerAt('RESIDENT', village, { residentId: ids.resident });
const worker = callerOfGrid('GRID_WORKER', ids.grid15);
const secretary = callerAt('COMMUNITY_SECRETARY', village);
const officer = callerOf('DEPARTMENT_OFFICER', ids.roads);
const gridOffice = callerAt('GRID_OFFICE', county);

const document = `mutation ($input: ReportCaseInput!) { reportCase(input: $input) { __typename
  ... on ReportCaseSuccess { number case { id number title status source urgency place area { code } grid { id }
    complainants { demand resident { id } } timeline { action onBehalfOf { demand } } deadline { stage } } }
  ... on UserError { code message } ... on InvalidInput { field allowed } ... on CalendarNotLoaded { year } } }`;

describe('the one intake', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now });
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  const report = async (input: object, as: Caller) => {
    const { data, codes } = await test.execute(
      document,
      { input: { description: '路灯不亮。晚上看不见。', ...input } },
      { as },
    );
    return { codes, ...(data as { reportCase?: Record<string, unknown> } | null)?.reportCase } as Record<
      string,
      unknown
    >;
  };
  const countCases = async () => (await test.sql('select count(*)::int as n from case_file'))[0]?.n as number;

  it('takes what a resident reports of the own village, as the own complaint', async () => {
    const answer = await report({ source: 'SELF_REPORT', place: '村口', urgency: 'URGENT' }, resident);
    expect(answer.case).toMatchObject({
      title: '路灯不亮',
      status: 'REPORTED',
      source: 'SELF_REPORT',
      urgency: 'URGENT',
      place: '村口',
      area: { code: village },
      complainants: [{ demand: '路灯不亮。晚上看不见。', resident: { id: ids.resident } }],
      timeline: [{ action: 'REPORTED', onBehalfOf: { demand: '路灯不亮。晚上看不见。' } }],
      deadline: { stage: 'ACCEPT' },
    });
    const own = answer.case as { number: string; id: string };
    expect(answer.number).toBe(own.number);
    const types = (await test.outbox()).filter(({ key }) => key === own.id).map(({ type }) => type.split('.')[3]);
    expect(types).toEqual(['reported', 'state']);
  });

  it('lets a resident speak for nobody else, and a stranger see nothing', async () => {
    const other = { source: 'SELF_REPORT', complainants: [{ residentId: ids.neighbour }] };
    expect(await report(other, resident)).toMatchObject({ field: 'input.complainants.0.residentId' });
    expect(await report({ source: 'SELF_REPORT' }, { kind: 'anonymous' })).toMatchObject({
      codes: ['UNAUTHENTICATED'],
    });
    expect(await report({ source: 'SELF_REPORT' }, callerAt('VOLUNTEER', village))).toMatchObject({
      codes: ['FORBIDDEN'],
    });
  });

  it('makes one case of one client key, however often it arrives', async () => {
    const input = { source: 'PATROL', gridId: ids.grid15, clientMutationKey: 'offline-1' };
    const before = await countCases();
    const first = await report(input, worker);
    expect(first.case).toMatchObject({ grid: { id: ids.grid15 }, area: { code: village }, source: 'PATROL' });
    expect(await report(input, worker)).toEqual(first);
    expect(await report({ ...input, place: '改' }, worker)).toMatchObject({ code: 'KEY_REUSED' });
    expect(await countCases()).toBe(before + 1);
  });

  it('makes one case of one client key that arrives twice at the same moment', async () => {
    const input = { source: 'PATROL', gridId: ids.grid15, clientMutationKey: 'offline-2' };
    const before = await countCases();
    const both = await Promise.all([report(input, worker), report(input, worker)]);
    expect(both[0].number).toBe(both[1].number);
    expect(await countCases()).toBe(before + 1);
  });

  it('takes several complainants, on whose behalf somebody else reports', async () => {
    const complainants = [
      { residentId: ids.resident, demand: '怕摔' },
      { residentId: ids.neighbour },
      { demand: '路过' },
    ];
    const answer = await report({ source: 'SELF_REPORT', gridId: ids.grid15, complainants }, worker);
    expect(answer.case).toMatchObject({
      complainants: [
        { demand: '怕摔', resident: { id: ids.resident } },
        { demand: '路灯不亮。晚上看不见。', resident: { id: ids.neighbour } },
        { demand: '路过', resident: null },
      ],
    });
  });

  it.each<[who: string, source: string, as: Caller, place: object]>([
    ['a department', 'DEPARTMENT', officer, { areaCode: village }],
    ['a body that reports in', 'REPORT_IN', officer, { areaCode: otherVillage }],
    ['a secretary for a whistle', 'WHISTLE', secretary, {}],
    ['a township in an emergency', 'EMERGENCY', callerAt('TOWNSHIP_OFFICER', township), { areaCode: township }],
    ['the grid office for the hotline', 'HOTLINE_12345', gridOffice, { areaCode: county }],
  ])('takes the source of %s', async (_, source, as, place) => {
    expect(await report({ source, ...place }, as)).toMatchObject({ case: { source, status: 'REPORTED' } });
  });

  it.each<[what: string, input: object, as: Caller, field: string]>([
    ['a source of others', { source: 'DEPARTMENT', gridId: ids.grid15 }, worker, 'input.source'],
    ['a visit, which tells of itself', { source: 'VISIT', gridId: ids.grid15 }, worker, 'input.source'],
    ['no place', { source: 'DEPARTMENT' }, officer, 'input.areaCode'],
    ['a place elsewhere', { source: 'DEPARTMENT', areaCode: '999999' }, officer, 'input.areaCode'],
    ['a grid that is none', { source: 'PATROL', gridId: ids.item }, worker, 'input.gridId'],
    [
      'a grid of another village',
      { source: 'PATROL', gridId: ids.grid15, areaCode: otherVillage },
      worker,
      'input.areaCode',
    ],
    ['no words', { source: 'SELF_REPORT', description: ' ' }, resident, 'input.description'],
    ['too many words', { source: 'SELF_REPORT', description: '长'.repeat(4_001) }, resident, 'input.description'],
    ['a title too long', { source: 'SELF_REPORT', title: '长'.repeat(201) }, resident, 'input.title'],
    ['a place too long', { source: 'SELF_REPORT', place: '长'.repeat(201) }, resident, 'input.place'],
    [
      'the same complainant twice',
      {
        source: 'SELF_REPORT',
        gridId: ids.grid15,
        complainants: [{ residentId: ids.resident }, { residentId: ids.resident }],
      },
      worker,
      'input.complainants.1.residentId',
    ],
    [
      'a demand without words',
      { source: 'SELF_REPORT', gridId: ids.grid15, complainants: [{ residentId: ids.resident, demand: '' }] },
      worker,
      'input.complainants.0.demand',
    ],
    [
      'a crowd',
      { source: 'SELF_REPORT', gridId: ids.grid15, complainants: Array.from({ length: 51 }, () => ({})) },
      worker,
      'input.complainants',
    ],
  ])('names the field that is wrong: %s', async (_, input, as, field) => {
    expect(await report(input, as)).toMatchObject({ __typename: 'InvalidInput', field });
  });

  it("knows no place outside the reporter's own", async () => {
    expect(await report({ source: 'PATROL', gridId: ids.otherGrid }, worker)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await report({ source: 'WHISTLE', areaCode: otherVillage }, secretary)).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('says which year is missing where the first deadline needs it', async () => {
    test.setNow(new Date('2027-12-31T09:30:00Z'));
    try {
      expect(await report({ source: 'SELF_REPORT' }, resident)).toMatchObject({
        __typename: 'CalendarNotLoaded',
        year: 2028,
      });
    } finally {
      test.setNow(now);
    }
  });

  it('makes one case of one origin, whoever tells of it', async () => {
    const matter = {
      source: 'PATROL',
      areaCode: village,
      gridId: ids.grid15,
      place: null,
      complainants: [{ residentId: null, demand: '灭火器过期' }],
      reportedByAccountId: ids.worker,
      at: now,
      origin: { kind: 'HAZARD', id: crypto.randomUUID() },
    } as const;
    const tools = { newId: () => crypto.randomUUID(), withAncestors: () => [village, township, county] };
    const once = () => {
      const em = test.em();
      return em.transactional((fork) => reportMatter(tools, matter, fork, sqlOf(fork)));
    };
    const first = await once();
    expect(first.fresh).toBe(true);
    expect(await once()).toEqual({ ...first, fresh: false });
  });

  it('keeps figures that equal the rows', async () => {
    expect(await recountFigures(test.sql)).toEqual([]);
  });
});
