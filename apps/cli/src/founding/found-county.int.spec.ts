import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { createSealingProvider } from '@gridloom/access';
import { createLog } from '@gridloom/service-kit';
import { createTestDatabase, readTestTopic, testKafka, testTopicPrefix, type TestDatabase } from '@gridloom/testkit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';

import { UnknownCounty } from './divisions.ts';
import { foundCounty, type FoundCountyOptions } from './found-county.ts';
import { linesOn, type FoundingProgress } from './founding-progress.ts';
import { FoundedOtherwise, readFoundingState, type FoundingDatabases } from './founding-state.ts';
import { foundedServices, type FoundedService } from './founding-steps.ts';

const SCALE = 0.01;
const sealing = createSealingProvider({
  keys: [{ id: 'test', algorithm: 'aes-256-gcm', secret: new Uint8Array(32).fill(7) }],
  hashKey: { algorithm: 'sha256', secret: new Uint8Array(32).fill(9) },
});

/** Five databases and a topic prefix of their own. */
const makeInstallation = async () => {
  const made: [FoundedService, TestDatabase][] = [];
  for (const service of foundedServices) made.push([service, await createTestDatabase(`init_${service}`)]);
  const databases = Object.fromEntries(made) as unknown as FoundingDatabases;
  const backupFolder = await mkdtemp(path.join(tmpdir(), 'init-'));
  const topicPrefix = testTopicPrefix('init');
  const query = async (service: FoundedService, text: string, params: unknown[] = []) => {
    const client = new Client({ connectionString: databases[service].migratorUrl });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text, params)).rows;
    } finally {
      await client.end();
    }
  };
  const said: string[] = [];
  const found = (options: Partial<FoundCountyOptions> = {}) =>
    foundCounty({
      databases,
      broker: { brokers: testKafka(), topicPrefix },
      sealing,
      wish: { scale: SCALE },
      today: '2026-03-02',
      backupFolder,
      progress: linesOn((line) => said.push(line)),
      log: createLog({ service: 'init', level: 'silent' }),
      now: () => new Date(),
      ...options,
    });
  return {
    databases,
    topicPrefix,
    backupFolder,
    said,
    query,
    found,
    drop: async () => {
      for (const [, database] of made) await database.drop();
      await rm(backupFolder, { recursive: true });
    },
  };
};

type Installation = Awaited<ReturnType<typeof makeInstallation>>;

/** Fails while the rows of a step are being written, after some have been. */
const failingAt = (step: string): FoundingProgress => ({
  ...linesOn(() => undefined),
  advance: (label) => {
    if (label === step) throw new Error(`broken off at ${step}`);
  },
});

/** What is sealed, or tells when it was written, is another every time. */
const unlike = ['id_number_sealed', 'phone_sealed', 'finished_at', 'updated_at', 'executed_at', 'touched_at'];

/** A fingerprint of every table. */
const fingerprint = async ({ query }: Installation, service: FoundedService) => {
  const tables = await query(
    service,
    `select c.table_name as name, string_agg(format('%I', c.column_name), ',' order by c.ordinal_position) as columns
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.column_name <> all($1)
       and c.table_name not in ('migration', 'snapshot_progress') group by 1 order by 1`,
    [unlike],
  );
  const prints: Record<string, unknown> = {};
  for (const { name, columns } of tables) {
    const [row] = await query(
      service,
      `select count(*)::int as n, md5(string_agg(r::text, '|' order by r::text)) as print
       from (select ${columns as string} from ${name as string}) r`,
    );
    prints[name as string] = row;
  }
  return prints;
};

describe('A county', () => {
  let whole: Installation;
  let resumed: Installation;

  beforeAll(async () => {
    whole = await makeInstallation();
    resumed = await makeInstallation();
    await whole.found();
  }, 120_000);
  afterAll(async () => {
    await whole.drop();
    await resumed.drop();
  });

  test('broken off in the middle twice and taken up the next day has the rows of one founded in one go', async () => {
    await expect(resumed.found({ progress: failingAt('residents') })).rejects.toThrow('broken off at residents');
    const [half] = await resumed.query('grids', 'select count(*)::int as n from resident');
    expect(half?.n).toBe(0);
    const [households] = await resumed.query('grids', 'select count(*)::int as n from household');
    expect(households?.n).toBeGreaterThan(0);
    await expect(resumed.found({ today: '2026-03-03', progress: failingAt('whistles') })).rejects.toThrow('whistles');
    const county = await resumed.found({ today: '2026-03-03', wish: {} });
    expect(county).toMatchObject({ wasThere: false, choice: { county: '410326', scale: SCALE, asOf: '2026-03-02' } });
    for (const service of foundedServices)
      expect([service, await fingerprint(resumed, service)]).toEqual([service, await fingerprint(whole, service)]);
  }, 120_000);

  test('that is founded is left alone, and another one is not put over it', async () => {
    const before = await fingerprint(whole, 'organization');
    expect(await whole.found({ today: '2027-01-01', wish: {} })).toMatchObject({
      wasThere: true,
      countyName: '汝阳县',
      village: '410326200200',
      choice: { asOf: '2026-03-02' },
    });
    await expect(whole.found({ wish: { county: '430112' } })).rejects.toThrow(FoundedOtherwise);
    await expect(whole.found({ wish: { scale: 1 } })).rejects.toThrow(/--scale 1 was asked for.*--fresh/s);
    expect(await fingerprint(whole, 'organization')).toEqual(before);
  });

  test('has kept figures that are those of the rows, for every area', async () => {
    const current = `valid_until is null`;
    const recounts: readonly (readonly [FoundedService, string, string, string])[] = [
      ['grids', 'grids', `select area_code from grid where level = 'BASIC' and ${current}`, 'count(*)'],
      ['grids', 'grids.urban', `select area_code from grid where level = 'BASIC' and kind = 'URBAN'`, 'count(*)'],
      [
        'grids',
        'grids.dedicated',
        `select area_code from grid where level = 'BASIC' and kind = 'DEDICATED'`,
        'count(*)',
      ],
      ['grids', 'grids.micro', `select area_code from grid where level = 'MICRO'`, 'count(*)'],
      [
        'grids',
        'workers',
        `select area_code, grid_worker_id as who from grid_assignment
         where until is null and role in ('FULL_TIME', 'PART_TIME', 'LEVEL_3', 'LEVEL_4')`,
        'count(distinct t.who)',
      ],
      [
        'grids',
        'workers.grid-heads',
        `select area_code, grid_worker_id as who from grid_assignment where until is null and role = 'GRID_HEAD'`,
        'count(distinct t.who)',
      ],
      [
        'grids',
        'residents.permanent',
        `select area_code from resident where population_kind <> 'FLOATING'`,
        'count(*)',
      ],
      ['grids', 'residents.floating', `select area_code from resident where population_kind = 'FLOATING'`, 'count(*)'],
      ['grids', 'households', 'select area_code from household', 'count(*)'],
      ['grids', 'visits', 'select area_code from visit', 'count(*)'],
      ['grids', 'households.visited', 'select area_code, household_id as who from visit', 'count(distinct t.who)'],
      ['grids', 'demands', 'select area_code from visit_demand', 'count(*)'],
      ['organization', 'party-members', 'select area_code from party_member', 'count(*)'],
      [
        'organization',
        'grid-party-organizations',
        'select area_code from party_organization where grid_id is not null',
        'count(*)',
      ],
      [
        'organization',
        'deployed-organizations',
        'select area_code, organization_id as who from deployment where until is null',
        'count(distinct t.who)',
      ],
      ['societies', 'members', 'select area_code from membership where left_on is null', 'count(*)'],
      ['volunteers', 'volunteers', 'select area_code from volunteer', 'count(*)'],
      ['volunteers', 'halfHours', 'select area_code, half_hours from service_hours', 'sum(t.half_hours)'],
      ['volunteers', 'ordersPosted', 'select area_code from service_order', 'count(*)'],
      ['volunteers', 'ordersCompleted', `select area_code from service_order where status = 'COMPLETED'`, 'count(*)'],
    ];
    for (const [service, metric, rows, figure] of recounts) {
      const different = await whole.query(
        service,
        `with recount as (
           select left(t.area_code, digits) as subject, ${figure}::bigint as n
           from (${rows}) t cross join unnest(array[6, 9, 12]) digits
           where length(t.area_code) >= digits group by 1 having ${figure} <> 0
         ), kept as (select subject, value from counter where metric = $1 and value <> 0 and subject ~ '^\\d{6,12}$')
         select subject, n, value from recount full join kept using (subject) where n is distinct from value`,
        [metric],
      );
      expect([metric, different]).toEqual([metric, []]);
      const [some] = await whole.query(service, `select 1 from counter where metric = $1 and value > 0 limit 1`, [
        metric,
      ]);
      expect([metric, some]).not.toEqual([metric, undefined]);
    }
  });

  test('has for every visit demand a case with its words, grid and complainant', async () => {
    const demands = await whole.query(
      'grids',
      'select id::text, text, resident_id::text as who, grid_id::text as grid from visit_demand order by id::text',
    );
    const cases = await whole.query(
      'cases',
      `select k.demand_id::text as id, k.demand as text, k.resident_id::text as who, f.grid_id::text as grid
       from case_complainant k join case_file f on f.id = k.case_id where f.source = 'VISIT' order by k.demand_id::text`,
    );
    expect(demands.length).toBeGreaterThan(0);
    expect(cases).toEqual(demands);
  });

  test('names across its databases only who and what there is', async () => {
    const ids = async (service: FoundedService, text: string) =>
      new Set((await whole.query(service, text)).map((row) => row.id as string));
    const residents = await ids('grids', 'select id::text from resident');
    const grids = await ids('grids', 'select id::text from grid');
    const accounts = await ids('organization', 'select id::text from account');
    const organizations = await ids('organization', 'select id::text from organization');
    const societies = await ids('societies', 'select id::text from society');
    const references: readonly (readonly [FoundedService, string, ReadonlySet<string>])[] = [
      ['organization', 'select resident_id::text as id from account where resident_id is not null', residents],
      ['organization', `select jurisdiction_id as id from role_assignment where jurisdiction_kind = 'GRID'`, grids],
      ['organization', `select source_id::text as id from role_assignment where source = 'SOCIETY'`, societies],
      ['organization', 'select grid_id::text as id from party_organization where grid_id is not null', grids],
      ['grids', 'select account_id::text as id from grid_worker', accounts],
      ['grids', 'select owner_id::text as id from care_record where owner_id is not null', organizations],
      ['societies', 'select resident_id::text as id from membership', residents],
      ['societies', 'select organizer_account_id::text as id from society', accounts],
      ['volunteers', 'select account_id::text as id from volunteer', accounts],
      ['volunteers', 'select resident_id::text as id from volunteer where resident_id is not null', residents],
      ['volunteers', 'select poster_account_id::text as id from service_order', accounts],
      ['cases', 'select resident_id::text as id from case_complainant', residents],
      ['cases', 'select handler_id::text as id from case_file where handler_id is not null', organizations],
    ];
    for (const [service, text, known] of references) {
      const named = await ids(service, text);
      expect(named.size).toBeGreaterThan(0);
      expect([text, [...named].filter((id) => !known.has(id))]).toEqual([text, []]);
    }
  });

  test('has people in every role, a worker, secretary, volunteer and resident in every village', async () => {
    const roles = await whole.query(
      'organization',
      `select role, count(distinct left(area_code, 12))::int as places from role_assignment where until is null group by role`,
    );
    const places = Object.fromEntries(roles.map(({ role, places: n }) => [role as string, n as number]));
    expect(Object.keys(places).sort()).toEqual([
      'AUDITOR',
      'COMMUNITY_SECRETARY',
      'COUNTY_ADMINISTRATOR',
      'DATA_TEAM',
      'DEPARTMENT_OFFICER',
      'GRID_HEAD',
      'GRID_OFFICE',
      'GRID_WORKER',
      'RESIDENT',
      'SOCIETY_ORGANIZER',
      'TOWNSHIP_OFFICER',
      'VOLUNTEER',
    ]);
    for (const role of ['COMMUNITY_SECRETARY', 'GRID_HEAD', 'GRID_WORKER', 'VOLUNTEER', 'RESIDENT'])
      expect([role, places[role]]).toEqual([role, 220]);
    const sponsors = await whole.query('cases', 'select distinct sponsor_id::text as id from service_item_version');
    const officers = await whole.query(
      'organization',
      `select distinct jurisdiction_id as id from role_assignment where role = 'DEPARTMENT_OFFICER'`,
    );
    const withOfficer = new Set(officers.map(({ id }) => id));
    expect(sponsors.filter(({ id }) => !withOfficer.has(id))).toEqual([]);
  });

  test('has told its areas, grids and roles on their state topics, each once', async () => {
    const counts = async (service: FoundedService, table: string) =>
      (await whole.query(service, `select count(*)::int as n from ${table}`))[0]?.n as number;
    const topics: readonly (readonly [FoundedService, string, string])[] = [
      ['organization', 'area', 'gridloom.organization.area.state'],
      ['organization', 'role_assignment', 'gridloom.organization.role-assignment.state'],
      ['grids', 'grid', 'gridloom.grids.grid.state'],
    ];
    for (const [service, table, topic] of topics) {
      const count = await counts(service, table);
      const messages = await readTestTopic(whole.topicPrefix, topic, (some) => some.length >= count);
      expect([topic, messages.length]).toEqual([topic, count]);
    }
  }, 60_000);

  test('of an older version is backed up before it is migrated', async () => {
    const state = await readFoundingState(whole.databases);
    expect(state).toMatchObject({ isFounded: true, behind: [], older: [] });
    const names = await whole.query('volunteers', 'select name from migration order by id desc limit 1');
    await whole.query('volunteers', 'update migration set name = $1 where name = $2', [
      'an-earlier-one',
      names[0]?.name,
    ]);
    expect(await readFoundingState(whole.databases)).toMatchObject({ behind: ['volunteers'], older: ['volunteers'] });
    // The tables are there already, so the migration itself fails here; the backup comes first, and stays.
    await expect(whole.found({ wish: {} })).rejects.toThrow();
    expect((await readdir(whole.backupFolder)).filter((file) => file.endsWith('.backup'))).toHaveLength(1);
    await whole.query('volunteers', 'update migration set name = $2 where name = $1', [
      'an-earlier-one',
      names[0]?.name,
    ]);
  });
});

test('A county that there is none of leaves the databases as they were, empty', async () => {
  const installation = await makeInstallation();
  try {
    await expect(installation.found({ wish: { county: '999999' } })).rejects.toThrow(UnknownCounty);
    await expect(installation.found({ divisionsFolder: '/nowhere' })).rejects.toThrow(/npm ci/);
    for (const service of foundedServices)
      expect(
        await installation.query(service, `select 1 from pg_class where relnamespace = 'public'::regnamespace`),
      ).toEqual([]);
  } finally {
    await installation.drop();
  }
});
