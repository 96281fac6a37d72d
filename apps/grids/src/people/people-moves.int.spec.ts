import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, idNumberOf, idOf, NOW, TODAY, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { aPerson, expectFigures, newNumber, runPeople, toldOf } from '../testing/people-run.ts';
import { ask } from '../testing/run.ts';

describe('People who come, leave and die', () => {
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
  test('a household comes first', async () => {
    const answer = await run('registerHousehold', 'household { id }', {
      gridId: idOf('grid', 1),
      newDwelling: { address: '柏树乡柏树村六组8号' },
      since: '2026-02-20',
      members: [aPerson(1), aPerson(2, { relation: 'SPOUSE' })],
    });
    family = (answer as { household: { id: string } }).household.id;
  });

  test('a birth needs no id number yet, which may follow', async () => {
    const born = await run('registerBirth', 'resident { id idNumber birthYear household { id } }', {
      householdId: family,
      name: '张小宝',
      birthDate: '2026-02-28',
      relation: 'SON',
    });
    expect(born).toMatchObject({ resident: { idNumber: null, birthYear: 2026, household: { id: family } } });
    const { resident } = born as { resident: { id: string } };
    expect(
      await run('changeResident', 'resident { idNumber }', {
        residentId: resident.id,
        idNumber: newNumber(9, '2026-02-28'),
      }),
    ).toMatchObject({ resident: { idNumber: expect.stringMatching(/^6000/) } });
    expect(
      await run('registerBirth', 'resident { id }', {
        householdId: family,
        name: '张大宝',
        birthDate: '2026-03-09',
        relation: 'SON',
      }),
    ).toMatchObject({ field: 'input.birthDate' });
    await figuresHold();
  });

  test('a head who moves out names another one, and what was entered by mistake is taken back', async () => {
    const [home] = await county.subgraph.sql(`select id from resident where household_id = $1 and relation = 'HEAD'`, [
      family,
    ]);
    const head = home?.id as string;
    const [other] = await county.subgraph.sql(
      `select id from resident where household_id = $1 and relation = 'SPOUSE'`,
      [family],
    );
    const input = { residentIds: [head], destination: 'OUTSIDE', note: '去郑州' };
    expect(await run('moveOut', 'household { id }', input)).toMatchObject({ field: 'input.newHeadId' });
    expect(
      await run('moveOut', 'household { head { id } } residents { departedOn departure occupancies { until } }', {
        ...input,
        newHeadId: other?.id,
      }),
    ).toMatchObject({
      household: { head: { id: other?.id } },
      residents: [{ departedOn: TODAY, departure: 'OUTSIDE', occupancies: [{ until: TODAY }] }],
    });
    expect(
      (await county.subgraph.outbox())
        .filter(({ key, type }) => key === head && type.endsWith('resident.state.v1'))
        .at(-1)?.data,
    ).toBeNull();
    await figuresHold();
    expect(await run('moveOut', 'household { id }', { residentIds: [head], destination: 'OUTSIDE' })).toMatchObject({
      __typename: 'Conflict',
    });
    expect(await run('undoDeparture', 'household { id }', { residentId: head, reason: '登记错人' })).toMatchObject({
      household: { id: family },
    });
    const [back] = await county.subgraph.sql('select relation, departed_on from resident where id = $1', [head]);
    expect(back).toEqual({ relation: 'OTHER_RELATIVE', departed_on: null });
    expect(await run('undoDeparture', 'household { id }', { residentId: head, reason: '登记错人' })).toMatchObject({
      __typename: 'Conflict',
    });
    await figuresHold();
  });

  test('a death ends care and occupancies, leaves a headless household to be worked off, and the dead cannot move', async () => {
    const dead = idOf('resident', 5);
    expect(await run('recordDeath', 'resident { id }', { residentId: dead, on: '2026-03-05' })).toMatchObject({
      field: 'input.on',
    });
    expect(
      await run('recordDeath', 'resident { departure care { kind } } household { id nextDueOn }', {
        residentId: dead,
        on: '2026-03-01',
      }),
    ).toMatchObject({ resident: { departure: 'DIED', care: [] }, household: { nextDueOn: '2025-08-30' } });
    const { data } = await ask(
      county,
      people.worker,
      '{ dataContradictions { edges { node { kind household { id } } } } }',
    );
    expect(data?.dataContradictions).toEqual({
      edges: [{ node: { kind: 'HEAD_DECEASED', household: { id: idOf('household', 3) } } }],
    });
    expect(
      await run('moveIn', 'household { id }', {
        householdId: family,
        members: [{ residentId: dead, relation: 'SIBLING' }],
      }),
    ).toMatchObject({ field: 'input.members.0.residentId' });
    expect(
      await run('moveIn', 'household { id }', {
        householdId: family,
        members: [{ relation: 'SIBLING', name: '王建国', idNumber: idNumberOf(5), populationKind: 'FLOATING' }],
      }),
    ).toMatchObject({ field: 'input.members.0.idNumber' });
    await figuresHold();
    expect(
      await run('undoDeparture', 'resident { care { kind } }', { residentId: dead, reason: '同名误登' }),
    ).toMatchObject({
      resident: { care: [{ kind: 'LIVING_ALONE' }] },
    });
    const after = await ask(county, people.worker, '{ dataContradictions { totalCount } }');
    expect(after.data?.dataContradictions).toEqual({ totalCount: 0 });
    await figuresHold();
  });

  test('a registration by mistake is withdrawn while nothing refers to it, and its id number is free again', async () => {
    const entered = aPerson(80);
    const enter = () =>
      run('registerHousehold', 'household { id head { id } }', {
        gridId: idOf('grid', 1),
        address: '柏树乡柏树村八组8号',
        members: [entered, aPerson(81, { relation: 'SPOUSE' })],
      });
    const { household } = (await enter()) as { household: { id: string; head: { id: string } } };
    const [spouse] = await county.subgraph.sql(
      `select id from resident where household_id = $1 and relation = 'SPOUSE'`,
      [household.id],
    );
    const withdraw = (residentId: string, more: object = {}) =>
      run('withdrawRegistration', 'resident { departure departedOn } household { dissolvedOn head { id } }', {
        residentId,
        reason: '登记错人',
        ...more,
      });
    expect(await withdraw(household.head.id, { reason: '错' })).toMatchObject({ field: 'input.reason' });
    expect(await withdraw(idOf('case', 1))).toMatchObject({ __typename: 'NotFound' });
    expect(await withdraw(household.head.id, { newHeadId: spouse?.id })).toMatchObject({
      resident: { departure: 'WITHDRAWN', departedOn: TODAY },
      household: { dissolvedOn: null, head: { id: spouse?.id } },
    });
    expect(await withdraw(household.head.id)).toMatchObject({ __typename: 'Conflict' });
    await run('beginCare', 'careRecord { id }', { residentId: spouse?.id, kind: 'LEFT_BEHIND', since: '2026-03-01' });
    expect(await withdraw(spouse?.id as string)).toMatchObject({
      __typename: 'Conflict',
      message: expect.stringMatching(/has care records/),
    });
    await county.subgraph.sql('delete from care_record where resident_id = $1', [spouse?.id]);
    expect(await withdraw(spouse?.id as string)).toMatchObject({ household: { dissolvedOn: TODAY } });
    expect(await withdraw(idOf('resident', 6))).toMatchObject({
      __typename: 'Conflict',
      message: expect.stringMatching(/within 30 days/),
    });
    const withdrawn = (await county.subgraph.outbox()).filter(({ type }) => type.includes('resident.withdrawn'));
    expect(withdrawn.map(({ key }) => key)).toEqual([household.head.id, spouse?.id]);
    expect(
      (await county.subgraph.outbox()).filter(({ type, key }) => type.includes('resident.state') && key === spouse?.id),
    ).toMatchObject([{}, { data: null }]);
    expect(await enter()).toMatchObject({ __typename: 'RegisterHouseholdSuccess' });
    await figuresHold();
  });

  test('the population kind moves the figures, verifying tells once a day', async () => {
    const residentId = idOf('resident', 6);
    expect(
      await run('changePopulationKind', 'resident { populationKind }', {
        residentId,
        populationKind: 'PERMANENT_REGISTERED',
      }),
    ).toMatchObject({
      resident: { populationKind: 'PERMANENT_REGISTERED' },
    });
    expect(
      await run('changePopulationKind', 'resident { id }', { residentId, populationKind: 'PERMANENT_REGISTERED' }),
    ).toMatchObject({
      field: 'input.populationKind',
    });
    await figuresHold();
    expect(await run('verifyResidents', 'residents { verifiedOn }', { residentIds: [residentId] })).toMatchObject({
      residents: [{ verifiedOn: TODAY }],
    });
    const once = (await told('resident.verified')).length;
    await run('verifyResidents', 'residents { id }', { residentIds: [residentId] });
    expect((await told('resident.verified')).length).toBe(once);
  });

  test('a departure is taken back within thirty days, and not into a household that was joined to another one', async () => {
    const registered = async (n: number) => {
      const answer = await run('registerHousehold', 'household { id head { id } }', {
        gridId: idOf('grid', 1),
        address: `柏树乡柏树村十组${String(n)}号`,
        members: [aPerson(n), aPerson(n + 1, { relation: 'SPOUSE' })],
      });
      return (answer as { household: { id: string; head: { id: string } } }).household;
    };
    const undo = (residentId: string) =>
      run('undoDeparture', 'household { id dissolvedOn }', { residentId, reason: '误登' });
    const leave = async (id: string, newHeadId?: string) =>
      run('moveOut', 'household { dissolvedOn }', { residentIds: [id], destination: 'WITHIN_COUNTY', newHeadId });
    const [one, two] = [await registered(60), await registered(70)];
    const others = await county.subgraph.sql(
      `select id from resident where household_id = $1 and relation = 'SPOUSE'`,
      [one.id],
    );
    const spouse = others[0]?.id as string;
    await leave(one.head.id, spouse);
    expect(await leave(spouse)).toMatchObject({ household: { dissolvedOn: TODAY } });
    expect(await undo(spouse)).toMatchObject({ household: { id: one.id, dissolvedOn: null } });
    await run('joinHouseholds', 'household { id }', {
      householdId: two.id,
      joinedHouseholdId: one.id,
      relations: [{ residentId: spouse, relation: 'SIBLING' }],
    });
    expect(await undo(one.head.id)).toMatchObject({
      __typename: 'Conflict',
      message: expect.stringMatching(/joined to another one/),
    });
    await leave(spouse);
    county.subgraph.setNow(new Date('2026-04-02T02:00:00Z'));
    expect(await undo(spouse)).toMatchObject({
      __typename: 'Conflict',
      message: expect.stringMatching(/within 30 days/),
    });
    county.subgraph.setNow(new Date('2026-04-01T02:00:00Z'));
    expect(await undo(spouse)).toMatchObject({ household: { id: two.id } });
    county.subgraph.setNow(NOW);
    await figuresHold();
  });

  test('whoever does not work in the grid changes nothing', async () => {
    for (const as of [
      'gridOffice',
      'townshipOfficer',
      'administrator',
      'departmentOfficer',
      'resident',
      'auditor',
    ] as const) {
      const { codes } = await ask(
        county,
        people[as],
        `mutation { changeResident(input: { residentId: "${idOf('resident', 1)}", name: "李四" }) { __typename } }`,
      );
      expect([as, codes]).toEqual([as, ['FORBIDDEN']]);
    }
    expect(
      await run(
        'changeResident',
        'resident { id }',
        { residentId: idOf('resident', 1), name: '李四' },
        'strangeWorker',
      ),
    ).toMatchObject({
      __typename: 'NotFound',
      field: 'input.residentId',
    });
  });
});
