import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, BAISHU, idOf, TODAY, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { aPerson, expectFigures, newNumber, runPeople, toldOf } from '../testing/people-run.ts';
import { ask } from '../testing/run.ts';

const pairs = `{ duplicateCandidates { totalCount edges { node { id score reasons state residents { id } } } } }`;

describe('Doubles', () => {
  let county: County;
  beforeAll(async () => {
    county = await aCounty();
    // In the small county everybody is of one day and two names: tell them apart.
    await county.subgraph.sql(`update resident set name = name || right(id::text, 2)`);
  });
  afterAll(() => county.stop());

  const run = (mutation: string, selection: string, input: object, as: keyof typeof people = 'secretary') =>
    runPeople(county, mutation, selection, input, as);
  const register = async (n: number, extra: object, address = '柏树乡柏树村三组1号') =>
    (await runPeople(
      county,
      'registerHousehold',
      'household { id head { id } } duplicateCandidates { id score reasons residents { id name } }',
      {
        gridId: idOf('grid', 1),
        address,
        members: [aPerson(n, extra)],
      },
    )) as unknown as {
      household: { id: string; head: { id: string } };
      duplicateCandidates: { id: string; score: number; reasons: string[]; residents: { id: string }[] }[];
    };
  const wholeRow = async (id: string) => {
    const [row] = await county.subgraph.sql(
      `select r.*, (select json_agg(o order by o.dwelling_id, o.since) from occupancy o where o.resident_id = r.id) as occupancies,
         (select json_agg(json_build_object('id', c.id, 'until', c.until) order by c.id) from care_record c where c.resident_id = r.id) as care,
         (select json_agg(d.id) from visit_demand d where d.resident_id = r.id) as demands
       from resident r where r.id = $1`,
      [id],
    );
    return { ...row, version: 0, changed_at: null };
  };

  let double = { household: { id: '', head: { id: '' } }, duplicateCandidates: [] as { id: string }[] };
  test('a registration warns of somebody alike, and nothing is refused', async () => {
    const found = await register(
      40,
      { name: '王建国01', idNumber: newNumber(40, '1961-07-01'), phone: '13700000001' },
      '柏树乡 柏树村三组一号',
    );
    double = found;
    expect(found.duplicateCandidates).toMatchObject([
      { reasons: ['SAME_NAME_AND_BIRTH_YEAR', 'SIMILAR_ADDRESS'], score: 35 },
    ]);
    expect(found.duplicateCandidates[0]?.residents.map(({ id }) => id).sort()).toEqual(
      [idOf('resident', 1), found.household.head.id].sort(),
    );
    expect(
      (await register(41, { name: '王建国01', idNumber: newNumber(41, '1961-07-01') }, '柏树乡柏树村九组77号'))
        .duplicateCandidates,
    ).toEqual([]);
    expect(
      (await register(42, { name: '王建国01', idNumber: newNumber(42, '1988-07-01') })).duplicateCandidates,
    ).toEqual([]);
  });

  test('are listed within reach, and decided once', async () => {
    expect((await ask(county, people.secretary, pairs)).data?.duplicateCandidates).toMatchObject({ totalCount: 1 });
    expect((await ask(county, people.strangeSecretary, pairs)).data?.duplicateCandidates).toMatchObject({
      totalCount: 0,
    });
    const { codes } = await ask(
      county,
      people.worker,
      `mutation { mergeResidents(input: { survivorId: "x", mergedId: "y" }) { __typename } }`,
    );
    expect(codes).toEqual(['FORBIDDEN']);
    const other = await register(43, { name: '王建国01', idNumber: newNumber(43, '1961-08-01') });
    const [first] = other.duplicateCandidates;
    const dismiss = () =>
      run('dismissDuplicate', 'duplicateCandidate { state note }', {
        duplicateCandidateId: first?.id,
        reason: '父子同名',
      });
    expect(await dismiss()).toMatchObject({ duplicateCandidate: { state: 'DISMISSED', note: '父子同名' } });
    expect(await dismiss()).toMatchObject({ __typename: 'Conflict' });
    expect(
      await run('dismissDuplicate', 'duplicateCandidate { id }', {
        duplicateCandidateId: idOf('case', 1),
        reason: '没有',
      }),
    ).toMatchObject({ __typename: 'NotFound' });
  });

  test('are merged: references follow, the figures lose one, others are told', async () => {
    const survivorId = idOf('resident', 1);
    const mergedId = double.household.head.id;
    await run('beginCare', 'careRecord { id }', { residentId: mergedId, kind: 'POVERTY_WATCH', since: '2026-02-01' });
    const answer = await run(
      'mergeResidents',
      'survivor { id phone care { kind } changes(first: 1) { edges { node { kind } } } } merged { id departure mergedInto { id } household { dissolvedOn } }',
      {
        survivorId,
        mergedId,
        take: ['PHONE'],
      },
    );
    expect(answer).toMatchObject({
      survivor: { id: survivorId, phone: '137****0001', care: [{ kind: 'LIVING_ALONE' }, { kind: 'POVERTY_WATCH' }] },
      merged: { departure: 'MERGED', mergedInto: { id: survivorId }, household: { dissolvedOn: TODAY } },
    });
    const [event] = await toldOf(county, 'resident.merged');
    expect(event).toEqual({
      type: 'resident.merged',
      key: mergedId,
      data: { mergedResidentId: mergedId, survivorResidentId: survivorId, areaCode: BAISHU },
    });
    expect((await toldOf(county, 'resident.state')).filter(({ key }) => key === mergedId).at(-1)?.data).toBeNull();
    await expectFigures(county);
    expect(await run('mergeResidents', 'survivor { id }', { survivorId, mergedId })).toMatchObject({
      __typename: 'Conflict',
    });
    expect(await run('mergeResidents', 'survivor { id }', { survivorId, mergedId: survivorId })).toMatchObject({
      field: 'input.mergedId',
    });
    expect(await run('mergeResidents', 'survivor { id }', { survivorId, mergedId: idOf('resident', 9) })).toMatchObject(
      {
        __typename: 'NotFound',
        field: 'input.mergedId',
      },
    );
  });

  test('are unmerged exactly, but for what was changed since, which is named', async () => {
    const mergedId = double.household.head.id;
    await run('changeResident', 'resident { id }', { residentId: idOf('resident', 1), phone: '13700000009' });
    const answer = await run(
      'unmergeResidents',
      'leftAsIs merged { id household { id dissolvedOn } care { kind } } survivor { care { kind } phone }',
      {
        mergedId,
        reason: '不是同一人',
      },
    );
    expect(answer).toEqual({
      __typename: 'UnmergeResidentsSuccess',
      leftAsIs: ['phone'],
      merged: {
        id: mergedId,
        household: { id: double.household.id, dissolvedOn: null },
        care: [{ kind: 'POVERTY_WATCH' }],
      },
      survivor: { care: [{ kind: 'LIVING_ALONE' }], phone: '137****0009' },
    });
    expect((await toldOf(county, 'resident.unmerged')).map(({ key }) => key)).toEqual([mergedId]);
    expect(await run('unmergeResidents', 'leftAsIs', { mergedId, reason: '再来一次' })).toMatchObject({
      __typename: 'NotFound',
    });
    await expectFigures(county);
  });

  test('of one household, the head being the double, come apart again row for row', async () => {
    const [survivorId, mergedId] = [idOf('resident', 4), idOf('resident', 3)];
    const before = [await wholeRow(survivorId), await wholeRow(mergedId)];
    expect(
      await run('mergeResidents', 'survivor { id household { head { id } } }', {
        survivorId,
        mergedId,
        take: ['NAME', 'ID_NUMBER', 'POPULATION_KIND'],
      }),
    ).toMatchObject({
      survivor: { household: { head: { id: survivorId } } },
    });
    await expectFigures(county);
    expect(await run('unmergeResidents', 'leftAsIs', { mergedId, reason: '误合并' })).toMatchObject({ leftAsIs: [] });
    expect([await wholeRow(survivorId), await wholeRow(mergedId)]).toEqual(before);
    await expectFigures(county);
  });

  test('in a chain come apart from its end; a record of somebody who died is merged into none', async () => {
    const [first, second, third] = [idOf('resident', 5), idOf('resident', 6), idOf('resident', 2)];
    const merge = (survivorId: string, mergedId: string) =>
      run('mergeResidents', 'survivor { id }', { survivorId, mergedId });
    const unmerge = (mergedId: string) => run('unmergeResidents', 'leftAsIs', { mergedId, reason: '误合并' });
    const before = [await wholeRow(first), await wholeRow(second), await wholeRow(third)];
    await merge(second, first);
    await merge(third, second);
    expect(await unmerge(first)).toMatchObject({ __typename: 'Conflict' });
    expect(await unmerge(second)).toMatchObject({ leftAsIs: [] });
    expect(await unmerge(first)).toMatchObject({ leftAsIs: [] });
    expect([await wholeRow(first), await wholeRow(second), await wholeRow(third)]).toEqual(before);
    await expectFigures(county);
    await run('recordDeath', 'resident { id }', { residentId: first, on: TODAY });
    expect(await merge(second, first)).toMatchObject({ __typename: 'Conflict' });
    await run('undoDeparture', 'resident { id }', { residentId: first, reason: '误登' });
  });

  test('are found by the nightly job, village by village, once however often it runs', async () => {
    const { sql } = county.subgraph;
    await sql('update resident set name = $1 where id = any($2::uuid[])', [
      '赵六',
      [idOf('resident', 5), idOf('resident', 6)],
    ]);
    const due = () => county.subgraph.runJobs();
    expect(await run('recheckData', 'villages', { areaCode: BAISHU })).toEqual({
      __typename: 'RecheckDataSuccess',
      villages: 1,
    });
    expect(await run('recheckData', 'villages', { areaCode: '410326' })).toMatchObject({ __typename: 'NotFound' });
    await due();
    const found = async () => await sql(`select id, score from duplicate_candidate where state = 'OPEN' order by id`);
    const once = await found();
    expect(once.map(({ score }) => score)).toContain(55);
    await run('recheckData', 'villages', { areaCode: BAISHU });
    await due();
    expect(await found()).toEqual(once);
  });
});
