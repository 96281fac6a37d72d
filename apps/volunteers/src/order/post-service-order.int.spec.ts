import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { callerOfGrid, type TestSubgraph } from '@gridloom/testkit';

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
