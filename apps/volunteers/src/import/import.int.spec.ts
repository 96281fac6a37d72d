import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InvalidRecord, openImport, RecordsContradict, type ImportSession } from '@gridloom/service-kit';
import { testAreaTree, type TestSubgraph } from '@gridloom/testkit';

import { snapshots } from '../snapshots.ts';
import { societyView } from '../society-view.ts';
import { BAISHU, id, testCounty, VOLUNTEERS } from '../testing/test-county.ts';
import {
  importClaims,
  importServiceHours,
  importServiceOrders,
  importVolunteers,
  type ServiceHoursRecord,
  type ServiceOrderRecord,
  type VolunteerRecord,
} from './index.ts';

const context = { areas: testAreaTree() };
const moment = new Date('2026-02-01T01:00:00Z');

const volunteer: VolunteerRecord = {
  id: id('d', 500),
  accountId: id('a', 500),
  name: '李文秀',
  number: 'V-500',
  areaCode: BAISHU,
  skills: [],
  enrolledOn: '2025-01-01',
};

const order: ServiceOrderRecord = {
  id: id('f', 500),
  title: '理发',
  status: 'POSTED',
  areaCode: BAISHU,
  startsAt: moment,
  endsAt: new Date('2026-02-01T03:00:00Z'),
  volunteersNeeded: 1,
  skills: [],
  posterAccountId: id('b', 1),
  postedAt: moment,
};

const hours: ServiceHoursRecord = {
  id: id('c', 500),
  volunteerId: id('d', 1),
  areaCode: BAISHU,
  hours: 1,
  kind: 'CERTIFIED',
  recordedByAccountId: id('a', 1),
  servedAt: moment,
  recordedAt: moment,
};

describe('Bringing volunteers in', () => {
  let county: TestSubgraph;
  let session: ImportSession;
  let run = 0;
  beforeAll(async () => {
    county = await testCounty();
  });
  afterAll(() => county.stop());

  const inSession = async <T>(work: (session: ImportSession) => Promise<T>): Promise<T> => {
    run += 1;
    session = await openImport(county.appUrl, `run ${String(run)}`);
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  };

  const volunteersWrong: readonly (readonly [string, Partial<VolunteerRecord>])[] = [
    ['id', { id: 'x' }],
    ['areaCode', { areaCode: '110101' }],
    ['number', { number: '41032619800101123X' }],
    ['number', { number: '' }],
    ['enrolledOn', { enrolledOn: '2025-02-30' }],
    ['name', { name: '' }],
  ];
  test.each(volunteersWrong)('a volunteer whose %s is wrong is named by record and field', async (field, changes) => {
    const records = [volunteer, { ...volunteer, id: id('d', 501), ...changes }];
    const refused = await inSession((each) =>
      importVolunteers(each, context, records).catch((error: unknown) => error),
    );
    expect(refused).toBeInstanceOf(InvalidRecord);
    expect(refused).toMatchObject({ step: 'volunteer', record: 2, field });
    const [row] = await county.sql('select count(*)::int as n from volunteer');
    expect(row?.n).toBe(VOLUNTEERS);
  });

  const ordersWrong: readonly (readonly [string, Partial<ServiceOrderRecord>])[] = [
    ['endsAt', { endsAt: moment }],
    ['volunteersNeeded', { volunteersNeeded: 0 }],
    ['completedAt', { completedAt: moment }],
    ['cancelledAt', { status: 'CANCELLED' }],
    ['caseId', { caseId: '12' }],
  ];
  test.each(ordersWrong)('an order whose %s is wrong is named by record and field', async (field, changes) => {
    const refused = await inSession((each) =>
      importServiceOrders(each, context, [{ ...order, ...changes }]).catch((error: unknown) => error),
    );
    expect(refused).toMatchObject({ name: 'InvalidRecord', record: 1, field });
  });

  const hoursWrong: readonly (readonly [string, Partial<ServiceHoursRecord>])[] = [
    ['hours', { hours: 0 }],
    ['hours', { hours: 1.25 }],
    ['hours', { hours: 24.5 }],
    ['hours', { hours: -1 }],
    ['correctsId', { kind: 'CORRECTION' }],
  ];
  test.each(hoursWrong)('hours whose %s is wrong are named by record and field', async (field, changes) => {
    const refused = await inSession((each) =>
      importServiceHours(each, context, [{ ...hours, ...changes }]).catch((error: unknown) => error),
    );
    expect(refused).toMatchObject({ name: 'InvalidRecord', record: 1, field });
  });

  test('claims that contradict their order leave nothing behind', async () => {
    const claim = {
      id: id('e', 500),
      serviceOrderId: id('f', 2),
      volunteerId: id('d', 1),
      areaCode: BAISHU,
      claimedAt: moment,
      completedAt: moment,
    };
    const refused = await inSession((each) => importClaims(each, context, [claim]).catch((error: unknown) => error));
    expect(refused).toBeInstanceOf(RecordsContradict);
    expect(await county.sql('select 1 from claim where id = $1', [claim.id])).toEqual([]);
  });

  test('hours of an order that the volunteer did not complete are refused', async () => {
    const refused = await inSession((each) =>
      importServiceHours(each, context, [{ ...hours, volunteerId: id('d', 3), serviceOrderId: id('f', 1) }]).catch(
        (error: unknown) => error,
      ),
    );
    expect(refused).toBeInstanceOf(RecordsContradict);
  });

  test('the state topics are filled from the rows, batch by batch', async () => {
    for (const snapshot of snapshots) {
      const total = await snapshot.countRows(county.sql);
      const keys: string[] = [];
      for (let after: string | null = null; ; after = keys.at(-1) ?? null) {
        const batch = await snapshot.selectBatch(county.sql, after, 2);
        for (const row of batch) snapshot.event.parseClosed(row.data);
        keys.push(...batch.map(({ key }) => key));
        if (batch.length < 2) break;
      }
      expect(keys).toHaveLength(total);
      expect(keys).toEqual([...keys].sort());
    }
  });

  test('who organizes a society follows its newest state, whatever comes twice or late', async () => {
    const societyId = id('e', 700);
    const state = (organizer: string, sequence: number) => ({
      key: societyId,
      sequence,
      data: { societyId, areaCode: BAISHU, status: 'ACTIVE', organizerAccountId: organizer },
      metadata: {} as never,
    });
    const apply = (organizer: string, sequence: number) =>
      societyView.applyBatch([state(organizer, sequence)], county.sql, county.em());
    await apply(id('a', 2), 2);
    await apply(id('a', 2), 2);
    await apply(id('a', 1), 1);
    expect(await county.sql('select organizer_account_id from society_view where id = $1', [societyId])).toEqual([
      { organizer_account_id: id('a', 2) },
    ]);
    await societyView.applyBatch([{ ...state('', 3), data: null }], county.sql, county.em());
    expect(await county.sql('select 1 from society_view where id = $1', [societyId])).toEqual([]);
  });
});
