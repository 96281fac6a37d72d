import { createTestDatabase, type TestDatabase } from '@gridloom/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { DemoPeople, NoSuchDemoPerson, type DemoPersonWish } from './demo-people.ts';
import { accounts, foundPeople, grids, organizations } from './people-of-a-county.ts';

const now = (): Date => new Date('2026-11-24T02:00:00Z');

describe('demo people', () => {
  let database: TestDatabase;
  let pool: Pool;
  let people: DemoPeople;

  beforeAll(async () => {
    database = await createTestDatabase('demo_people');
    await foundPeople(database.migratorUrl, true);
    pool = new Pool({ connectionString: database.appUrl, max: 2 });
    people = new DemoPeople(pool, now);
  });

  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it.each<[DemoPersonWish, keyof typeof accounts]>([
    [{ role: 'COUNTY_ADMINISTRATOR', jurisdiction: '410326' }, 'administrator'],
    [{ role: 'TOWNSHIP_OFFICER', jurisdiction: '410326200' }, 'townshipOfficer'],
    [{ role: 'TOWNSHIP_OFFICER', jurisdiction: '410326' }, 'townshipOfficer'],
    [{ role: 'GRID_OFFICE', jurisdiction: '410326200200' }, 'gridOffice'],
    [{ role: 'COMMUNITY_SECRETARY', jurisdiction: '410326200000' }, 'secretary'],
    [{ role: 'DEPARTMENT_OFFICER', jurisdiction: '410326' }, 'waterOfficer'],
    [{ role: 'DEPARTMENT_OFFICER', jurisdiction: '410326200' }, 'housingOfficer'],
    [{ role: 'DEPARTMENT_OFFICER', organization: organizations.housingOffice }, 'housingOfficer'],
    [
      { role: 'DEPARTMENT_OFFICER', jurisdiction: '410326', organization: organizations.housingOffice },
      'housingOfficer',
    ],
    [{ role: 'GRID_WORKER', jurisdiction: '410326200200' }, 'worker14'],
    [{ role: 'GRID_WORKER', jurisdiction: '410326200200', grid: grids.baishu15 }, 'worker15'],
    [{ role: 'GRID_WORKER', jurisdiction: '410326104209' }, 'workerOfBeibao'],
    [{ role: 'RESIDENT', jurisdiction: '410326' }, 'resident'],
  ])('for %j is %s, and the same one again', async (wish, expected) => {
    expect((await people.find(wish)).accountId).toBe(accounts[expected]);
    expect(await people.find(wish)).toEqual(await people.find(wish));
  });

  it('are listed with whoever is taken first in front, people of one grid before people of two, former ones not at all', async () => {
    const listed = await people.list({ role: 'GRID_WORKER', jurisdiction: '410326200200' });
    expect(listed.map(({ accountId }) => accountId)).toEqual([
      accounts.worker14,
      accounts.worker15,
      accounts.workerOfTwoGrids,
      accounts.workerOfTwoGrids,
    ]);
    expect(listed[0]).toEqual({
      accountId: accounts.worker14,
      name: 'worker14',
      role: 'GRID_WORKER',
      place: '柏树村第14网格',
    });
  });

  it.each<[DemoPersonWish, RegExp]>([
    [
      { role: 'KING', jurisdiction: '410326' },
      /^There is no role KING; roles are COUNTY_ADMINISTRATOR, .*, AUDITOR\.$/,
    ],
    [{ role: '', jurisdiction: '410326' }, /^No role is given; roles are/],
    [{ role: 'GRID_WORKER' }, /^No jurisdiction is given; it is the code of a county/],
    [{ role: 'GRID_WORKER', jurisdiction: '4103' }, /^4103 is no jurisdiction: An area code has 6 digits/],
    [{ role: 'GRID_WORKER', jurisdiction: '430112' }, /^No demo person works in 430112: this county is 410326;/],
    [
      { role: 'AUDITOR', jurisdiction: '410326' },
      /^Nobody is AUDITOR in 410326; the county has nobody in this role\.$/,
    ],
    [{ role: 'GRID_WORKER', jurisdiction: '410326101203' }, /there is somebody in 410326104209, 410326200200\.$/],
    [
      { role: 'GRID_WORKER', jurisdiction: '410326', grid: 'nowhere' },
      /^Nobody is GRID_WORKER of grid nowhere in 410326\.$/,
    ],
    [{ role: 'DEPARTMENT_OFFICER', organization: 'none' }, /^Nobody is DEPARTMENT_OFFICER of organization none\.$/],
  ])('for %j are none, and one line says what there is', async (wish, message) => {
    const attempt = people.find(wish);
    await expect(attempt).rejects.toThrow(NoSuchDemoPerson);
    await expect(attempt).rejects.toThrow(message);
  });

  it('are found before organizations are known, an officer by the county alone', async () => {
    const bare = await createTestDatabase('demo_people');
    await foundPeople(bare.migratorUrl, false);
    const connection = new Pool({ connectionString: bare.appUrl, max: 1 });
    try {
      const found = await new DemoPeople(connection, now).find({ role: 'DEPARTMENT_OFFICER', jurisdiction: '410326' });
      expect(found.accountId).toBe(accounts.waterOfficer);
    } finally {
      await connection.end();
      await bare.drop();
    }
  });

  it('are none in a county that is not founded yet', async () => {
    const empty = await createTestDatabase('demo_people');
    const connection = new Pool({ connectionString: empty.appUrl, max: 1 });
    try {
      await expect(new DemoPeople(connection, now).find({ role: 'AUDITOR', jurisdiction: '410326' })).rejects.toThrow(
        /^There are no people yet/,
      );
    } finally {
      await connection.end();
      await empty.drop();
    }
  });
});
