import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerAt, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { ids, seedCounty, village } from '../testing/seed.ts';

const uuid = (n: number) => `9a000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

describe('what grids find and carry', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  const casesOf = (demandId: string) =>
    test.sql(
      `select c.source, c.status, c.title, c.urgency, c.demand_id, m.resident_id, c.complainant_resident_ids as people
       from case_complainant m join case_file c on c.id = m.case_id where m.demand_id = $1`,
      [demandId],
    );
  const found = (n: number, over: object = {}) =>
    test.deliver({
      type: 'gridloom.grids.hazard.worded.v1',
      key: uuid(n),
      data: {
        hazardId: uuid(n),
        gridId: ids.grid15,
        areaCode: village,
        classCode: 'FIRE_EXIT_BLOCKED',
        severity: 'ORDINARY',
        text: '楼道堆满纸箱。请清理。',
        place: '3 单元',
        foundByAccountId: ids.worker,
        ...over,
      },
    });
  const errand = (n: number) => ({
    errandId: uuid(n),
    kindCode: 'MINIMUM_LIVING_ALLOWANCE',
    residentId: ids.resident,
    gridId: ids.grid15,
    areaCode: village,
  });
  const handedOver = (n: number) =>
    test.deliver({
      type: 'gridloom.grids.errand.worded.v1',
      key: uuid(n),
      data: { ...errand(n), kindLabel: '最低生活保障', text: '家中无收入，申请低保', raisedByAccountId: ids.worker },
    });
  const withdrawn = (n: number, id = crypto.randomUUID()) =>
    test.deliver({ type: 'gridloom.grids.errand.withdrawn.v1', key: uuid(n), id, data: errand(n) });

  it('a hazard becomes one case of a patrol, without a complainant of its own, however often it is told', async () => {
    await found(1);
    await found(1);
    expect(await casesOf(uuid(1))).toEqual([
      {
        source: 'PATROL',
        status: 'REPORTED',
        title: '楼道堆满纸箱',
        urgency: 'ORDINARY',
        demand_id: uuid(1),
        resident_id: null,
        people: [],
      },
    ]);
    const events = await test.outbox();
    expect(events.filter(({ type }) => type === 'gridloom.cases.case.reported.v1')).toMatchObject([
      { data: { source: 'PATROL', demandId: uuid(1), complainantResidentIds: [] } },
    ]);
  });

  it('a grave hazard is urgent', async () => {
    await found(2, { severity: 'MAJOR' });
    expect(await casesOf(uuid(2))).toMatchObject([{ urgency: 'URGENT' }]);
  });

  it('an errand becomes one case of its resident', async () => {
    await handedOver(3);
    await handedOver(3);
    expect(await casesOf(uuid(3))).toMatchObject([
      { source: 'VISIT', status: 'REPORTED', title: '代办：最低生活保障', resident_id: ids.resident },
    ]);
  });

  it('a withdrawn errand’s case is void, whichever is heard first', async () => {
    await handedOver(4);
    await withdrawn(4);
    await withdrawn(4);
    expect(await casesOf(uuid(4))).toMatchObject([{ status: 'VOID' }]);
    await withdrawn(5);
    expect(await casesOf(uuid(5))).toEqual([]);
    await handedOver(5);
    expect(await casesOf(uuid(5))).toMatchObject([{ status: 'VOID' }]);
  });

  it('is seen as the case of a hazard and of an errand by those who may see it', async () => {
    const document = `query($all: [_Any!]!) { _entities(representations: $all) { ... on Hazard { case { source } } ... on Errand { case { source } } } }`;
    const all = [
      { __typename: 'Hazard', id: uuid(1) },
      { __typename: 'Errand', id: uuid(3) },
      { __typename: 'Hazard', id: uuid(99) },
    ];
    const seen = await test.execute(document, { all }, { as: callerAt('COMMUNITY_SECRETARY', village) });
    expect(seen.data?._entities).toEqual([
      { case: { source: 'PATROL' } },
      { case: { source: 'VISIT' } },
      { case: null },
    ]);
    const stranger = await test.execute(document, { all }, { as: callerAt('COMMUNITY_SECRETARY', '410326104209') });
    expect(stranger.data?._entities).toEqual([{ case: null }, { case: null }, { case: null }]);
  });
});
