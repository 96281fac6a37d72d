import { openImport, type ImportSession } from '@gridloom/service-kit';
import { testAreaTree, type TestSubgraph } from '@gridloom/testkit';

import type { CasesImportContext } from '../import/import-context.ts';
import { importCases } from '../import/import-cases.ts';
import { importCalendar, importDeadlineRules } from '../import/import-deadlines.ts';
import { importDutyLists, importServiceItems } from '../import/import-service-items.ts';
import { importWhistles } from '../import/import-whistles.ts';
import type { CaseHistoryRecord, DeadlineRuleRecord, WhistleRecord } from '../import/records.ts';
import { applyOrganizations } from '../organization/handlers.ts';

const uuid = (prefix: string, n: number) => `${prefix}000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export const county = '410326';
export const township = '410326200';
export const village = '410326200200';
export const otherVillage = '410326104209';

export const ids = {
  grid15: uuid('1a', 15),
  grid16: uuid('1a', 16),
  otherGrid: uuid('1a', 99),
  roads: uuid('0b', 1),
  water: uuid('0b', 2),
  townshipGovernment: uuid('0b', 3),
  villageCommittee: uuid('0b', 4),
  gridOffice: uuid('0b', 5),
  otherVillageCommittee: uuid('0b', 6),
  library: uuid('0b', 7),
  item: uuid('1c', 1),
  resident: uuid('2d', 1),
  neighbour: uuid('2d', 2),
  worker: uuid('3e', 1),
} as const;

const organizations = [
  { organizationId: ids.roads, name: '交通运输局', kind: 'COUNTY_DEPARTMENT', areaCode: county, handlesCases: true },
  { organizationId: ids.water, name: '水利局', kind: 'COUNTY_DEPARTMENT', areaCode: county, handlesCases: true },
  { organizationId: ids.gridOffice, name: '网格办', kind: 'GRID_OFFICE', areaCode: county, handlesCases: true },
  {
    organizationId: ids.townshipGovernment,
    name: '柏树乡人民政府',
    kind: 'TOWNSHIP_GOVERNMENT',
    areaCode: township,
    handlesCases: true,
  },
  {
    organizationId: ids.villageCommittee,
    name: '柏树村村民委员会',
    kind: 'VILLAGE_COMMITTEE',
    areaCode: village,
    handlesCases: true,
  },
  {
    organizationId: ids.otherVillageCommittee,
    name: '北保村村民委员会',
    kind: 'VILLAGE_COMMITTEE',
    areaCode: otherVillage,
    handlesCases: true,
  },
  { organizationId: ids.library, name: '图书馆', kind: 'PUBLIC_INSTITUTION', areaCode: county, handlesCases: false },
] as const;

export const importContext = (): CasesImportContext => ({
  areas: testAreaTree(),
  organizations: new Map(organizations.map(({ organizationId, ...known }) => [organizationId, known])),
  newId: () => crypto.randomUUID(),
});

const rule = (
  n: number,
  stage: DeadlineRuleRecord['stage'],
  amount: number,
  unit: DeadlineRuleRecord['unit'],
  particular: Partial<DeadlineRuleRecord> = {},
): DeadlineRuleRecord => ({ id: uuid('4f', n), stage, amount, unit, ...particular });

export const deadlineRules: readonly DeadlineRuleRecord[] = [
  rule(1, 'ACCEPT', 1, 'WORKING_DAYS'),
  rule(2, 'DISPATCH', 4, 'WORKING_HOURS'),
  rule(3, 'TAKE_UP', 1, 'WORKING_DAYS'),
  rule(4, 'HANDLE', 10, 'WORKING_DAYS'),
  rule(5, 'HANDLE', 5, 'WORKING_DAYS', { bodyKind: 'COUNTY_DEPARTMENT' }),
  rule(6, 'HANDLE', 3, 'WORKING_DAYS', { serviceItemCode: 'A-001', bodyKind: 'COUNTY_DEPARTMENT' }),
  rule(7, 'VERIFY', 2, 'WORKING_DAYS'),
  rule(8, 'EVALUATE', 3, 'WORKING_DAYS'),
];

/** An import session of a test database; the caller closes it. */
export const openSession = (test: TestSubgraph, importId = 'test'): Promise<ImportSession> =>
  openImport(test.migratorUrl, importId);

/** Organizations, grids, items, calendar and rules of a small county. */
export const seedCounty = async (test: TestSubgraph): Promise<void> => {
  await applyOrganizations(
    organizations.map((data) => ({ key: data.organizationId, sequence: 1, data })),
    test.sql,
  );
  await test.seedGrids([
    { id: ids.grid15, name: '第15网格', areaCode: village },
    { id: ids.grid16, name: '第16网格', areaCode: village },
    { id: ids.otherGrid, name: '第1网格', areaCode: otherVillage },
  ]);
  const session = await openSession(test);
  try {
    const context = importContext();
    await importDutyLists(session, context, [
      {
        id: uuid('5a', 1),
        code: 'SIX',
        name: '六项职责',
        areaCode: county,
        duties: [
          { id: uuid('5b', 1), code: 'HAZARDS', name: '隐患排查' },
          { id: uuid('5b', 2), code: 'LIVELIHOOD', name: '民生服务' },
        ],
      },
    ]);
    await importServiceItems(session, context, [
      {
        id: ids.item,
        code: 'A-001',
        areaCode: county,
        versions: [
          {
            version: 1,
            name: '道路隐患',
            sponsorId: ids.roads,
            dutyCode: 'HAZARDS',
            validFrom: '2024-01-01',
            validUntil: '2026-01-01',
          },
          { version: 2, name: '道路安全隐患', sponsorId: ids.roads, dutyCode: 'HAZARDS', validFrom: '2026-01-01' },
        ],
      },
      {
        id: uuid('1c', 2),
        code: 'A-002',
        areaCode: county,
        versions: [{ version: 1, name: '饮水', sponsorId: ids.water, dutyCode: 'LIVELIHOOD', validFrom: '2024-01-01' }],
      },
      {
        id: uuid('1c', 3),
        code: 'A-900',
        areaCode: county,
        versions: [
          {
            version: 1,
            name: '临时防汛',
            sponsorId: ids.water,
            dutyCode: 'HAZARDS',
            validFrom: '2025-06-01',
            validUntil: '2025-10-01',
          },
        ],
      },
      {
        id: uuid('1c', 4),
        code: 'B-001',
        areaCode: otherVillage,
        versions: [
          { version: 1, name: '本村事项', sponsorId: ids.water, dutyCode: 'HAZARDS', validFrom: '2024-01-01' },
        ],
      },
    ]);
    await importCalendar(session, context, [
      { year: 2025, status: 'LOADED', days: [{ day: '2025-10-01', kind: 'HOLIDAY', name: '国庆节' }] },
      { year: 2026, status: 'LOADED', days: [{ day: '2026-03-06', kind: 'LOCAL_OFF' }] },
      { year: 2027, status: 'PROVISIONAL', days: [] },
    ]);
    await importDeadlineRules(session, context, deadlineRules);
  } finally {
    await session.close();
  }
};

/** Brings histories in through the importer. */
export const seedCases = async (test: TestSubgraph, histories: Iterable<CaseHistoryRecord>, importId: string) => {
  const session = await openSession(test, importId);
  try {
    return await importCases(session, importContext(), histories);
  } finally {
    await session.close();
  }
};

export const seedWhistles = async (test: TestSubgraph, whistles: Iterable<WhistleRecord>) => {
  const session = await openSession(test);
  try {
    return await importWhistles(session, importContext(), whistles);
  } finally {
    await session.close();
  }
};

const day = 86_400_000;

/** A history up to a step: report, accept, dispatch to the road department, take up, resolve, verify, evaluate. */
export const aHistory = (
  n: number,
  options: Partial<CaseHistoryRecord> & { readonly steps?: CaseHistoryRecord['steps']; readonly length?: number } = {},
): CaseHistoryRecord => {
  const { length = 0, ...given } = options;
  const reportedAt = given.reportedAt ?? new Date(Date.parse('2026-01-05T01:00:00Z') + (n % 40) * day);
  const at = (days: number) => new Date(reportedAt.getTime() + days * day);
  const complainantId = uuid('6c', n);
  const secretary = uuid('3e', 2);
  const officer = uuid('3e', 3);
  const steps: CaseHistoryRecord['steps'] = [
    { action: 'ACCEPT', at: at(0.1), actorAccountId: secretary, serviceItemCode: n % 3 === 0 ? 'A-002' : 'A-001' },
    { action: 'DISPATCH', at: at(0.2), actorAccountId: secretary, handlerId: ids.roads, assistantIds: [ids.water] },
    { action: 'TAKE_UP', at: at(1), actorAccountId: officer },
    { action: 'RESOLVE', at: at(2), actorAccountId: officer, outcome: '已经办好' },
    { action: 'VERIFY', at: at(3), actorAccountId: ids.worker, passed: true },
    { action: 'EVALUATE', at: at(4), actorAccountId: secretary, complainantId, satisfied: true, comment: '满意' },
  ];
  return {
    id: uuid('7d', n),
    number: `${county}-${String(reportedAt.getUTCFullYear())}-${String(n).padStart(6, '0')}`,
    title: `第 ${String(n)} 件事`,
    source: n % 2 === 0 ? 'VISIT' : 'HOTLINE_12345',
    areaCode: village,
    gridId: ids.grid15,
    reportedAt,
    reportedByAccountId: ids.worker,
    complainants: [{ id: complainantId, residentId: ids.resident, demand: `第 ${String(n)} 件诉求` }],
    steps: steps.slice(0, length),
    ...given,
  };
};

export const caseId = (n: number) => uuid('7d', n);
export const complainantId = (n: number) => uuid('6c', n);

/** Hands a visit's demand to the consumers, as grids tells it. */
export const aVisitDemand = (
  test: TestSubgraph,
  n: number,
  options: { readonly text?: string; readonly time?: Date } = {},
) => {
  const visitDemandId = uuid('8e', n);
  return test
    .deliver({
      type: 'gridloom.grids.visit-demand.worded.v1',
      key: visitDemandId,
      ...(options.time ? { time: options.time } : {}),
      data: {
        visitDemandId,
        visitId: uuid('8f', n),
        householdId: uuid('90', n),
        residentId: ids.resident,
        gridId: ids.grid15,
        areaCode: village,
        text: options.text ?? '粮站旧棚占道，路太窄，车过不去。请帮忙拆除。',
        place: '第15网格 老粮站',
        raisedByAccountId: ids.worker,
      },
    })
    .then(() => visitDemandId);
};
