import { openImport } from '@gridloom/service-kit';
import { callerAt, testAreaTree, testSubgraph } from '@gridloom/testkit';

import {
  importCentres,
  importCouncilMeetings,
  importEnrolments,
  importMatterItems,
  importMatters,
  importMealServices,
  importMemberships,
  importOutcomes,
  importProgrammes,
  importResolutions,
  importSocieties,
  importSocietyDemands,
  type MatterItemStatus,
  type SocietyRecord,
} from '../import/index.ts';
import { subgraph } from '../subgraph.ts';

export const BAISHU = '410326200200';
export const YAOGOU = '410326200201';
export const BEIBAO = '410326104209';

/** An id that a reader can tell: `id('d', 3)`. */
export const id = (letter: 'a' | 'b' | 'c' | 'd' | 'e' | 'f', n: number): string =>
  `${letter.repeat(8)}-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Accounts of the two organizers in Baishu and of the one in Beibao. */
export const accounts = { council: id('a', 1), dance: id('a', 2), beibao: id('a', 3) } as const;
export const societies = { council: id('b', 1), dance: id('b', 2), beibao: id('b', 3), dissolved: id('b', 4) } as const;
export const grid15 = id('c', 15);

export const organizer = callerAt('SOCIETY_ORGANIZER', BAISHU, { accountId: accounts.council, residentId: id('d', 1) });

const society = (
  key: keyof typeof societies,
  record: Pick<SocietyRecord, 'name' | 'kind' | 'areaCode' | 'organizerAccountId'> & Partial<SocietyRecord>,
): SocietyRecord => ({
  id: societies[key],
  legalForm: 'FILED',
  status: 'ACTIVE',
  organizerName: '王秀英',
  filedOn: '2024-05-01',
  ...record,
});

export const societyRecords: readonly SocietyRecord[] = [
  society('council', {
    name: '柏树村村民议事会',
    kind: 'SELF_GOVERNING',
    areaCode: BAISHU,
    gridId: grid15,
    organizerAccountId: accounts.council,
  }),
  society('dance', {
    name: '柏树村舞蹈队',
    kind: 'RECREATIONAL',
    areaCode: BAISHU,
    organizerAccountId: accounts.dance,
  }),
  society('beibao', {
    name: '北保村志愿服务队',
    kind: 'VOLUNTEER',
    areaCode: BEIBAO,
    organizerAccountId: accounts.beibao,
  }),
  society('dissolved', {
    name: '柏树村棋社',
    kind: 'RECREATIONAL',
    areaCode: BAISHU,
    organizerAccountId: accounts.council,
    status: 'DISSOLVED',
    dissolvedOn: '2025-01-01',
  }),
];

const range = (n: number) => Array.from({ length: n }, (_, at) => at + 1);

/** 12 of 18 households have settled, 3 have agreed. */
const itemStatus = (n: number): MatterItemStatus => (n <= 12 ? 'SETTLED' : n <= 15 ? 'AGREED' : 'PENDING');

/** A subgraph with two societies in Baishu, one in Beibao, a dissolved one, and Beibao's centre; all by way of the importers. */
export const testCounty = async () => {
  const running = await testSubgraph(subgraph);
  await running.seedGrids([{ id: grid15, name: '柏树村第15网格', areaCode: BAISHU }]);
  const context = { areas: testAreaTree() };
  const session = await openImport(running.appUrl, 'test');
  const place = { societyId: societies.council, areaCode: BAISHU };
  await importSocieties(session, context, societyRecords);
  await importMemberships(session, context, [
    ...range(5).map((n) => ({ id: id('e', n), ...place, residentId: id('d', n), joinedOn: '2024-06-01' })),
    { id: id('e', 6), ...place, residentId: id('d', 6), joinedOn: '2024-06-01', leftOn: '2025-06-01' },
    { id: id('e', 7), societyId: societies.beibao, areaCode: BEIBAO, residentId: id('d', 7), joinedOn: '2024-06-01' },
  ]);
  await importCouncilMeetings(
    session,
    context,
    range(3).map((n) => ({
      id: id('f', n),
      ...place,
      heldAt: new Date(`2026-01-0${String(n)}T01:00:00Z`),
      topic: `第${String(n)}次议事会`,
      attendance: 30,
    })),
  );
  await importResolutions(
    session,
    context,
    range(2).map((n) => ({
      id: id('f', 10 + n),
      meetingId: id('f', n),
      ...place,
      text: '修路方案',
      passed: true,
      votesFor: 28,
      votesAgainst: 2,
    })),
  );
  await importMatters(session, context, [
    { id: id('c', 1), ...place, title: '修渠搬迁18户', openedOn: '2025-10-01', settled: 12, total: 18 },
  ]);
  await importMatterItems(
    session,
    context,
    range(18).map((n) => ({
      id: id('c', 100 + n),
      matterId: id('c', 1),
      areaCode: BAISHU,
      position: n,
      label: `第${String(n)}户`,
      status: itemStatus(n),
    })),
  );
  await importSocietyDemands(
    session,
    context,
    range(4).map((n) => ({
      id: id('d', 100 + n),
      ...place,
      residentId: id('d', n),
      text: `路灯坏了，联系 13812345678（${String(n)}）`,
      raisedByAccountId: accounts.council,
      raisedAt: new Date(`2026-02-0${String(n)}T01:00:00Z`),
    })),
  );
  await importCentres(session, context, [
    { id: id('e', 100), name: '北保村乡里中心', kind: 'VILLAGE', areaCode: BEIBAO, openedOn: '2025-01-01' },
  ]);
  const programme = { centreId: id('e', 100), areaCode: BEIBAO, openedOn: '2025-01-01' };
  await importProgrammes(session, context, [
    { id: id('e', 101), ...programme, name: '乡村大食堂', kind: 'MEALS' },
    { id: id('e', 102), ...programme, name: '家政培训', kind: 'TRAINING' },
  ]);
  const course = { programmeId: id('e', 102), areaCode: BEIBAO };
  await importEnrolments(
    session,
    context,
    range(4).map((n) => ({
      id: id('f', 100 + n),
      ...course,
      residentId: id('d', n),
      enrolledOn: '2025-02-01',
      ...(n <= 3 ? { endedOn: '2025-04-01', completed: true } : { completed: false }),
    })),
  );
  await importOutcomes(
    session,
    context,
    range(3).map((n) => ({
      id: id('f', 200 + n),
      enrolmentId: id('f', 100 + n),
      ...course,
      recordedOn: '2025-05-01',
      ...(n <= 2 ? { employed: true, monthlyWage: 7_000 + n * 1_000 } : { employed: false }),
    })),
  );
  await importMealServices(
    session,
    context,
    range(2).map((n) => ({
      id: id('f', 300 + n),
      programmeId: id('e', 101),
      areaCode: BEIBAO,
      day: `2026-02-0${String(n)}`,
      meals: 40,
    })),
  );
  await session.close();
  running.statements();
  return running;
};
