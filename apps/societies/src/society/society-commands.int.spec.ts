import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import { callerAt, type TestSubgraph } from '@gridloom/testkit';

import { accounts, BAISHU, BEIBAO, grid15, id, organizer, societies, testCounty } from '../testing/test-county.ts';

type Answer = Record<string, unknown> & { readonly __typename: string };

const always = '__typename ... on UserError { code message }';
const errorFields = `${always} ... on InvalidInput { field allowed }`;

const documents = {
  fileSociety: `mutation ($input: FileSocietyInput!) { fileSociety(input: $input) { ${errorFields}
    ... on FileSocietySuccess { society { id name status legalForm uscc filedOn memberCount organizer { id } area { code } grid { id } } } } }`,
  registerMembership: `mutation ($input: RegisterMembershipInput!) { registerMembership(input: $input) { ${errorFields}
    ... on RegisterMembershipSuccess { membership { id joinedOn leftOn resident { id } } society { memberCount } } } }`,
  endMembership: `mutation ($input: EndMembershipInput!) { endMembership(input: $input) { ${errorFields}
    ... on EndMembershipSuccess { membership { id leftOn } society { memberCount } } } }`,
  raiseSocietyDemand: `mutation ($input: RaiseSocietyDemandInput!) { raiseSocietyDemand(input: $input) { ${errorFields}
    ... on RaiseSocietyDemandSuccess { societyDemand { id text place raisedAt society { id } resident { id } area { code } grid { id } } } } }`,
  recordCouncilMeeting: `mutation ($input: RecordCouncilMeetingInput!) { recordCouncilMeeting(input: $input) { ${errorFields}
    ... on RecordCouncilMeetingSuccess { meeting { id topic heldAt attendance resolutions { text passed votesFor votesAgainst } } } } }`,
  openMatter: `mutation ($input: OpenMatterInput!) { openMatter(input: $input) { ${errorFields}
    ... on OpenMatterSuccess { matter { id title status settled total openedOn settledOn items { id label status } } } } }`,
  moveMatterItem: `mutation ($input: MoveMatterItemInput!) { moveMatterItem(input: $input) { ${always}
    ... on MoveMatterItemSuccess { matter { id status settled total settledOn items { id status } } } } }`,
} as const;

const dancer = callerAt('SOCIETY_ORGANIZER', BAISHU, { accountId: accounts.dance });
const secretary = callerAt('COMMUNITY_SECRETARY', BAISHU);

describe('What organizers and secretaries do', () => {
  let county: TestSubgraph;
  beforeAll(async () => {
    county = await testCounty();
  });
  afterAll(() => county.stop());

  const run = async (name: keyof typeof documents, input: object, as: Caller = organizer) => {
    const { data, codes, errors } = await county.execute(documents[name], { input }, { as });
    return { answer: ((data as Record<string, unknown> | null)?.[name] ?? null) as Answer | null, codes, errors };
  };
  const lastEvents = async (n: number) => (await county.outbox()).slice(-n);

  test('a demand is raised, told without words to all, and with redacted words on the restricted topic', async () => {
    const { answer } = await run('raiseSocietyDemand', {
      societyId: societies.council,
      text: '村口路灯不亮，联系人电话13812345678',
      gridId: grid15,
      place: '柏树村三组15号',
    });
    const demand = answer?.societyDemand as Record<string, unknown>;
    expect(answer).toMatchObject({
      societyDemand: {
        text: '村口路灯不亮，联系人电话138****5678',
        place: '柏树村***',
        raisedAt: '2026-03-02T02:00:00.000Z',
        society: { id: societies.council },
        resident: { id: id('d', 1) },
        area: { code: BAISHU },
        grid: { id: grid15 },
      },
    });
    const told = {
      societyDemandId: demand.id,
      societyId: societies.council,
      areaCode: BAISHU,
      gridId: grid15,
      residentId: id('d', 1),
    };
    expect(await lastEvents(2)).toEqual([
      {
        type: 'gridloom.societies.society-demand.raised.v1',
        topic: 'gridloom.societies.society-demand.events',
        key: demand.id,
        version: 1,
        data: told,
      },
      {
        type: 'gridloom.societies.society-demand.worded.v1',
        topic: 'gridloom.societies.society-demand.restricted',
        key: demand.id,
        version: 1,
        data: { ...told, text: '村口路灯不亮，联系人电话138****5678', raisedByAccountId: accounts.council },
      },
    ]);
  });

  test.each([
    [{ text: '短' }, 'input.text'],
    [{ residentId: 'x' }, 'input.residentId'],
    [{ gridId: id('c', 99) }, 'input.gridId'],
    [{ place: '' }, 'input.place'],
  ])('a demand with %j is told which field is wrong', async (changes, field) => {
    const input = { societyId: societies.council, text: '村口路灯不亮', ...changes };
    expect((await run('raiseSocietyDemand', input)).answer).toMatchObject({ code: 'INVALID_INPUT', field });
  });

  test('another organizer of the village is refused, and elsewhere the society does not exist', async () => {
    const input = { societyId: societies.council, text: '村口路灯不亮' };
    expect((await run('raiseSocietyDemand', input, dancer)).codes).toEqual(['FORBIDDEN']);
    const elsewhere = callerAt('SOCIETY_ORGANIZER', BEIBAO, { accountId: accounts.beibao });
    expect((await run('raiseSocietyDemand', input, elsewhere)).answer).toMatchObject({ __typename: 'NotFound' });
    expect((await run('raiseSocietyDemand', { ...input, societyId: 'x' })).answer).toMatchObject({
      __typename: 'NotFound',
    });
  });

  test('the same key gives the same demand again, and refuses another one', async () => {
    const input = { clientMutationKey: 'd1', societyId: societies.council, text: '广场地砖松动' };
    const first = await run('raiseSocietyDemand', input);
    expect(await run('raiseSocietyDemand', input)).toEqual(first);
    expect((await run('raiseSocietyDemand', { ...input, text: '别的事情' })).answer).toMatchObject({
      code: 'KEY_REUSED',
    });
    expect(await county.sql(`select 1 from society_demand where text = '广场地砖松动'`)).toHaveLength(1);
  });

  test('a dissolved society takes nothing any more', async () => {
    const { answer } = await run('registerMembership', { societyId: societies.dissolved, residentId: id('d', 9) });
    expect(answer).toMatchObject({ __typename: 'SocietyDissolved', code: 'TRANSITION_NOT_ALLOWED' });
  });

  test('members are entered once and leave, and the kept numbers move with them', async () => {
    const input = { societyId: societies.council, residentId: id('d', 50) };
    const entered = await run('registerMembership', input);
    expect(entered.answer).toMatchObject({
      membership: { joinedOn: '2026-03-02', leftOn: null, resident: { id: id('d', 50) } },
      society: { memberCount: 6 },
    });
    const membershipId = (entered.answer?.membership as { id: string }).id;
    expect((await run('registerMembership', input)).answer).toMatchObject({ code: 'CONFLICT' });
    expect((await run('endMembership', { membershipId, leftOn: '2026-03-03' })).answer).toMatchObject({
      field: 'input.leftOn',
    });
    expect((await run('endMembership', { membershipId }, dancer)).codes).toEqual(['FORBIDDEN']);
    expect((await run('endMembership', { membershipId })).answer).toMatchObject({
      membership: { id: membershipId, leftOn: '2026-03-02' },
      society: { memberCount: 5 },
    });
    expect(await lastEvents(2)).toMatchObject([
      { type: 'gridloom.societies.membership.left.v1', version: 2, key: membershipId },
      { type: 'gridloom.societies.membership.state.v1', version: 2, key: membershipId, data: null },
    ]);
    expect((await run('endMembership', { membershipId })).answer).toMatchObject({ code: 'CONFLICT' });
    expect((await run('registerMembership', input)).answer).toMatchObject({ society: { memberCount: 6 } });
  });

  test('the same resident entered several times at once becomes one member', async () => {
    const input = { societyId: societies.council, residentId: id('d', 51) };
    const answers = await Promise.all([1, 2, 3, 4].map(() => run('registerMembership', input)));
    expect(answers.map(({ answer }) => answer?.__typename).sort()).toEqual([
      'Conflict',
      'Conflict',
      'Conflict',
      'RegisterMembershipSuccess',
    ]);
  });

  test('the secretary files a society in the village, and its organizer is told to organization', async () => {
    const input = {
      name: '柏树村戏曲社',
      kind: 'RECREATIONAL',
      areaCode: BAISHU,
      gridId: grid15,
      organizerAccountId: id('a', 9),
      organizerName: '李建国',
    };
    const { answer } = await run('fileSociety', input, secretary);
    const society = answer?.society as Record<string, unknown>;
    expect(society).toMatchObject({
      name: '柏树村戏曲社',
      status: 'ACTIVE',
      legalForm: 'FILED',
      filedOn: '2026-03-02',
      memberCount: 0,
      organizer: { id: id('a', 9) },
      grid: { id: grid15 },
    });
    expect(await lastEvents(2)).toMatchObject([
      {
        type: 'gridloom.societies.society.filed.v1',
        key: society.id,
        data: { organizerAccountId: id('a', 9), organizerName: '李建国', areaCode: BAISHU },
      },
      { type: 'gridloom.societies.society.state.v1', key: society.id, data: { status: 'ACTIVE' } },
    ]);
    expect((await run('fileSociety', input, secretary)).answer).toMatchObject({ code: 'CONFLICT' });
    expect((await run('fileSociety', { ...input, gridId: null, areaCode: BEIBAO }, secretary)).codes).toEqual([
      'FORBIDDEN',
    ]);
    const wrong = { ...input, name: '乒乓球队', uscc: '91350100M000100Y44' };
    expect((await run('fileSociety', wrong, secretary)).answer).toMatchObject({ field: 'input.uscc' });
    const registered = await run('fileSociety', { ...wrong, uscc: '91350100M000100Y43' }, secretary);
    expect(registered.answer).toMatchObject({ society: { legalForm: 'REGISTERED', uscc: '91350100M000100Y43' } });
    expect((await lastEvents(2))[0]?.type).toBe('gridloom.societies.society.registered.v1');
  });

  test('a meeting is recorded with its votes; what was passed is told', async () => {
    const input = {
      societyId: societies.council,
      heldAt: '2026-03-01T11:00:00Z',
      topic: '垃圾清运',
      attendance: 20,
      resolutions: [
        { text: '每日清运', passed: true, votesFor: 18, votesAgainst: 2 },
        { text: '按户收费', passed: false, votesFor: 5, votesAgainst: 15 },
      ],
    };
    const { answer } = await run('recordCouncilMeeting', input);
    expect(answer?.meeting).toMatchObject({ topic: '垃圾清运', attendance: 20, resolutions: expect.any(Array) });
    expect((answer?.meeting as { resolutions: object[] }).resolutions).toHaveLength(2);
    expect((await lastEvents(2)).map(({ type }) => type)).toEqual([
      'gridloom.societies.meeting.held.v1',
      'gridloom.societies.resolution.passed.v1',
    ]);
    expect((await run('recordCouncilMeeting', { ...input, heldAt: '2026-03-03T00:00:00Z' })).answer).toMatchObject({
      field: 'input.heldAt',
    });
    const votes = [{ text: '每日清运', passed: true, votesFor: 18, votesAgainst: 3 }];
    expect((await run('recordCouncilMeeting', { ...input, resolutions: votes })).answer).toMatchObject({
      field: 'input.resolutions.0.votesAgainst',
      allowed: '0–2',
    });
  });

  test('a matter goes on item by item until all are settled, each step told', async () => {
    const opened = await run('openMatter', {
      societyId: societies.council,
      title: '修路让地',
      items: ['第1户', '第2户'],
    });
    const matter = opened.answer?.matter as { id: string; items: { id: string; label: string }[] };
    expect(matter).toMatchObject({ settled: 0, total: 2, status: 'OPEN', openedOn: '2026-03-02' });
    expect(matter.items.map(({ label }) => label)).toEqual(['第1户', '第2户']);
    const move = (at: number, status: string, as = organizer) =>
      run('moveMatterItem', { matterItemId: matter.items[at]?.id ?? '', status }, as);
    expect((await move(0, 'AGREED')).answer).toMatchObject({ matter: { settled: 0 } });
    expect((await move(0, 'SETTLED', dancer)).codes).toEqual(['FORBIDDEN']);
    await Promise.all([move(0, 'SETTLED'), move(1, 'SETTLED')]);
    const types = (await county.outbox()).filter(({ key }) => key === matter.id).map(({ type }) => type);
    expect(types).toEqual([
      'gridloom.societies.matter.opened.v1',
      'gridloom.societies.matter.progressed.v1',
      'gridloom.societies.matter.settled.v1',
    ]);
    expect((await move(1, 'AGREED')).answer).toMatchObject({ matter: { status: 'OPEN', settled: 1, settledOn: null } });
    expect(
      (await run('openMatter', { societyId: societies.council, title: '修路', items: ['第1户', '第1户'] })).answer,
    ).toMatchObject({ field: 'input.items.1' });
  });

  test('members are listed for the organizer alone', async () => {
    const list = /* GraphQL */ `
      query ($id: ID!) {
        society(id: $id) {
          memberships(first: 2) {
            edges {
              cursor
              node {
                id
                resident {
                  id
                }
                joinedOn
              }
            }
            pageInfo {
              hasNextPage
            }
          }
        }
      }
    `;
    const read = async (as: Caller) => {
      const { data, errors } = await county.execute(list, { id: societies.council }, { as });
      expect(errors).toEqual([]);
      return (data?.society as unknown as { memberships: { edges: object[] } }).memberships.edges;
    };
    expect(await read(organizer)).toHaveLength(2);
    expect(await read(dancer)).toEqual([]);
    expect(await read(secretary)).toEqual([]);
  });

  test('the kept figures are what the rows come to', async () => {
    const rows = await county.sql(
      `select a.code,
         (select count(*)::int from society s where s.area_code = any(b.codes) and status <> 'DISSOLVED') as total,
         (select count(*)::int from society s where s.area_code = any(b.codes) and status <> 'DISSOLVED'
            and kind = 'RECREATIONAL') as recreational,
         (select count(*)::int from membership m where m.area_code = any(b.codes) and left_on is null) as members
       from area_view a, lateral (select array_agg(code) as codes from area_view x where x.code = a.code or a.code = any(x.ancestors)) b
       order by a.code`,
    );
    const statistics = /* GraphQL */ `
      query ($references: [_Any!]!) {
        _entities(representations: $references) {
          ... on Area {
            code
            societyStatistics {
              total
              recreational
              members
            }
          }
        }
      }
    `;
    const references = rows.map(({ code }) => ({ __typename: 'Area', code }));
    const { data } = await county.execute(statistics, { references });
    expect(data?._entities).toEqual(rows.map(({ code, ...societyStatistics }) => ({ code, societyStatistics })));
    const drifted = await county.sql(
      `select s.id from society s left join counter c on c.subject = s.id::text and c.metric = 'members'
       where coalesce(c.value, 0) <> (select count(*) from membership m where m.society_id = s.id and m.left_on is null)`,
    );
    expect(drifted).toEqual([]);
  });
});
