import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { accounts, FAR_VILLAGE, grids, NOW, seedCounty, sources, VILLAGE } from '../county-for-tests.ts';
import { subgraph } from '../subgraph.ts';

const assignmentId = '00000000-0000-4000-8000-00000000a001';
const societyId = '00000000-0000-4000-8000-00000000a002';
const volunteerId = '00000000-0000-4000-8000-00000000a003';
const newcomer = '00000000-0000-4000-8000-00000000a004';

const assignment = {
  gridAssignmentId: assignmentId,
  gridWorkerId: '00000000-0000-4000-8000-00000000a005',
  accountId: newcomer,
  accountName: '钱进',
  gridId: grids.second,
  areaCode: VILLAGE,
  role: 'FULL_TIME',
  since: '2026-03-01',
};

const society = {
  societyId,
  name: '太极拳队',
  kind: 'RECREATIONAL',
  legalForm: 'FILED',
  status: 'ACTIVE',
  areaCode: VILLAGE,
  organizerAccountId: accounts.resident,
  organizerName: '孙桂兰',
};

describe('roles that follow from other subgraphs', () => {
  let county: TestSubgraph;

  beforeEach(async () => {
    county = await testSubgraph(subgraph, { now: NOW });
    await seedCounty(county);
  });
  afterEach(() => county.stop());

  const gridAssignment = (happened: 'begun' | 'ended', sequence: number, data: object, id?: string) =>
    county.deliver({
      type: `gridloom.grids.grid-assignment.${happened}.v1`,
      key: assignmentId,
      sequence,
      data,
      ...(id === undefined ? {} : { id }),
    });
  const societyFact = (happened: string, sequence: number, data: object) =>
    county.deliver({ type: `gridloom.societies.society.${happened}.v1`, key: societyId, sequence, data });
  const volunteerEnrolled = (id: string) =>
    county.deliver({
      type: 'gridloom.volunteers.volunteer.enrolled.v1',
      key: volunteerId,
      id,
      data: { volunteerId, accountId: newcomer, number: 'V0001', areaCode: VILLAGE },
    });

  const rolesOf = async (sourceId: string) =>
    county.sql(
      `select account_id, role, jurisdiction_kind, jurisdiction_id, since, until, version
       from role_assignment where source_id = $1 order by since, until nulls last`,
      [sourceId],
    );
  const told = async () => (await county.outbox()).map(({ type }) => type.split('.').slice(2, 4).join(' '));

  it('begin with a grid assignment, for an account that was unknown, once for the same message twice', async () => {
    await gridAssignment('begun', 1, assignment, 'e1');
    await gridAssignment('begun', 1, assignment, 'e1');
    await gridAssignment('begun', 1, assignment, 'e2');
    expect(await rolesOf(assignmentId)).toMatchObject([
      {
        account_id: newcomer,
        role: 'GRID_WORKER',
        jurisdiction_kind: 'GRID',
        jurisdiction_id: grids.second,
        until: null,
      },
    ]);
    expect(await county.sql('select name from account where id = $1', [newcomer])).toEqual([{ name: '钱进' }]);
    expect(await told()).toEqual(['role-assignment begun', 'role-assignment state']);
  });

  it('end with it', async () => {
    await gridAssignment('begun', 1, assignment);
    await gridAssignment('ended', 2, { ...assignment, until: '2026-03-02' });
    expect(await rolesOf(assignmentId)).toMatchObject([{ since: '2026-03-01', until: '2026-03-02', version: 2 }]);
    expect(await told()).toEqual([
      'role-assignment begun',
      'role-assignment state',
      'role-assignment ended',
      'role-assignment state',
    ]);
  });

  it('stay ended when the end came first', async () => {
    await gridAssignment('ended', 2, { ...assignment, until: '2026-03-02' });
    await gridAssignment('begun', 1, assignment);
    expect(await rolesOf(assignmentId)).toMatchObject([{ since: '2026-03-01', until: '2026-03-02' }]);
    expect(await told()).toEqual(['role-assignment ended', 'role-assignment state']);
  });

  it('last as long as is told beforehand, and shorter where that is told afterwards', async () => {
    await gridAssignment('begun', 1, { ...assignment, until: '2026-04-01' });
    await gridAssignment('ended', 2, { ...assignment, until: '2026-03-20' });
    await gridAssignment('begun', 1, { ...assignment, until: '2026-04-01' });
    expect(await rolesOf(assignmentId)).toMatchObject([{ since: '2026-03-01', until: '2026-03-20', version: 2 }]);
    expect(await told()).toEqual([
      'role-assignment begun',
      'role-assignment state',
      'role-assignment ended',
      'role-assignment state',
    ]);
  });

  it('end for assignments that came in with the county', async () => {
    await county.deliver({
      type: 'gridloom.grids.grid-assignment.ended.v1',
      key: sources.workerInGrid,
      sequence: 2,
      data: {
        ...assignment,
        gridAssignmentId: sources.workerInGrid,
        accountId: accounts.worker,
        accountName: '赵强',
        gridId: grids.first,
        since: '2025-01-01',
        until: '2026-03-02',
      },
    });
    expect(await rolesOf(sources.workerInGrid)).toMatchObject([{ account_id: accounts.worker, until: '2026-03-02' }]);
  });

  it('make a secretary one over the village', async () => {
    await gridAssignment('begun', 1, { ...assignment, role: 'SECRETARY' });
    expect(await rolesOf(assignmentId)).toMatchObject([
      { role: 'COMMUNITY_SECRETARY', jurisdiction_kind: 'AREA', jurisdiction_id: VILLAGE },
    ]);
  });

  it('pass from one organizer of a society to the next, and end when it is dissolved', async () => {
    await societyFact('filed', 1, society);
    await societyFact('registered', 3, { ...society, organizerAccountId: newcomer, organizerName: '钱进' });
    await societyFact('registered', 2, { ...society, status: 'DORMANT' });
    expect(await rolesOf(societyId)).toMatchObject([
      { account_id: accounts.resident, until: '2026-03-02' },
      { account_id: newcomer, role: 'SOCIETY_ORGANIZER', jurisdiction_id: VILLAGE, until: null },
    ]);
    await societyFact('registered', 4, {
      ...society,
      status: 'DISSOLVED',
      organizerAccountId: newcomer,
      organizerName: '钱进',
    });
    expect((await rolesOf(societyId)).map((row) => row.until)).toEqual(['2026-03-02', '2026-03-02']);
  });

  it('move with a society to another village', async () => {
    await societyFact('filed', 1, society);
    await societyFact('registered', 2, { ...society, areaCode: FAR_VILLAGE });
    expect((await rolesOf(societyId)).filter((row) => row.until === null)).toMatchObject([
      { jurisdiction_id: FAR_VILLAGE },
    ]);
  });

  it('are those of a volunteer, once, without a name in what is told', async () => {
    await volunteerEnrolled('v1');
    await volunteerEnrolled('v1');
    await volunteerEnrolled('v2');
    expect(await rolesOf(volunteerId)).toMatchObject([
      { account_id: newcomer, role: 'VOLUNTEER', jurisdiction_id: VILLAGE, until: null, version: 1 },
    ]);
    expect(await told()).toEqual(['role-assignment begun', 'role-assignment state']);
    for (const { data } of await county.outbox()) expect(data).not.toHaveProperty('accountName');
  });
});
