import { buildAreaTree, openImport } from '@gridloom/service-kit';

import {
  importAccounts,
  importAppointments,
  importAreas,
  importDeployments,
  importLeadAssignments,
  importOrganizations,
  importPartyMembers,
  importPartyOrganizations,
  importReportIns,
  importRoleAssignments,
  importStaff,
  type AreaRecord,
  type OrganizationImportContext,
  type RoleAssignmentRecord,
} from './import/index.ts';

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const COUNTY = '410326';
export const TOWNSHIP = '410326200';
export const VILLAGE = '410326200200';
export const NEIGHBOUR = '410326200201';
export const FAR_VILLAGE = '410326104209';

/** A day after everything that {@link seedCounty} brings in. */
export const TODAY = '2026-03-02';
export const NOW = new Date(`${TODAY}T02:00:00Z`);

export const organizations = {
  government: id(101),
  waterOffice: id(102),
  housingOffice: id(103),
  gridOffice: id(104),
  township: id(105),
  committee: id(106),
};

export const accounts = {
  administrator: id(201),
  gridOfficer: id(202),
  waterOfficer: id(203),
  secretary: id(204),
  worker: id(205),
  resident: id(206),
  volunteer: id(207),
};

export const grids = { first: id(301), second: id(302), far: id(303) };
export const party = { county: id(401), village: id(402), branch: id(403), loose: id(404) };
export const staff = { administrator: id(501), waterOfficer: id(502), secretary: id(503) };
export const appointments = { administrator: id(601), waterOfficer: id(602), secretary: id(603) };
export const sources = { workerInGrid: id(701), volunteer: id(702) };
export const deployments = { waterInGrid: id(801), waterInFarVillage: id(802) };
export const residentId = id(901);

const since = '2025-01-01';

const roles: readonly Omit<RoleAssignmentRecord, 'id' | 'since'>[] = [
  {
    accountId: accounts.administrator,
    role: 'COUNTY_ADMINISTRATOR',
    jurisdictionKind: 'AREA',
    jurisdictionId: COUNTY,
    areaCode: COUNTY,
    source: 'APPOINTMENT',
    sourceId: appointments.administrator,
  },
  {
    accountId: accounts.waterOfficer,
    role: 'DEPARTMENT_OFFICER',
    jurisdictionKind: 'ORGANIZATION',
    jurisdictionId: organizations.waterOffice,
    areaCode: COUNTY,
    source: 'APPOINTMENT',
    sourceId: appointments.waterOfficer,
  },
  {
    accountId: accounts.secretary,
    role: 'COMMUNITY_SECRETARY',
    jurisdictionKind: 'AREA',
    jurisdictionId: VILLAGE,
    areaCode: VILLAGE,
    source: 'APPOINTMENT',
    sourceId: appointments.secretary,
  },
  {
    accountId: accounts.worker,
    role: 'GRID_WORKER',
    jurisdictionKind: 'GRID',
    jurisdictionId: grids.first,
    areaCode: VILLAGE,
    source: 'GRID_ASSIGNMENT',
    sourceId: sources.workerInGrid,
  },
  {
    accountId: accounts.resident,
    role: 'RESIDENT',
    jurisdictionKind: 'AREA',
    jurisdictionId: VILLAGE,
    areaCode: VILLAGE,
    source: 'REGISTRATION',
    sourceId: accounts.resident,
  },
  {
    accountId: accounts.volunteer,
    role: 'VOLUNTEER',
    jurisdictionKind: 'AREA',
    jurisdictionId: VILLAGE,
    areaCode: VILLAGE,
    source: 'VOLUNTEER',
    sourceId: sources.volunteer,
  },
];

const validFrom = '2020-01-01';

/** The areas that the test kit has in its projection. */
const areas: readonly AreaRecord[] = [
  { code: COUNTY, name: '汝阳县', level: 'COUNTY', validFrom },
  { code: TOWNSHIP, name: '柏树乡', level: 'TOWNSHIP', parentCode: COUNTY, validFrom },
  { code: '410326104', name: '三屯镇', level: 'TOWNSHIP', parentCode: COUNTY, validFrom },
  { code: VILLAGE, name: '柏树村', level: 'VILLAGE', parentCode: TOWNSHIP, validFrom },
  { code: NEIGHBOUR, name: '窑沟村', level: 'VILLAGE', parentCode: TOWNSHIP, validFrom },
  { code: FAR_VILLAGE, name: '北保村', level: 'VILLAGE', parentCode: '410326104', validFrom },
];

const ancestorsOf = (code: string | undefined): string[] =>
  code === undefined ? [] : [code, ...ancestorsOf(areas.find((area) => area.code === code)?.parentCode)];

export const importContext: OrganizationImportContext = {
  areas: buildAreaTree(
    areas.map(({ code, name, level, parentCode }) => ({
      code,
      name,
      level,
      parentCode: parentCode ?? null,
      ancestors: ancestorsOf(parentCode),
    })),
  ),
  today: TODAY,
};

/** What {@link seedCounty} needs of the subgraph under test. */
interface Seeded {
  readonly appUrl: string;
  seedGrids(grids: readonly { id: string; name: string; areaCode: string }[]): Promise<void>;
}

/** Puts a small county into the subgraph, brought in as counties are. */
export const seedCounty = async (county: Seeded): Promise<void> => {
  const session = await openImport(county.appUrl, 'test');
  try {
    await importAreas(session, importContext, areas);
    const body = (key: keyof typeof organizations) => ({
      id: organizations[key],
      areaCode: COUNTY,
      handlesCases: false,
    });
    await importOrganizations(session, importContext, [
      { ...body('government'), name: '汝阳县人民政府', kind: 'COUNTY_GOVERNMENT' },
      { ...body('waterOffice'), name: '水利局', kind: 'COUNTY_DEPARTMENT', handlesCases: true },
      { ...body('housingOffice'), name: '住建局', kind: 'COUNTY_DEPARTMENT', handlesCases: true },
      { ...body('gridOffice'), name: '网格化服务管理中心', kind: 'GRID_OFFICE' },
      { ...body('township'), name: '柏树乡人民政府', kind: 'TOWNSHIP_GOVERNMENT', areaCode: TOWNSHIP },
      { ...body('committee'), name: '柏树村村民委员会', kind: 'VILLAGE_COMMITTEE', areaCode: VILLAGE },
    ]);
    await importAccounts(session, importContext, [
      { id: accounts.administrator, name: '郭建国' },
      { id: accounts.gridOfficer, name: '李敏' },
      { id: accounts.waterOfficer, name: '周伟' },
      { id: accounts.secretary, name: '王秀英' },
      { id: accounts.worker, name: '赵强' },
      { id: accounts.resident, name: '孙桂兰', residentId },
      { id: accounts.volunteer, name: '欧阳娜' },
    ]);
    await importStaff(session, importContext, [
      { id: staff.administrator, name: '郭建国', accountId: accounts.administrator },
      { id: staff.waterOfficer, name: '周伟', accountId: accounts.waterOfficer },
      { id: staff.secretary, name: '王秀英', accountId: accounts.secretary },
    ]);
    await importAppointments(session, importContext, [
      {
        id: appointments.administrator,
        staffId: staff.administrator,
        organizationId: organizations.government,
        post: 'ADMINISTRATOR',
        since,
      },
      {
        id: appointments.waterOfficer,
        staffId: staff.waterOfficer,
        organizationId: organizations.waterOffice,
        post: 'OFFICER',
        since,
      },
      {
        id: appointments.secretary,
        staffId: staff.secretary,
        organizationId: organizations.committee,
        post: 'SECRETARY',
        since,
      },
    ]);
    await importRoleAssignments(
      session,
      importContext,
      roles.map((role, index) => ({ id: id(1001 + index), since, ...role })),
    );
    await importPartyOrganizations(session, importContext, [
      { id: party.county, name: '汝阳县委', tier: 'COUNTY_COMMITTEE', areaCode: COUNTY, foundedOn: since },
      {
        id: party.village,
        name: '柏树村党支部',
        tier: 'VILLAGE_ORGANIZATION',
        parentId: party.county,
        areaCode: VILLAGE,
        secretaryId: staff.secretary,
        foundedOn: since,
      },
      {
        id: party.branch,
        name: '第一网格党小组',
        tier: 'GRID_GROUP',
        parentId: party.village,
        areaCode: VILLAGE,
        gridId: grids.first,
        secretaryId: staff.secretary,
        foundedOn: since,
      },
      {
        id: party.loose,
        name: '第二网格党小组',
        tier: 'GRID_GROUP',
        parentId: party.village,
        areaCode: VILLAGE,
        foundedOn: since,
      },
    ]);
    await importPartyMembers(session, importContext, [
      { id: id(1101), partyOrganizationId: party.branch, admittedOn: since },
      { id: id(1102), partyOrganizationId: party.branch, admittedOn: since, residentId },
      { id: id(1103), partyOrganizationId: party.county, admittedOn: since },
    ]);
    await importDeployments(session, importContext, [
      {
        id: deployments.waterInGrid,
        organizationId: organizations.waterOffice,
        areaCode: VILLAGE,
        gridId: grids.first,
        resources: '饮水安全巡查',
        since,
      },
      {
        id: deployments.waterInFarVillage,
        organizationId: organizations.waterOffice,
        areaCode: FAR_VILLAGE,
        resources: '饮水安全巡查',
        since,
      },
    ]);
    await importReportIns(session, importContext, [
      {
        id: id(1201),
        organizationId: organizations.waterOffice,
        areaCode: VILLAGE,
        gridId: grids.first,
        reportedOn: since,
        services: 2,
        lastServedOn: '2026-02-01',
      },
    ]);
    await importLeadAssignments(session, importContext, [
      {
        id: id(1301),
        organizationId: organizations.housingOffice,
        initiative: '邻里中心建设',
        areaCode: VILLAGE,
        boundOn: since,
        progress: '已建成 3 处',
      },
    ]);
  } finally {
    await session.close();
  }
  await county.seedGrids([
    { id: grids.first, name: '柏树村第1网格', areaCode: VILLAGE },
    { id: grids.second, name: '柏树村第2网格', areaCode: VILLAGE },
    { id: grids.far, name: '北保村第1网格', areaCode: FAR_VILLAGE },
  ]);
};
