import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openImport, type ImportSession } from '@gridloom/service-kit';
import { testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import {
  accounts,
  COUNTY,
  grids,
  importContext,
  NOW,
  organizations,
  party,
  seedCounty,
  staff,
  VILLAGE,
} from '../county-for-tests.ts';
import { subgraph } from '../subgraph.ts';
import {
  importAppointments,
  importAreas,
  importDeployments,
  importOrganizations,
  importPartyMembers,
  importPartyOrganizations,
  importRoleAssignments,
  type AreaRecord,
} from './index.ts';

const id = '00000000-0000-4000-8000-00000000b001';
const other = '00000000-0000-4000-8000-00000000b002';
const validFrom = '2020-01-01';
const county: AreaRecord = { code: COUNTY, name: '汝阳县', level: 'COUNTY', validFrom };
const township: AreaRecord = { code: '410326200', name: '柏树乡', level: 'TOWNSHIP', parentCode: COUNTY, validFrom };

describe('bringing a county in', () => {
  let founded: TestSubgraph;
  let session: ImportSession;

  beforeAll(async () => {
    founded = await testSubgraph(subgraph, { now: NOW });
    await seedCounty(founded);
    // Another import: the steps of the first one are done.
    session = await openImport(founded.appUrl, 'second');
  });
  afterAll(async () => {
    await session.close();
    await founded.stop();
  });

  const problem = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return error instanceof Error ? error.message : 'nothing was refused';
  };

  it('keeps the tree of areas whole', async () => {
    const areas = (...records: AreaRecord[]) => problem(importAreas(session, importContext, records));
    expect(await areas({ ...county, code: '41032' })).toMatch(/^areas, record 1, code: /);
    expect(await areas(county, { ...township, level: 'VILLAGE' })).toMatch(/^areas, record 2, level: /);
    expect(await areas(township)).toMatch(/^areas, record 1, parentCode: /);
    expect(await areas(county, county)).toMatch(/^areas, record 2, code: an earlier record/);
    expect(await areas({ ...county, validFrom: '2020-02-30' })).toMatch(/^areas, record 1, validFrom: /);
    expect(await areas({ ...county, successorCode: '410327' })).toMatch(/^areas, record 1, successorCode: /);
  });

  it('puts each body where its kind belongs', async () => {
    const body = { id, name: '水利站', kind: 'TOWNSHIP_GOVERNMENT', areaCode: VILLAGE, handlesCases: true } as const;
    expect(await problem(importOrganizations(session, importContext, [body]))).toMatch(
      /^organizations, record 1, areaCode: the area of a TOWNSHIP_GOVERNMENT is a TOWNSHIP/,
    );
  });

  it('knows whom and what the records name', async () => {
    const post = {
      id,
      staffId: staff.secretary,
      organizationId: organizations.committee,
      post: 'HEAD',
      since: validFrom,
    } as const;
    expect(await problem(importAppointments(session, importContext, [post]))).toMatch(
      /^appointments, record 1, post: must be one of SECRETARY/,
    );
    const role = {
      id,
      accountId: other,
      role: 'RESIDENT',
      jurisdictionKind: 'AREA',
      jurisdictionId: VILLAGE,
      areaCode: VILLAGE,
      since: validFrom,
      source: 'REGISTRATION',
      sourceId: other,
    } as const;
    expect(await problem(importRoleAssignments(session, importContext, [role]))).toMatch(
      /^role-assignments, record 1, accountId: /,
    );
    const known = { ...role, accountId: accounts.resident };
    expect(await problem(importRoleAssignments(session, importContext, [known, { ...known, id: other }]))).toMatch(
      /^role-assignments, record 2, sourceId: an earlier record/,
    );
    expect(
      await problem(
        importPartyMembers(session, importContext, [{ id, partyOrganizationId: other, admittedOn: validFrom }]),
      ),
    ).toMatch(/^party-members, record 1, partyOrganizationId: /);
    expect(
      await problem(
        importPartyOrganizations(session, importContext, [
          { id, name: '党小组', tier: 'GRID_GROUP', areaCode: COUNTY, gridId: grids.second, foundedOn: validFrom },
        ]),
      ),
    ).toMatch(/^party-organizations, record 1, areaCode: /);
  });

  it('leaves nothing of a step that was refused, and does a step that was finished no second time', async () => {
    const deployment = {
      id,
      organizationId: organizations.township,
      areaCode: VILLAGE,
      resources: '代办服务',
      since: validFrom,
    };
    const before = await founded.sql('select * from counter order by subject, metric');
    expect(
      await problem(importDeployments(session, importContext, [deployment, { ...deployment, id: other }])),
    ).toMatch(/^deployments, record 2, organizationId: an earlier record/);
    expect(await founded.sql('select * from counter order by subject, metric')).toEqual(before);
    expect(await importDeployments(session, importContext, [deployment])).toEqual({ rows: 1, skipped: false });
    expect(await importDeployments(session, importContext, [deployment])).toEqual({ rows: 1, skipped: true });
    const [row] = await founded.sql(
      `select value::int from counter where subject = $1 and metric = 'deployed-organizations'`,
      [VILLAGE],
    );
    expect(row?.value).toBe(2);
  });

  it('fills the state topics with what the tables hold', async () => {
    const { snapshots = [] } = subgraph;
    const states: Record<string, readonly { key: string; data: object }[]> = {};
    for (const snapshot of snapshots) {
      const first = await snapshot.selectBatch(founded.sql, null, 2);
      const rest = await snapshot.selectBatch(founded.sql, first.at(-1)?.key ?? null, 1000);
      const rows = [...first, ...rest];
      expect(rows).toHaveLength(await snapshot.countRows(founded.sql));
      for (const { data } of rows) snapshot.event.parseClosed(data);
      states[snapshot.event.aggregate] = rows;
    }
    const state = (aggregate: string, key: string) => states[aggregate]?.find((row) => row.key === key)?.data;
    expect(state('area', VILLAGE)).toMatchObject({ parentCode: '410326200', ancestors: ['410326200', COUNTY] });
    expect(state('organization', organizations.waterOffice)).toMatchObject({ handlesCases: true });
    expect(state('party-organization', party.branch)).toMatchObject({ gridId: grids.first, parentId: party.village });
    const roles = states['role-assignment']?.map(({ data }) => data as { role: string; accountName?: string });
    expect(roles?.filter(({ accountName }) => accountName === undefined).map(({ role }) => role)).toEqual([
      'RESIDENT',
      'VOLUNTEER',
    ]);
  });
});
