import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { YearNotLoaded } from '@gridloom/standards';
import { testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { aVisitDemand, ids, seedCounty, village } from '../testing/seed.ts';

describe('a demand that somebody heard', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  const casesOf = (demandId: string) =>
    test.sql(
      `select c.number, c.source, c.status, c.version, c.place, c.reported_by_account_id::text as by_account, m.resident_id::text, m.demand
       from case_complainant m join case_file c on c.id = m.case_id where m.demand_id = $1`,
      [demandId],
    );

  it('becomes one case, however often it is told and under whatever event id', async () => {
    const demandId = await aVisitDemand(test, 1);
    await aVisitDemand(test, 1);
    const [row, ...others] = await casesOf(demandId);
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      number: '410326-2026-000001',
      source: 'VISIT',
      status: 'REPORTED',
      version: 1,
      place: '第15网格 老粮站',
      by_account: ids.worker,
      resident_id: ids.resident,
    });
    expect((await test.outbox()).map(({ type }) => type)).toEqual([
      'gridloom.cases.case.reported.v1',
      'gridloom.cases.case.state.v1',
    ]);
  });

  it('becomes one case when it is told twice at the same moment', async () => {
    const told = await Promise.allSettled([aVisitDemand(test, 2), aVisitDemand(test, 2)]);
    const demandId = '8e000000-0000-4000-8000-000000000002';
    expect(told.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await casesOf(demandId)).toHaveLength(1);
    await aVisitDemand(test, 2);
    expect(await casesOf(demandId)).toHaveLength(1);
  });

  it('of a society becomes a case of that source, with the organizer as reporter', async () => {
    const societyDemandId = '8e000000-0000-4000-8000-000000000003';
    const organizer = crypto.randomUUID();
    await test.deliver({
      type: 'gridloom.societies.society-demand.worded.v1',
      key: societyDemandId,
      data: {
        societyDemandId,
        societyId: crypto.randomUUID(),
        areaCode: village,
        residentId: ids.neighbour,
        text: '广场缺路灯',
        raisedByAccountId: organizer,
      },
    });
    expect(await casesOf(societyDemandId)).toMatchObject([
      { source: 'SOCIETY', by_account: organizer, demand: '广场缺路灯' },
    ]);
  });

  it('counts from when it happened, and numbers by the year of it in Shanghai', async () => {
    const demandId = await aVisitDemand(test, 4, { time: new Date('2025-12-31T17:00:00Z') });
    expect((await casesOf(demandId))[0]?.number).toMatch(/^410326-2026-/u);
  });

  it('stays unheard, with the year named, while the calendar it needs is not loaded', async () => {
    const time = new Date('2029-01-01T02:00:00Z');
    await expect(aVisitDemand(test, 5, { time })).rejects.toThrow(YearNotLoaded);
    await test.sql(`insert into calendar_year (year, status) values (2029, 'PROVISIONAL')`);
    const demandId = await aVisitDemand(test, 5, { time });
    expect(await casesOf(demandId)).toHaveLength(1);
  });
});
