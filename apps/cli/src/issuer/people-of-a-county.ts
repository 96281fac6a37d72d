import { Pool } from 'pg';

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** Two grids of Baishu village, one of Beibao; ids end with these numbers. */
export const grids = { baishu14: id(114), baishu15: id(115), beibao1: id(201) };
export const organizations = { waterOffice: id(301), housingOffice: id(302) };

/** Accounts of the people for tests, by what they do. */
export const accounts = {
  administrator: id(1),
  gridOffice: id(2),
  townshipOfficer: id(3),
  waterOfficer: id(4),
  housingOfficer: id(5),
  secretary: id(6),
  workerOfTwoGrids: id(7),
  worker14: id(8),
  worker15: id(9),
  formerWorker: id(10),
  workerOfBeibao: id(11),
  resident: id(12),
};

const assignments: readonly (readonly [string, string, string, string, string?])[] = [
  [accounts.administrator, 'COUNTY_ADMINISTRATOR', 'AREA', '410326'],
  [accounts.gridOffice, 'GRID_OFFICE', 'AREA', '410326'],
  [accounts.townshipOfficer, 'TOWNSHIP_OFFICER', 'AREA', '410326200'],
  [accounts.waterOfficer, 'DEPARTMENT_OFFICER', 'ORGANIZATION', organizations.waterOffice],
  [accounts.housingOfficer, 'DEPARTMENT_OFFICER', 'ORGANIZATION', organizations.housingOffice],
  [accounts.secretary, 'COMMUNITY_SECRETARY', 'AREA', '410326200200'],
  [accounts.formerWorker, 'GRID_WORKER', 'GRID', grids.baishu14, '2026-01-01'],
  [accounts.workerOfTwoGrids, 'GRID_WORKER', 'GRID', grids.baishu14],
  [accounts.workerOfTwoGrids, 'GRID_WORKER', 'GRID', grids.baishu15],
  [accounts.worker14, 'GRID_WORKER', 'GRID', grids.baishu14],
  [accounts.worker15, 'GRID_WORKER', 'GRID', grids.baishu15],
  [accounts.workerOfBeibao, 'GRID_WORKER', 'GRID', grids.beibao1],
  [accounts.resident, 'RESIDENT', 'AREA', '410326200200'],
];

/** Makes the tables that the issuer reads, as the organization subgraph has them, with a handful of people in them. */
export async function foundPeople(url: string, withOrganizations: boolean): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 });
  try {
    await pool.query(`
      create table account (id uuid primary key, name text);
      create table role_assignment (
        id uuid primary key, account_id uuid not null, role text not null, jurisdiction_kind text not null,
        jurisdiction_id text not null, since date not null, until date
      );
      create table grid_view (id uuid primary key, area_code text not null, name text not null, kind text not null, level text not null);`);
    for (const [name, account] of Object.entries(accounts))
      await pool.query('insert into account values ($1, $2)', [account, name]);
    for (const [index, [account, role, kind, jurisdiction, until]] of assignments.entries()) {
      await pool.query('insert into role_assignment values ($1, $2, $3, $4, $5, $6, $7)', [
        id(1000 + index),
        account,
        role,
        kind,
        jurisdiction,
        '2020-01-01',
        until ?? null,
      ]);
    }
    const rows = [
      [grids.baishu14, '410326200200', '柏树村第14网格'],
      [grids.baishu15, '410326200200', '柏树村第15网格'],
      [grids.beibao1, '410326104209', '北堡村第1网格'],
    ];
    for (const row of rows) await pool.query(`insert into grid_view values ($1, $2, $3, 'RURAL', 'BASIC')`, row);
    if (!withOrganizations) return;
    await pool.query('create table organization (id uuid primary key, name text not null, area_code text not null)');
    await pool.query('insert into organization values ($1, $2, $3)', [organizations.waterOffice, '水利局', '410326']);
    await pool.query('insert into organization values ($1, $2, $3)', [
      organizations.housingOffice,
      '柏树乡村镇办',
      '410326200',
    ]);
  } finally {
    await pool.end();
  }
}
