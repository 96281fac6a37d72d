import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, BAISHU, idOf, phoneOf, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { runPeople } from '../testing/people-run.ts';
import { ask } from '../testing/run.ts';
import { contradictionKinds } from './find-contradictions.ts';

describe('Contradictions', () => {
  let county: County;
  beforeAll(async () => {
    county = await aCounty(20);
  });
  afterAll(() => county.stop());

  const kinds = async (sql = 'true'): Promise<string[]> => {
    const rows = await county.subgraph.sql(
      `select kind from data_contradiction where settled_at is null and dismissed_at is null and ${sql} order by kind`,
    );
    return rows.map((row) => row.kind as string);
  };
  const recheck = async () => {
    await runPeople(county, 'recheckData', 'villages', { areaCode: BAISHU }, 'secretary');
    await county.subgraph.runJobs();
  };

  /** Breaks the rows as a faulty import might, each of another household, and says how to put it right. */
  const faults: Readonly<Record<(typeof contradictionKinds)[number], readonly [string, string]>> = {
    HEAD_MISSING: [
      `update resident set relation = 'SIBLING' where id = '${idOf('resident', 1)}'`,
      `update resident set relation = 'HEAD' where id = '${idOf('resident', 1)}'`,
    ],
    HEAD_DECEASED: [
      `update resident set departed_on = '2026-01-01', departure = 'DIED' where id = '${idOf('resident', 3)}';
       update occupancy set until = '2026-01-01' where resident_id = '${idOf('resident', 3)}'`,
      `update resident set relation = 'HEAD' where id = '${idOf('resident', 4)}'`,
    ],
    HEAD_UNDER_AGE: [
      `update resident set birth_date = '2015-01-01' where id = '${idOf('resident', 5)}'`,
      `update resident set birth_date = '1961-03-09' where id = '${idOf('resident', 5)}'`,
    ],
    TWO_SPOUSES: [
      `update resident set relation = 'SPOUSE', household_id = '${idOf('household', 7)}' where id = '${idOf('resident', 16)}'`,
      `update resident set relation = 'SIBLING' where id = '${idOf('resident', 16)}'`,
    ],
    HOUSEHOLD_EMPTY: [
      `update resident set household_id = '${idOf('household', 7)}', relation = 'SIBLING' where id in ('${idOf('resident', 17)}', '${idOf('resident', 18)}')`,
      `update household set dissolved_on = '2026-03-01' where id = '${idOf('household', 9)}'`,
    ],
    DWELLING_DEMOLISHED: [
      `update dwelling set demolished_on = '2026-01-01' where id = '${idOf('dwelling', 10)}';
       update occupancy set until = '2026-01-01' where dwelling_id = '${idOf('dwelling', 10)}'`,
      `update dwelling set demolished_on = null where id = '${idOf('dwelling', 10)}'`,
    ],
    DWELLING_IN_ANOTHER_GRID: [
      `update dwelling set grid_id = '${idOf('grid', 2)}' where id = '${idOf('dwelling', 11)}'`,
      `update dwelling set grid_id = '${idOf('grid', 1)}' where id = '${idOf('dwelling', 11)}'`,
    ],
    TWO_PERMANENT_HOMES: [
      `insert into occupancy (dwelling_id, resident_id, since, kind) values ('${idOf('dwelling', 12)}', '${idOf('resident', 25)}', '2026-01-01', 'RENT')`,
      `update occupancy set until = '2026-03-01' where dwelling_id = '${idOf('dwelling', 12)}' and resident_id = '${idOf('resident', 25)}'`,
    ],
    OCCUPANCY_WITHOUT_DWELLING: [
      `update occupancy set dwelling_id = '${idOf('case', 9)}' where resident_id = '${idOf('resident', 27)}'`,
      `update occupancy set dwelling_id = '${idOf('dwelling', 14)}' where resident_id = '${idOf('resident', 27)}'`,
    ],
    DEPARTED_STILL_HOUSED: [
      `update resident set departed_on = '2026-01-01', departure = 'OUTSIDE' where id = '${idOf('resident', 30)}'`,
      `update occupancy set until = '2026-01-01' where resident_id = '${idOf('resident', 30)}'`,
    ],
    RESIDENT_WITHOUT_HOUSEHOLD: [
      `update resident set household_id = null, relation = null where id = '${idOf('resident', 32)}'`,
      `update resident set household_id = '${idOf('household', 16)}', relation = 'SPOUSE' where id = '${idOf('resident', 32)}'`,
    ],
    ID_NUMBER_MISSING: [
      `update resident set id_number_sealed = null, id_number_hash = null where id = '${idOf('resident', 34)}'`,
      `update resident set population_kind = 'OVERSEAS' where id = '${idOf('resident', 34)}'`,
    ],
  };

  test('of every kind are found by the job, each once, and settled when the data are right', async () => {
    await recheck();
    expect(await kinds()).toEqual([]);
    const statements = (at: 0 | 1) => Object.values(faults).flatMap((fault) => fault[at].split(';'));
    for (const statement of statements(0)) await county.subgraph.sql(statement);
    await recheck();
    expect(await kinds()).toEqual([...contradictionKinds].sort());
    await recheck();
    expect(await kinds()).toEqual([...contradictionKinds].sort());
    for (const statement of statements(1)) await county.subgraph.sql(statement);
    await recheck();
    expect(await kinds()).toEqual([]);
  });

  test('are listed by kind, counted, dismissed with a reason and not found again', async () => {
    await county.subgraph.sql(
      `insert into occupancy (dwelling_id, resident_id, since, kind) values ($1, $2, '2026-02-01', 'OWN')`,
      [idOf('dwelling', 20), idOf('resident', 37)],
    );
    await recheck();
    const list = (filter: string) =>
      ask(
        county,
        people.worker,
        `{ dataContradictions(filter: { ${filter} }) { totalCount edges { node { id kind note resident { id } household { id } grid { id } } } } }`,
      );
    const found = await list('kinds: [TWO_PERMANENT_HOMES]');
    const { edges } = found.data?.dataContradictions as { edges: { node: { id: string } }[] };
    expect(edges).toMatchObject([
      { node: { kind: 'TWO_PERMANENT_HOMES', resident: { id: idOf('resident', 37) }, grid: { id: idOf('grid', 1) } } },
    ]);
    const input = { contradictionId: edges[0]?.node.id, reason: '两处均为自有住房' };
    const quality = async () =>
      (
        await ask(
          county,
          people.worker,
          `{ grid(id: "${idOf('grid', 1)}") { dataQuality { contradictions duplicates } } }`,
        )
      ).data?.grid;
    expect(await quality()).toMatchObject({ dataQuality: { contradictions: 1 } });
    expect(await runPeople(county, 'dismissContradiction', 'contradiction { note }', input)).toMatchObject({
      contradiction: { note: '两处均为自有住房' },
    });
    expect(await runPeople(county, 'dismissContradiction', 'contradiction { id }', input)).toMatchObject({
      __typename: 'Conflict',
    });
    await recheck();
    expect((await list('kinds: [TWO_PERMANENT_HOMES]')).data?.dataContradictions).toMatchObject({ totalCount: 0 });
    expect((await list('dismissed: true')).data?.dataContradictions).toMatchObject({ totalCount: 1 });
    expect(await quality()).toMatchObject({ dataQuality: { contradictions: 0 } });
  });

  test('demolishing a dwelling shows who still lives in it; an occupancy cannot end before it began', async () => {
    const dwellingId = idOf('dwelling', 19);
    await runPeople(county, 'changeDwelling', 'dwelling { demolishedOn }', { dwellingId, demolishedOn: '2026-03-01' });
    expect(await kinds()).toEqual(['DWELLING_DEMOLISHED', 'OCCUPANCY_WITHOUT_DWELLING', 'OCCUPANCY_WITHOUT_DWELLING']);
    const end = (until: string) =>
      runPeople(county, 'endOccupancy', 'resident { id }', { residentId: idOf('resident', 37), dwellingId, until });
    expect(await end('2010-05-01')).toMatchObject({ __typename: 'InvalidInput', field: 'input.until' });
    expect(await end('2026-03-01')).toMatchObject({ __typename: 'EndOccupancySuccess' });
    expect(await end('2026-03-01')).toMatchObject({ __typename: 'NotFound', field: 'input.dwellingId' });
    expect(await kinds()).toEqual(['DWELLING_DEMOLISHED', 'OCCUPANCY_WITHOUT_DWELLING']);
    const begin = (extra: object) =>
      runPeople(county, 'beginOccupancy', 'dwelling { id }', {
        residentId: idOf('resident', 37),
        dwellingId: idOf('dwelling', 1),
        kind: 'LODGE',
        since: '2026-03-01',
        ...extra,
      });
    expect(await begin({ until: '2026-02-01' })).toMatchObject({ field: 'input.until' });
    expect(await begin({ since: '2026-03-09' })).toMatchObject({ field: 'input.since' });
    expect(await begin({ dwellingId })).toMatchObject({ field: 'input.dwellingId' });
    expect(await begin({})).toMatchObject({ dwelling: { id: idOf('dwelling', 1) } });
    expect(await begin({ kind: 'RENT' })).toMatchObject({ __typename: 'Conflict' });
    const address = '柏树乡柏树村三组1号';
    expect(
      await runPeople(county, 'registerDwelling', 'dwelling { id }', { gridId: idOf('grid', 1), address }),
    ).toMatchObject({
      __typename: 'Conflict',
    });
    expect(
      await runPeople(county, 'changeDwelling', 'dwelling { kind address }', {
        dwellingId: idOf('dwelling', 1),
        kind: 'APARTMENT',
      }),
    ).toMatchObject({ dwelling: { kind: 'APARTMENT', address } });
    expect(
      await runPeople(county, 'changeDwelling', 'dwelling { id }', { dwellingId: idOf('dwelling', 1) }),
    ).toMatchObject({
      field: 'input',
    });
  });
});

describe('Care, contacts and phones', () => {
  let county: County;
  beforeAll(async () => {
    county = await aCounty();
  });
  afterAll(() => county.stop());

  const run = (mutation: string, selection: string, input: object) => runPeople(county, mutation, selection, input);

  test('care moves the due day of the household, begins once a time, and ends after it began', async () => {
    const residentId = idOf('resident', 3);
    const begun = await run('beginCare', 'careRecord { id } resident { household { nextDueOn } }', {
      residentId,
      kind: 'LIVING_ALONE',
      since: '2026-03-01',
    });
    expect(begun).toMatchObject({ resident: { household: { nextDueOn: '2026-03-09' } } });
    expect(
      await run('beginCare', 'careRecord { id }', { residentId, kind: 'LIVING_ALONE', since: '2026-03-02' }),
    ).toMatchObject({
      __typename: 'Conflict',
    });
    expect(
      await run('beginCare', 'careRecord { id }', {
        residentId,
        kind: 'LEFT_BEHIND',
        since: '2026-03-02',
        until: '2026-03-01',
      }),
    ).toMatchObject({ field: 'input.until' });
    const { careRecord } = begun as { careRecord: { id: string } };
    const end = (until: string) =>
      run('endCare', 'careRecord { until } resident { household { nextDueOn } }', {
        careRecordId: careRecord.id,
        until,
      });
    expect(await end('2026-03-01')).toMatchObject({ field: 'input.until' });
    expect(await end('2026-03-02')).toMatchObject({
      careRecord: { until: '2026-03-02' },
      resident: { household: { nextDueOn: '2026-05-23' } },
    });
    expect(await end('2026-03-02')).toMatchObject({ __typename: 'Conflict' });
    expect(
      (
        await ask(
          county,
          people.worker,
          `mutation { endCare(input: { careRecordId: "${idOf('care', 1)}", until: "2026-03-02" }) { __typename } }`,
        )
      ).codes,
    ).toEqual(['FORBIDDEN']);
  });

  test('emergency contacts are put, changed, taken off, and five at most', async () => {
    const householdId = idOf('household', 1);
    const contact = { householdId, name: '王芳', phone: '13900001111', relation: '邻居' };
    const put = (extra: object = {}) =>
      run('putEmergencyContact', 'household { emergencyContacts { id name phone relation } }', {
        ...contact,
        ...extra,
      });
    const first = await put();
    const contacts = (first as { household: { emergencyContacts: { id: string; name: string }[] } }).household
      .emergencyContacts;
    const added = contacts.find(({ name }) => name === '王芳');
    expect(contacts).toHaveLength(2);
    expect(await put({ emergencyContactId: added?.id, relation: '女儿' })).toMatchObject({
      household: { emergencyContacts: { length: 2 } },
    });
    expect(await put({ phone: '12' })).toMatchObject({ field: 'input.phone' });
    expect(await put({ name: '' })).toMatchObject({ field: 'input.name' });
    expect(await put({ emergencyContactId: idOf('contact', 2) })).toMatchObject({ field: 'input.emergencyContactId' });
    for (let n = 0; n < 3; n += 1) await put({ name: `王${String(n)}` });
    expect(await put()).toMatchObject({ __typename: 'Conflict' });
    expect(
      await run('removeEmergencyContact', 'household { emergencyContacts { id } }', { emergencyContactId: added?.id }),
    ).toMatchObject({ household: { emergencyContacts: { length: 4 } } });
    expect(await run('removeEmergencyContact', 'household { id }', { emergencyContactId: added?.id })).toMatchObject({
      __typename: 'NotFound',
    });
  });

  test('phones that came in by an import are hashed by a job, and found then', async () => {
    await county.subgraph.sql('update resident set phone_hash = null');
    const found = async () =>
      (await ask(county, people.worker, `{ residentsByPhone(phone: "${phoneOf(3)}") { id } }`)).data?.residentsByPhone;
    expect(await found()).toEqual([]);
    await county.subgraph.runScheduledJob('hash-phones');
    await county.subgraph.runScheduledJob('hash-phones');
    expect(await found()).toEqual([{ id: idOf('resident', 3) }]);
  });
});
