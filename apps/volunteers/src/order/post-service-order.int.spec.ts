import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { callerAt, callerOfGrid, type TestSubgraph } from '@gridloom/testkit';

import { caseView } from '../case-view.ts';
import {
  anOrder,
  BAISHU,
  grid15,
  id,
  organizer,
  poster,
  society,
  testCounty,
  volunteer,
  YAOGOU,
} from '../testing/test-county.ts';

const postDocument = /* GraphQL */ `
  mutation ($input: PostServiceOrderInput!) {
    postServiceOrder(input: $input) {
      __typename
      ... on PostServiceOrderSuccess {
        serviceOrder {
          id
          status
          society {
            id
          }
        }
      }
      ... on UserError {
        code
        message
      }
      ... on InvalidInput {
        field
        allowed
      }
      ... on NotFound {
        field
      }
    }
  }
`;

const input = {
  title: '搬运轮椅',
  areaCode: BAISHU,
  startsAt: '2026-04-01T01:00:00Z',
  endsAt: '2026-04-01T03:00:00Z',
  volunteersNeeded: 1,
};

describe('Posting an order', () => {
  let county: TestSubgraph;
  beforeAll(async () => {
    county = await testCounty();
  });
  afterAll(() => county.stop());

  const post = async (changes: object, as = poster) => {
    const { data, codes } = await county.execute(postDocument, { input: { ...input, ...changes } }, { as });
    return { answer: data?.postServiceOrder as unknown as Record<string, unknown> | null, codes };
  };

  test('a resident, an organizer and a grid worker post within their jurisdiction', async () => {
    const worker = callerOfGrid('GRID_WORKER', grid15);
    for (const as of [poster, organizer, worker]) {
      expect((await post({}, as)).answer).toMatchObject({ serviceOrder: { status: 'POSTED' } });
      expect((await post({ areaCode: YAOGOU }, as)).codes).toEqual(['FORBIDDEN']);
    }
    expect((await post({}, callerOfGrid('GRID_WORKER', id('c', 99)))).codes).toEqual(['FORBIDDEN']);
    expect((await post({}, volunteer(1))).codes).toEqual(['FORBIDDEN']);
  });

  test.each([
    [{ title: 'x' }, 'input.title'],
    [{ areaCode: '999999' }, 'input.areaCode'],
    [{ endsAt: '2026-04-01T01:00:00Z' }, 'input.endsAt'],
    [{ startsAt: '2026-03-01T01:00:00Z', endsAt: '2026-03-01T02:00:00Z' }, 'input.endsAt'],
    [{ endsAt: '2026-04-09T01:00:00Z' }, 'input.endsAt'],
    [{ volunteersNeeded: 0 }, 'input.volunteersNeeded'],
    [{ volunteersNeeded: 101 }, 'input.volunteersNeeded'],
    [{ skills: ['理发', ''] }, 'input.skills.1'],
    [{ caseId: 'x' }, 'input.caseId'],
  ])('a posting with %j is told which field is wrong', async (changes, field) => {
    expect((await post(changes)).answer).toMatchObject({ __typename: 'InvalidInput', code: 'INVALID_INPUT', field });
  });

  test('only the organizer posts in the name of a society', async () => {
    expect((await post({ societyId: society }, organizer)).answer).toMatchObject({
      serviceOrder: { society: { id: society } },
    });
    expect((await post({ societyId: society })).answer).toMatchObject({
      __typename: 'NotFound',
      field: 'input.societyId',
    });
  });

  test('serves a case alone that its poster has to do with, and that is open', async () => {
    const caseId = id('c', 7);
    const own = { accountId: id('b', 9), residentId: id('f', 1) };
    const complainant = callerAt('RESIDENT', BAISHU, own);
    const worker = callerOfGrid('GRID_WORKER', grid15);
    for (const allowed of [complainant, worker, organizer]) {
      expect((await post({ caseId }, allowed)).answer).toMatchObject({ __typename: 'PostServiceOrderSuccess' });
      expect((await post({ caseId: id('c', 8) }, allowed)).answer).toMatchObject({
        __typename: 'InvalidInput',
        field: 'input.caseId',
        allowed: 'an open case',
      });
    }
    const neighbour = callerAt('RESIDENT', BAISHU, { accountId: id('b', 8), residentId: id('f', 2) });
    const elsewhere = callerAt('SOCIETY_ORGANIZER', YAOGOU);
    for (const [stranger, areaCode] of [
      [neighbour, BAISHU],
      [elsewhere, YAOGOU],
    ] as const) {
      const unknown = { __typename: 'NotFound', field: 'input.caseId' };
      expect((await post({ caseId, areaCode }, stranger)).answer).toMatchObject(unknown);
      expect((await post({ caseId: id('c', 99), areaCode }, stranger)).answer).toMatchObject(unknown);
    }
  });

  test('serves a case without a grid for the workers of its village alone, and no case of another grid', async () => {
    const caseId = id('c', 10);
    await county.sql(
      `insert into case_view (id, area_code, grid_id, status, complainants, version) values ($1, $2, null, 'ACCEPTED', '{}', 1)`,
      [caseId, BAISHU],
    );
    const [other, elsewhere] = [id('c', 16), id('c', 17)];
    await county.seedGrids([
      { id: other, name: '柏树村第16网格', areaCode: BAISHU },
      { id: elsewhere, name: '窑沟村第1网格', areaCode: YAOGOU },
    ]);
    const neighbour = callerOfGrid('GRID_WORKER', other);
    expect((await post({ caseId }, neighbour)).answer).toMatchObject({ __typename: 'PostServiceOrderSuccess' });
    expect((await post({ caseId: id('c', 7) }, neighbour)).answer).toMatchObject({ __typename: 'NotFound' });
    const stranger = callerOfGrid('GRID_WORKER', elsewhere);
    expect((await post({ caseId, areaCode: YAOGOU }, stranger)).answer).toMatchObject({ __typename: 'NotFound' });
  });

  test.each(['REFUSED', 'VOID', 'MERGED'])('serves no case that is %s', async (status) => {
    await county.sql('update case_view set status = $2 where id = $1', [id('c', 8), status]);
    const answer = (await post({ caseId: id('c', 8) })).answer;
    expect(answer).toMatchObject({ __typename: 'InvalidInput', field: 'input.caseId' });
  });

  test('knows the newest state of a case, whatever the order and however often it is told', async () => {
    const caseId = id('c', 50);
    const apply = (status: string, sequence: number) =>
      caseView.applyBatch(
        [
          {
            key: caseId,
            sequence,
            data: { caseId, areaCode: BAISHU, status, complainantResidentIds: [id('f', 3)] },
            metadata: {} as never,
          },
        ],
        county.sql,
        county.em(),
      );
    await apply('CLOSED', 3);
    await apply('HANDLING', 2);
    await apply('CLOSED', 3);
    expect(
      await county.sql('select status, grid_id, complainants::text[] as who from case_view where id = $1', [caseId]),
    ).toEqual([{ status: 'CLOSED', grid_id: null, who: [id('f', 3)] }]);
  });

  test('the order is told with its state, in the same transaction', async () => {
    const order = await anOrder(county, { caseId: id('c', 7) });
    const told = (await county.outbox()).filter(({ key }) => key === order);
    const data = { serviceOrderId: order, status: 'POSTED', areaCode: BAISHU, caseId: id('c', 7) };
    expect(told).toEqual([
      expect.objectContaining({ type: 'gridloom.volunteers.order.posted.v1', version: 1, data }),
      expect.objectContaining({ type: 'gridloom.volunteers.order.state.v1', version: 1, data }),
    ]);
  });
});
