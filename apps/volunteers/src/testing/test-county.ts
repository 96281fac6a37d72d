import type { Caller } from '@gridloom/access';
import { openImport } from '@gridloom/service-kit';
import { callerAt, testAreaTree, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import {
  importClaims,
  importServiceHours,
  importServiceOrders,
  importVolunteers,
  type ServiceOrderRecord,
} from '../import/index.ts';
import { subgraph } from '../subgraph.ts';

export const BAISHU = '410326200200';
export const YAOGOU = '410326200201';
export const BEIBAO = '410326104209';

/** An id that a reader can tell: `id('d', 3)`. */
export const id = (letter: 'a' | 'b' | 'c' | 'd' | 'e' | 'f', n: number): string =>
  `${letter.repeat(8)}-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** 24 volunteers: 1 to 20 in Baishu, 21 and 22 in the next village of the township, 23 and 24 in another township. */
export const VOLUNTEERS = 24;

const areaOf = (n: number): string => (n <= 20 ? BAISHU : n <= 22 ? YAOGOU : BEIBAO);

export const volunteer = (n: number): Caller => callerAt('VOLUNTEER', areaOf(n), { accountId: id('a', n) });

/** A resident of Baishu who posts orders. */
export const poster = callerAt('RESIDENT', BAISHU, { accountId: id('b', 1), residentId: id('d', 1) });

export const grid15 = id('c', 15);
export const society = id('e', 1);
export const organizer = callerAt('SOCIETY_ORGANIZER', BAISHU, { accountId: id('b', 2) });

const range = (n: number) => Array.from({ length: n }, (_, at) => at + 1);

const order = (
  n: number,
  record: Pick<ServiceOrderRecord, 'status'> & Partial<ServiceOrderRecord>,
): ServiceOrderRecord => ({
  id: id('f', n),
  title: `陪诊 ${String(n)}`,
  areaCode: BAISHU,
  place: '柏树乡柏树村三组15号',
  startsAt: new Date('2026-02-01T01:00:00Z'),
  endsAt: new Date('2026-02-01T03:00:00Z'),
  volunteersNeeded: 1,
  skills: [],
  posterAccountId: id('b', 1),
  postedAt: new Date(`2026-01-2${String(n)}T01:00:00Z`),
  ...record,
});

/** A subgraph with volunteers, one completed order of two volunteers, one that is cancelled, one in another township. */
export const testCounty = async (): Promise<TestSubgraph> => {
  const running = await testSubgraph(subgraph);
  await running.seedGrids([{ id: grid15, name: '柏树村第15网格', areaCode: BAISHU }]);
  await running.sql(
    `insert into society_view (id, area_code, status, organizer_account_id, version) values ($1, $2, 'ACTIVE', $3, 1)`,
    [society, BAISHU, id('b', 2)],
  );
  await running.sql(
    `insert into case_view (id, area_code, grid_id, status, complainants, version) values
       ($1, $3, $4, 'HANDLING', $5::uuid[], 1), ($2, $3, $4, 'CLOSED', $5::uuid[], 1)`,
    [id('c', 7), id('c', 8), BAISHU, grid15, [id('f', 1), id('d', 1)]],
  );
  const context = { areas: testAreaTree() };
  const session = await openImport(running.appUrl, 'test');
  await importVolunteers(
    session,
    context,
    range(VOLUNTEERS).map((n) => ({
      id: id('d', n),
      accountId: id('a', n),
      name: '李文秀',
      number: `410326${String(n).padStart(7, '0')}`,
      areaCode: areaOf(n),
      skills: ['理发', '家电维修'],
      enrolledOn: '2025-01-01',
    })),
  );
  const done = new Date('2026-02-01T03:00:00Z');
  await importServiceOrders(session, context, [
    order(1, { status: 'COMPLETED', completedAt: done, volunteersNeeded: 2, societyId: society, caseId: id('c', 1) }),
    order(2, { status: 'CANCELLED', cancelledAt: done }),
    order(3, { status: 'POSTED', areaCode: BEIBAO, caseId: id('c', 2), endsAt: new Date('2026-03-08T03:00:00Z') }),
  ]);
  await importClaims(
    session,
    context,
    range(2).map((n) => ({
      id: id('e', 10 + n),
      serviceOrderId: id('f', 1),
      volunteerId: id('d', n),
      areaCode: BAISHU,
      claimedAt: new Date(`2026-01-2${String(n)}T02:00:00Z`),
      completedAt: done,
    })),
  );
  const entry = {
    volunteerId: id('d', 1),
    areaCode: BAISHU,
    recordedByAccountId: id('a', 1),
    servedAt: done,
    recordedAt: done,
  };
  await importServiceHours(session, context, [
    { id: id('b', 101), ...entry, serviceOrderId: id('f', 1), hours: 2, kind: 'CERTIFIED' },
    { id: id('b', 102), ...entry, volunteerId: id('d', 2), serviceOrderId: id('f', 1), hours: 2.5, kind: 'CERTIFIED' },
    { id: id('b', 103), ...entry, hours: -0.5, kind: 'CORRECTION', correctsId: id('b', 101) },
  ]);
  await session.close();
  running.statements();
  return running;
};

const post = /* GraphQL */ `
  mutation ($input: PostServiceOrderInput!) {
    postServiceOrder(input: $input) {
      ... on PostServiceOrderSuccess {
        serviceOrder {
          id
          status
        }
      }
      ... on UserError {
        code
        message
      }
    }
  }
`;

/** Posts an order in Baishu, 2 March 2026 from 11:00 to 13:00 in Shanghai, and gives its id. */
export const anOrder = async (county: TestSubgraph, input: object = {}, as: Caller = poster): Promise<string> => {
  const { data, errors } = await county.execute(
    post,
    {
      input: {
        title: '打扫院子',
        areaCode: BAISHU,
        startsAt: '2026-03-02T03:00:00Z',
        endsAt: '2026-03-02T05:00:00Z',
        volunteersNeeded: 1,
        ...input,
      },
    },
    { as },
  );
  const posted = data?.postServiceOrder as unknown as { serviceOrder?: { id: string } };
  if (!posted.serviceOrder) throw new TypeError(JSON.stringify({ posted, errors }));
  return posted.serviceOrder.id;
};

export const claimDocument = /* GraphQL */ `
  mutation ($input: ClaimServiceOrderInput!) {
    claimServiceOrder(input: $input) {
      __typename
      ... on ClaimServiceOrderSuccess {
        serviceOrder {
          id
          status
          claimedCount
          volunteer {
            id
            name
          }
        }
      }
      ... on UserError {
        code
        message
      }
      ... on ServiceTimeOverlap {
        otherServiceOrderId
      }
    }
  }
`;

export interface Answer {
  readonly __typename: string;
  readonly code?: string;
  readonly message?: string;
  readonly serviceOrder?: Record<string, unknown>;
  readonly serviceHours?: Record<string, unknown>;
}

export const claim = async (county: TestSubgraph, serviceOrderId: string, as: Caller, key?: string) => {
  const input = { serviceOrderId, ...(key === undefined ? {} : { clientMutationKey: key }) };
  const { data, errors, codes } = await county.execute(claimDocument, { input }, { as });
  return {
    answer: ((data as Record<string, unknown> | null)?.claimServiceOrder ?? null) as Answer | null,
    errors,
    codes,
  };
};

const completeDocument = /* GraphQL */ `
  mutation ($input: CompleteServiceOrderInput!) {
    completeServiceOrder(input: $input) {
      __typename
      ... on CompleteServiceOrderSuccess {
        serviceOrder {
          id
          status
        }
        serviceHours {
          id
          hours
          kind
          servedAt
          recordedAt
          note
          serviceOrder {
            id
          }
          recordedBy {
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
    }
  }
`;

export const complete = async (county: TestSubgraph, serviceOrderId: string, hours: number, as: Caller) => {
  const { data, errors, codes } = await county.execute(completeDocument, { input: { serviceOrderId, hours } }, { as });
  return {
    answer: ((data as Record<string, unknown> | null)?.completeServiceOrder ?? null) as Answer | null,
    errors,
    codes,
  };
};
