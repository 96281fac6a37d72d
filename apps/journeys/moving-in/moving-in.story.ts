import { beforeAll, describe, expect, it } from '@jest/globals';

import { ask, askUntil, at, listAt, operation, textAt } from '../harness/graph.ts';
import { readEvents } from '../harness/events.ts';
import { tokenOf } from '../harness/tokens.ts';

const VILLAGE = '410326101203';
/** Like the demo county's people these are nobody's: no province has this code. They share no number with them. */
const idNumbers = ['600001198802030012', '600001199006070026', '600001201909100038'] as const;

const register = `mutation Register($input: RegisterHouseholdInput!) { registerHousehold(input: $input) {
  __typename
  ... on RegisterHouseholdSuccess {
    household { id number address head { id name } members { relation resident { id populationKind } } dwelling { id kind } }
    duplicateCandidates { id }
  }
  ... on UserError { code message }
} }`;
const moveOut = `mutation MoveOut($input: MoveOutInput!) { moveOut(input: $input) {
  __typename ... on MoveOutSuccess { residents { departure } household { dissolvedOn } } ... on UserError { code message }
} }`;

describe('a floating family moves in', () => {
  const people = { worker: '', secretary: '', stranger: '' };
  let grid = '';
  let household = '';
  let members: string[] = [];

  const floating = async () => {
    const { data } = await ask(`query ($id: ID!) { grid(id: $id) { population { permanent floating households } } }`, {
      variables: { id: grid },
      token: people.worker,
    });
    const of = (figure: string) => Number(at(data, `grid.population.${figure}`));
    return { permanent: of('permanent'), floating: of('floating'), households: of('households') };
  };

  beforeAll(async () => {
    const grids = await ask(`{ area(code: "${VILLAGE}") { grids(first: 1) { edges { node { id } } } } }`);
    grid = textAt(grids.data, 'area.grids.edges.0.node.id');
    people.worker = await tokenOf({ role: 'GRID_WORKER', grid });
    people.secretary = await tokenOf({ role: 'COMMUNITY_SECRETARY', jurisdiction: VILLAGE });
    people.stranger = await tokenOf({ role: 'GRID_WORKER', jurisdiction: '410326104209' });
  });

  it('and is registered with its rented home by the grid’s worker, once however often it is sent', async () => {
    const before = await floating();
    const person = (relation: string, name: string, idNumber: string) => ({
      relation,
      name,
      idNumber,
      populationKind: 'FLOATING',
    });
    const input = {
      clientMutationKey: crypto.randomUUID(),
      gridId: grid,
      newDwelling: { address: '上店镇任庄村新租房1号', kind: 'HOUSE' },
      occupancyKind: 'RENT',
      members: [
        person('HEAD', '马保国', idNumbers[0]),
        person('SPOUSE', '丁小雨', idNumbers[1]),
        person('SON', '马小满', idNumbers[2]),
      ],
    };
    const refused = await ask(register, { variables: { input }, token: people.stranger });
    expect(at(refused.data, 'registerHousehold.code')).toBe('NOT_FOUND');
    const answer = await ask(register, { variables: { input }, token: people.worker });
    expect(answer.errors).toEqual([]);
    expect(at(answer.data, 'registerHousehold')).toMatchObject({
      __typename: 'RegisterHouseholdSuccess',
      duplicateCandidates: [],
      household: {
        dwelling: { kind: 'HOUSE' },
        members: [{ relation: 'HEAD' }, { relation: 'SPOUSE' }, { relation: 'SON' }],
      },
    });
    household = textAt(answer.data, 'registerHousehold.household.id');
    members = listAt(answer.data, 'registerHousehold.household.members').map((member) => textAt(member, 'resident.id'));
    const again = await ask(register, { variables: { input }, token: people.worker });
    expect(textAt(again.data, 'registerHousehold.household.id')).toBe(household);
    expect(await floating()).toEqual({ ...before, floating: before.floating + 3, households: before.households + 1 });
  });

  it('and is told to whoever listens, by ids and coarse attributes alone', async () => {
    const events = await readEvents('gridloom.grids.resident.events', (all) =>
      members.every((id) => all.some(({ key }) => key === id)),
    );
    const told = events.filter(({ key }) => members.includes(key));
    expect(told).toHaveLength(3);
    expect(JSON.stringify(told)).not.toMatch(/马保国|600001|任庄村新租房/);
  });

  it('and is found by name and in the village’s list, masked but for those who look after it', async () => {
    const find = (token: string) =>
      ask(
        `query ($village: ID!) { residents(filter: { areaCode: $village, name: "马保国", populationKinds: [FLOATING] }) {
           totalCount edges { node { id name idNumber household { address } } } } }`,
        { variables: { village: VILLAGE }, token },
      );
    const own = await find(people.worker);
    expect(at(own.data, 'residents')).toMatchObject({
      totalCount: 1,
      edges: [{ node: { name: '马保国', idNumber: expect.stringMatching(/^6000\*{10}/) } }],
    });
    expect(at((await find(people.secretary)).data, 'residents.edges.0.node')).toMatchObject({
      name: '马**',
      household: { address: expect.stringMatching(/\*\*\*$/) },
    });
    expect(at((await find(people.stranger)).data, 'residents')).toEqual({ totalCount: 0, edges: [] });
  });

  it('and is visited, and its demand becomes a case', async () => {
    const visited = await ask(operation('story', 'RecordVisit'), {
      variables: {
        input: {
          clientMutationKey: crypto.randomUUID(),
          householdId: household,
          recordedAt: new Date().toISOString(),
          checks: [],
          demands: [{ text: '孩子想在村小学插班，不知道要办什么手续。' }],
        },
      },
      token: people.worker,
    });
    expect(visited.errors).toEqual([]);
    const visit = textAt(visited.data, 'recordVisit.visit.id');
    const arrived = await askUntil(
      operation('story', 'DemandBecameCase'),
      { variables: { visit }, token: people.worker },
      ({ data }) => at(data, 'visit.demands.0.case.id') !== undefined,
    );
    expect(at(arrived.data, 'visit.demands.0.case')).toMatchObject({
      status: 'REPORTED',
      source: 'VISIT',
      grid: { id: grid },
      area: { code: VILLAGE },
    });
  });

  it('and moves away again: the household is none any more, the figures are what they were', async () => {
    const before = await floating();
    const input = { residentIds: members, destination: 'OUTSIDE', note: '合同到期' };
    const answer = await ask(moveOut, { variables: { input }, token: people.worker });
    expect(at(answer.data, 'moveOut')).toMatchObject({
      __typename: 'MoveOutSuccess',
      residents: members.map(() => ({ departure: 'OUTSIDE' })),
      household: { dissolvedOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
    });
    expect(await floating()).toEqual({
      ...before,
      floating: before.floating - 3,
      households: before.households - 1,
    });
    const page = await ask(
      `query ($id: ID!) { household(id: $id) { members { relation } changes { edges { node { kind } } } } }`,
      {
        variables: { id: household },
        token: people.secretary,
      },
    );
    expect(at(page.data, 'household.members')).toEqual([]);
  });
});
