import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, idNumberOf, idOf, TODAY, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { aPerson, expectFigures, newNumber, runPeople, toldOf } from '../testing/people-run.ts';
import { ask } from '../testing/run.ts';

describe('People and housing', () => {
  let county: County;
  beforeAll(async () => {
    county = await aCounty();
  });
  afterAll(() => county.stop());

  const run = (mutation: string, selection: string, input: object, as?: keyof typeof people) =>
    runPeople(county, mutation, selection, input, as);
  const told = (...types: string[]) => toldOf(county, ...types);
  const figuresHold = () => expectFigures(county);

  let family = '';
  test('a floating family is registered with its dwelling and members at once', async () => {
    const answer = await run(
      'registerHousehold',
      'household { id number address members { relation resident { id name birthYear populationKind movedInOn verifiedOn } } dwelling { id kind occupancies { kind since resident { id } } } changes { totalCount edges { node { kind by { id } } } } } duplicateCandidates { id }',
      {
        gridId: idOf('grid', 1),
        newDwelling: { address: '柏树乡柏树村六组8号', kind: 'HOUSE' },
        occupancyKind: 'RENT',
        since: '2026-02-20',
        members: [
          aPerson(1),
          aPerson(2, { relation: 'SPOUSE' }),
          aPerson(3, { relation: 'SON', idNumber: newNumber(3, '2020-01-02') }),
        ],
        clientMutationKey: 'family',
      },
    );
    expect(answer).toMatchObject({
      __typename: 'RegisterHouseholdSuccess',
      duplicateCandidates: [],
      household: {
        number: '410326N00000001',
        address: '柏树乡柏树村六组8号',
        dwelling: { kind: 'HOUSE', occupancies: [{ kind: 'RENT', since: '2026-02-20' }, {}, {}] },
        changes: { totalCount: 1, edges: [{ node: { kind: 'REGISTERED', by: { id: idOf('account', 2) } } }] },
      },
    });
    const { household } = answer as { household: { id: string; members: { relation: string; resident: object }[] } };
    family = household.id;
    expect(household.members.map(({ relation }) => relation)).toEqual(['HEAD', 'SPOUSE', 'SON']);
    expect(household.members[0]?.resident).toMatchObject({
      name: '张1',
      populationKind: 'FLOATING',
      movedInOn: '2026-02-20',
      verifiedOn: TODAY,
    });
    expect((await told()).map(({ type }) => type)).toEqual([
      'dwelling.registered',
      'dwelling.state',
      'household.registered',
      'household.state',
      ...['resident.registered', 'resident.state', 'resident.registered', 'resident.state'],
      ...['resident.registered', 'resident.state'],
    ]);
    expect((await told('household.state'))[0]?.data).toMatchObject({ householdId: family, size: 3 });
    await figuresHold();
  });

  test('the same key gives the same household again', async () => {
    const again = await run('registerHousehold', 'household { id }', {
      gridId: idOf('grid', 1),
      newDwelling: { address: '柏树乡柏树村六组8号', kind: 'HOUSE' },
      occupancyKind: 'RENT',
      since: '2026-02-20',
      members: [
        aPerson(1),
        aPerson(2, { relation: 'SPOUSE' }),
        aPerson(3, { relation: 'SON', idNumber: newNumber(3, '2020-01-02') }),
      ],
      clientMutationKey: 'family',
    });
    expect(again).toMatchObject({ household: { id: family } });
    expect(
      await run('registerHousehold', 'household { id }', {
        gridId: idOf('grid', 1),
        members: [aPerson(1)],
        clientMutationKey: 'family',
      }),
    ).toMatchObject({
      __typename: 'KeyReused',
    });
  });

  const household = { gridId: '', address: '柏树乡柏树村九组1号' };
  test.each([
    [
      'a wrong check digit',
      [aPerson(20, { idNumber: `${newNumber(20).slice(0, 17)}${newNumber(20).endsWith('X') ? '1' : 'X'}` })],
      'input.members.0.idNumber',
    ],
    [
      'a birth date in the future',
      [aPerson(20, { idNumber: newNumber(20, '2026-03-03') })],
      'input.members.0.idNumber',
    ],
    ['two heads', [aPerson(20), aPerson(21)], 'input.members.1.relation'],
    ['no head', [aPerson(20, { relation: 'SON' })], 'input.members'],
    ['a member twice', [aPerson(20), aPerson(20, { relation: 'SON' })], 'input.members.1.idNumber'],
    [
      'two spouses',
      [aPerson(20), aPerson(21, { relation: 'SPOUSE' }), aPerson(22, { relation: 'SPOUSE' })],
      'input.members',
    ],
    ['somebody who lives elsewhere', [aPerson(20, { idNumber: idNumberOf(1) })], 'input.members.0.idNumber'],
    ['a phone that is none', [aPerson(20, { phone: '123' })], 'input.members.0.phone'],
    ['no name', [aPerson(20, { name: ' ' })], 'input.members.0.name'],
    ['no id number', [aPerson(20, { idNumber: null })], 'input.members.0.idNumber'],
    ['another birth date than the id number', [aPerson(20, { birthDate: '1990-05-07' })], 'input.members.0.birthDate'],
    ['a head of ten years', [aPerson(20, { idNumber: newNumber(20, '2016-01-01') })], 'input.members.0.relation'],
    ['nobody', [], 'input.members'],
    [
      'a resident who is not there',
      [{ relation: 'HEAD', residentId: idOf('resident', 999) }],
      'input.members.0.residentId',
    ],
    [
      'a resident of another village',
      [{ relation: 'HEAD', residentId: idOf('resident', 9) }],
      'input.members.0.residentId',
    ],
  ])('a household with %s is refused by its field, and nothing stays', async (_, members, field) => {
    const before = await county.subgraph.outbox();
    const answer = await run('registerHousehold', 'household { id }', {
      ...household,
      gridId: idOf('grid', 1),
      members,
    });
    expect(answer).toMatchObject({ field, code: expect.stringMatching(/INVALID_INPUT|NOT_FOUND/) });
    expect(await county.subgraph.outbox()).toEqual(before);
    await figuresHold();
  });

  test('a grid of another village does not exist, a micro-grid and a day to come are refused', async () => {
    const members = [aPerson(30)];
    const of = (n: number, extra: object = {}) =>
      run('registerHousehold', 'household { id }', { ...household, gridId: idOf('grid', n), members, ...extra });
    expect(await of(3)).toMatchObject({ __typename: 'NotFound', field: 'input.gridId' });
    expect(await of(1, { since: '2026-03-03' })).toMatchObject({ __typename: 'InvalidInput', field: 'input.since' });
    expect(await of(1, { dwellingId: idOf('dwelling', 5) })).toMatchObject({ field: 'input.dwellingId' });
    expect(
      await run(
        'registerHousehold',
        'household { id }',
        { ...household, gridId: idOf('grid', 4), members },
        'secretary',
      ),
    ).toMatchObject({ __typename: 'InvalidInput', field: 'input.gridId', allowed: 'BASIC' });
  });

  test('somebody else moves in, and whoever leaves another home in the county says so', async () => {
    const newcomer = {
      relation: 'OTHER_RELATIVE',
      name: '王建国',
      idNumber: idNumberOf(7),
      populationKind: 'PERMANENT_REGISTERED',
    };
    expect(await run('moveIn', 'household { id }', { householdId: family, members: [newcomer] })).toMatchObject({
      field: 'input.members.0.idNumber',
    });
    const moved = await run(
      'moveIn',
      'household { members { relation } } residents { id grid { id } household { id } occupancies { until dwelling { id } } }',
      {
        householdId: family,
        members: [{ ...newcomer, leavesFormerHome: true }],
      },
    );
    expect(moved).toMatchObject({
      household: {
        members: [{ relation: 'HEAD' }, { relation: 'OTHER_RELATIVE' }, { relation: 'SPOUSE' }, { relation: 'SON' }],
      },
      residents: [
        {
          id: idOf('resident', 7),
          grid: { id: idOf('grid', 1) },
          household: { id: family },
          occupancies: [{ until: null }, { until: TODAY }],
        },
      ],
    });
    expect((await told('resident.moved-in')).at(-1)?.data).toMatchObject({
      residentId: idOf('resident', 7),
      gridId: idOf('grid', 1),
      fromGridId: idOf('grid', 2),
      fromHouseholdId: idOf('household', 4),
    });
    await figuresHold();
  });

  test('a household that lost its head stands among the contradictions until somebody heads it', async () => {
    const open = `{ dataContradictions(filter: { gridId: "${idOf('grid', 2)}" }) { totalCount edges { node { id kind household { id } grid { id } } } } }`;
    const first = await ask(county, people.secretary, open);
    expect(first.data?.dataContradictions).toMatchObject({
      totalCount: 1,
      edges: [
        { node: { kind: 'HEAD_MISSING', household: { id: idOf('household', 4) }, grid: { id: idOf('grid', 2) } } },
      ],
    });
    expect(
      await run(
        'changeHead',
        'household { head { id } }',
        { householdId: idOf('household', 4), headId: idOf('resident', 8) },
        'secretary',
      ),
    ).toMatchObject({ household: { head: { id: idOf('resident', 8) } } });
    expect((await ask(county, people.secretary, open)).data?.dataContradictions).toMatchObject({ totalCount: 0 });
  });

  test('the head is changed, and the relations follow', async () => {
    const answer = await run('changeHead', 'household { members { relation resident { name } } }', {
      householdId: idOf('household', 1),
      headId: idOf('resident', 2),
    });
    expect(answer).toMatchObject({
      household: {
        members: [
          { relation: 'HEAD', resident: { name: '李秀英' } },
          { relation: 'SPOUSE', resident: { name: '王建国' } },
        ],
      },
    });
    expect(
      await run('changeHead', 'household { id }', { householdId: idOf('household', 1), headId: idOf('resident', 2) }),
    ).toMatchObject({
      field: 'input.headId',
    });
  });

  test('a household is split, and one is joined to another', async () => {
    const members = (
      await ask(county, people.worker, `{ household(id: "${family}") { members { relation resident { id } } } }`)
    ).data?.household as { members: { relation: string; resident: { id: string } }[] };
    const relative = members.members.find(({ relation }) => relation === 'OTHER_RELATIVE')?.resident.id ?? '';
    const head = members.members.find(({ relation }) => relation === 'HEAD')?.resident.id ?? '';
    expect(
      await run('splitHousehold', 'household { id }', {
        householdId: family,
        members: [{ residentId: head, relation: 'HEAD' }],
      }),
    ).toMatchObject({ field: 'input.remainingHeadId' });
    const split = await run(
      'splitHousehold',
      'household { members { relation } } newHousehold { id address members { resident { id } } }',
      {
        householdId: family,
        members: [{ residentId: relative, relation: 'HEAD' }],
      },
    );
    expect(split).toMatchObject({
      household: { members: [{ relation: 'HEAD' }, { relation: 'SPOUSE' }, { relation: 'SON' }] },
      newHousehold: { address: '柏树乡柏树村六组8号', members: [{ resident: { id: relative } }] },
    });
    await figuresHold();
    const { newHousehold } = split as { newHousehold: { id: string } };
    expect(
      await run('joinHouseholds', 'household { id }', {
        householdId: family,
        joinedHouseholdId: newHousehold.id,
        relations: [{ residentId: relative, relation: 'HEAD' }],
      }),
    ).toMatchObject({ field: 'input.relations.0.relation' });
    expect(
      await run('joinHouseholds', 'household { members { relation } }', {
        householdId: family,
        joinedHouseholdId: newHousehold.id,
        relations: [{ residentId: relative, relation: 'OTHER_RELATIVE' }],
      }),
    ).toMatchObject({ household: { members: { length: 4 } } });
    const gone = await ask(
      county,
      people.worker,
      `{ household(id: "${newHousehold.id}") { dissolvedOn successor { id } members { relation } } }`,
    );
    expect(gone.data?.household).toEqual({ dissolvedOn: TODAY, successor: { id: family }, members: [] });
    expect((await told('household.dissolved')).at(-1)?.data).toMatchObject({ successorId: family, size: 0 });
    await figuresHold();
  });
});
