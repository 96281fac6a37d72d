import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createSealingProvider } from '@gridloom/access';
import { openFileStorage, openImport, type ImportSession } from '@gridloom/service-kit';
import { makeIdNumber } from '@gridloom/standards';
import { testAreaTree, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import * as importers from '../import/index.ts';
import { createSubgraph } from '../subgraph.ts';

/** An id that tells what it stands for: `idOf('household', 3)`. */
export const idOf = (kind: keyof typeof kinds, n: number): string =>
  `${String(kinds[kind]).padStart(8, '0')}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

const kinds = {
  grid: 1,
  worker: 2,
  account: 3,
  assignment: 4,
  dwelling: 5,
  household: 6,
  resident: 7,
  care: 8,
  contact: 9,
  visit: 10,
  demand: 11,
  corps: 12,
  organization: 13,
  case: 14,
  patrol: 15,
  hazard: 16,
  errand: 17,
} as const;

export const BAISHU = '410326200200';
export const YAOGOU = '410326200201';
export const TODAY = '2026-03-02';
export const NOW = new Date('2026-03-02T02:00:00Z');

export const testSealing = () =>
  createSealingProvider({
    keys: [{ id: 'test', algorithm: 'aes-256-gcm', secret: new Uint8Array(32).fill(7) }],
    hashKey: { algorithm: 'sha256', secret: new Uint8Array(32).fill(9) },
  });

/** Files of this test process, in a folder for temporary things. */
export const testStorage = () =>
  openFileStorage({ kind: 'folder', path: join(tmpdir(), `gridloom-test-files-${String(process.pid)}`) });

export const rules: importers.CountyRulesRecord = {
  foundedOn: '2026-01-01',
  visitIntervalDays: 90,
  visitIntervalDaysByCare: { LIVING_ALONE: 15 },
  verifiedWithinDays: 365,
  staleAfterDays: 180,
  checklist: [
    { item: 'FIRE_EXTINGUISHER', label: '灭火器压力' },
    { item: 'ANTI_FRAUD_APP', label: '反诈中心 App' },
    { item: 'PEOPLE_DATA', label: '人房信息核对', verifiesData: true },
  ],
};

/** Grids 1 and 2 and micro-grid 4 (of 1) in Baishu, grid 3 in Yaogou. */
export const gridRecords: readonly importers.GridRecord[] = [1, 2, 3, 4].map((n) => ({
  id: idOf('grid', n),
  name: n === 4 ? '柏树村微网格' : `${n === 3 ? '窑沟村' : '柏树村'}第${n}网格`,
  kind: n === 2 ? 'DEDICATED' : 'RURAL',
  level: n === 4 ? 'MICRO' : 'BASIC',
  areaCode: n === 3 ? YAOGOU : BAISHU,
  ...(n === 4 ? { parentGridId: idOf('grid', 1) } : {}),
  codes: [{ scheme: 'VILLAGE_SEQUENCE', code: `${n === 3 ? YAOGOU : BAISHU}-${n}` }],
  boundary: {
    type: 'Polygon',
    coordinates: [
      [
        [112.4, 34.1],
        [112.5, 34.1],
        [112.5, 34.2],
        [112.4, 34.1],
      ],
    ],
  },
  validFrom: '2020-01-01',
}));

/** Worker n and account n belong together. 1 heads grid 1, 2 is full-time in 1 and part-time in 2, 3 works in 3, 4 is secretary. */
export const assignmentRecords: readonly importers.GridAssignmentRecord[] = (
  [
    [1, 1, 'GRID_HEAD'],
    [2, 1, 'FULL_TIME'],
    [2, 2, 'PART_TIME'],
    [3, 3, 'LEVEL_3'],
    [4, 1, 'SECRETARY'],
    [4, 2, 'SECRETARY'],
  ] as const
).map(([worker, grid, role], index) => ({
  id: idOf('assignment', index + 1),
  gridWorkerId: idOf('worker', worker),
  gridId: idOf('grid', grid),
  role,
  since: '2025-01-01',
}));

/** The grid of household n: three households in grid 1, one in 2, two in 3; more go to grid 1. */
const gridOfHousehold = (n: number) => idOf('grid', n === 4 ? 2 : n === 5 || n === 6 ? 3 : 1);

/** The id number of resident n. */
export const idNumberOf = (n: number): string =>
  makeIdNumber({ areaDigits: '600000', birthDate: '1961-03-09', sequence: n });

export const phoneOf = (n: number): string => `138${String(n).padStart(8, '0')}`;

const range = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

export const householdRecords = (count: number): importers.HouseholdRecord[] =>
  range(count).map((n) => ({
    id: idOf('household', n),
    number: `H-${n}`,
    gridId: gridOfHousehold(n),
    dwellingId: idOf('dwelling', n),
    address: `柏树乡柏树村三组${n}号`,
    registeredOn: '2025-06-01',
  }));

/** Household n has residents 2n-1 (its head) and 2n (floating in household 3). */
export const residentRecords = (households: number): importers.ResidentRecord[] =>
  range(households * 2).map((n) => {
    const household = Math.ceil(n / 2);
    return {
      id: idOf('resident', n),
      householdId: idOf('household', household),
      relation: n % 2 === 1 ? 'HEAD' : 'SPOUSE',
      gridId: gridOfHousehold(household),
      name: n % 2 === 1 ? '王建国' : '李秀英',
      idNumber: idNumberOf(n),
      ...(n % 2 === 1 ? { phone: phoneOf(n) } : {}),
      populationKind: n === 6 ? 'FLOATING' : 'PERMANENT_REGISTERED',
      ...(n <= 2 ? { verifiedOn: '2025-12-01' } : {}),
    };
  });

export const hazardClassRecords: readonly importers.HazardClassRecord[] = [
  {
    code: 'FIRE_EXIT_BLOCKED',
    label: '消防通道堵塞',
    severity: 'ORDINARY',
    recheckDays: 7,
    becomesCase: true,
    onTheSpot: true,
    photo: 'NONE',
  },
  {
    code: 'GAS_LEAK',
    label: '燃气泄漏',
    severity: 'MAJOR',
    recheckDays: 1,
    becomesCase: true,
    onTheSpot: false,
    photo: 'ALWAYS',
  },
];

export const errandKindRecords: readonly importers.ErrandKindRecord[] = [
  {
    code: 'MINIMUM_LIVING_ALLOWANCE',
    label: '最低生活保障',
    documents: [
      { code: 'APPLICATION', label: '申请书', required: true },
      { code: 'INCOME', label: '收入证明', required: false },
    ],
  },
  { code: 'BUS_CARD', label: '老年公交卡', documents: [] },
];

export interface County {
  readonly subgraph: TestSubgraph;
  readonly session: ImportSession;
  readonly importContext: importers.ImportContext;
  stop(): Promise<void>;
}

/** A subgraph on a fresh database, with nothing but rules in it. */
export const anEmptyCounty = async (): Promise<County> => {
  const sealing = testSealing();
  const subgraph = await testSubgraph(createSubgraph(sealing, testStorage()), { now: NOW });
  const session = await openImport(subgraph.migratorUrl, 'test');
  const importContext = { areas: testAreaTree(), sealing, today: TODAY };
  await importers.importCountyRules(session, importContext, [rules]);
  return {
    subgraph,
    session,
    importContext,
    stop: async () => {
      await session.close();
      await subgraph.stop();
    },
  };
};

/** The whole small county: as many households as asked for (six at least), some visited, some looked after. */
export const aCounty = async (households = 6): Promise<County> => {
  const county = await anEmptyCounty();
  const { session, importContext } = county;
  const bring = async <R>(
    importer: (session: ImportSession, context: importers.ImportContext, records: Iterable<R>) => Promise<unknown>,
    records: Iterable<R>,
  ) => {
    await importer(session, importContext, records);
  };
  await bring(importers.importGrids, gridRecords);
  await bring(importers.importCorps, [{ id: idOf('corps', 1), name: '雷小哨', areaCode: '410326' }]);
  await bring(
    importers.importGridWorkers,
    range(4).map((n) => ({
      id: idOf('worker', n),
      accountId: idOf('account', n),
      name: `网格员${n}`,
      ...(n === 2 ? { corpsId: idOf('corps', 1) } : {}),
    })),
  );
  await bring(importers.importGridAssignments, assignmentRecords);
  const homes = householdRecords(households);
  await bring(
    importers.importDwellings,
    homes.map(({ gridId, address }, index) => ({ id: idOf('dwelling', index + 1), gridId, address })),
  );
  await bring(importers.importHouseholds, homes);
  await bring(importers.importResidents, residentRecords(households));
  await bring(
    importers.importOccupancies,
    range(households * 2).map((n) => ({
      dwellingId: idOf('dwelling', Math.ceil(n / 2)),
      residentId: idOf('resident', n),
      kind: 'OWN' as const,
      since: '2010-05-01',
    })),
  );
  await bring(
    importers.importCareRecords,
    [1, 5].map((n) => ({
      id: idOf('care', n),
      residentId: idOf('resident', n),
      kind: 'LIVING_ALONE' as const,
      since: '2024-01-01',
      ownerId: idOf('organization', 1),
    })),
  );
  await bring(
    importers.importEmergencyContacts,
    range(households).map((n) => ({
      id: idOf('contact', n),
      householdId: idOf('household', n),
      name: '王丽',
      phone: '13912345678',
      relation: '女儿',
    })),
  );
  await bring(
    importers.importVisits,
    [1, 2, 5].map((n) => ({
      id: idOf('visit', n),
      householdId: idOf('household', n),
      gridWorkerId: idOf('worker', n === 5 ? 3 : 2),
      recordedAt: new Date(`2026-02-${20 + n}T01:00:00Z`),
      checks: [{ item: 'FIRE_EXTINGUISHER', passed: n !== 2, note: '电话 13812345678' }],
      note: '一切正常',
    })),
  );
  await bring(importers.importVisitDemands, [
    {
      id: idOf('demand', 1),
      visitId: idOf('visit', 1),
      residentId: idOf('resident', 1),
      text: '老粮站棚子占路，电话13812345678',
    },
  ]);
  await bring(importers.importHazardClasses, hazardClassRecords);
  await bring(importers.importErrandKinds, errandKindRecords);
  await bring(importers.importPatrols, [
    {
      id: idOf('patrol', 1),
      gridId: idOf('grid', 1),
      patrollerAccountId: idOf('account', 2),
      gridWorkerId: idOf('worker', 2),
      startedAt: new Date('2026-02-20T01:00:00Z'),
      endedAt: new Date('2026-02-20T03:00:00Z'),
    },
  ]);
  await bring(importers.importHazards, [
    {
      id: idOf('hazard', 1),
      patrolId: idOf('patrol', 1),
      gridId: idOf('grid', 1),
      classCode: 'FIRE_EXIT_BLOCKED',
      text: '楼道堆放杂物，电话13812345678',
      place: '老粮站',
      foundAt: new Date('2026-02-20T02:00:00Z'),
      foundByAccountId: idOf('account', 2),
      recheckDueOn: '2026-02-27',
    },
  ]);
  await bring(importers.importErrands, [
    {
      id: idOf('errand', 1),
      kindCode: 'MINIMUM_LIVING_ALLOWANCE',
      residentId: idOf('resident', 1),
      householdId: idOf('household', 1),
      gridId: idOf('grid', 1),
      text: '申请低保',
      begunAt: new Date('2026-02-21T02:00:00Z'),
      workerAccountId: idOf('account', 2),
    },
  ]);
  return county;
};
