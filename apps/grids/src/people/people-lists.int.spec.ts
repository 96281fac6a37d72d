import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, BAISHU, idNumberOf, idOf, phoneOf, YAOGOU, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { runPeople } from '../testing/people-run.ts';
import { ask } from '../testing/run.ts';

type Person = keyof typeof people;

interface Page {
  readonly totalCount: number;
  readonly totalCountIsExact: boolean;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: { readonly node: { readonly id: string } }[];
}

const page = '{ totalCount totalCountIsExact pageInfo { hasNextPage endCursor } edges { node { id } } }';

describe('Lists of people and housing', () => {
  let county: County;
  beforeAll(async () => {
    county = await aCounty(30);
    // Phones of an import are hashed by a job; here as by a command.
    const { numbers } = (await county.subgraph.context()) as unknown as {
      numbers: { hashPhone(phone: string): string };
    };
    for (const n of [1, 3, 9])
      await county.subgraph.sql('update resident set phone_hash = $2 where id = $1', [
        idOf('resident', n),
        numbers.hashPhone(phoneOf(1)),
      ]);
  });
  afterAll(() => county.stop());

  const list = async (field: string, variables: string, as: Person = 'worker'): Promise<Page> => {
    const { data, errors } = await ask(
      county,
      people[as],
      `{ ${field}${variables === '' ? '' : `(${variables})`} ${page} }`,
    );
    expect(errors).toEqual([]);
    const found = (data as unknown as Record<string, Page> | null)?.[field];
    if (!found) throw new Error(`${field} answered nothing`);
    return found;
  };
  const refusal = async (document: string, as: Person = 'worker') => (await ask(county, people[as], document)).codes;
  const ids = ({ edges }: Page) => edges.map(({ node }) => node.id);

  test.each([
    ['residents', ['NAME_ASC', 'BIRTH_DATE_ASC', 'BIRTH_DATE_DESC', 'VERIFIED_ON_ASC']],
    ['households', ['DUE_ASC', 'ADDRESS_ASC']],
  ])('of %s are walked through page by page in every order, each row once', async (field, orders) => {
    for (const orderBy of orders) {
      const seen: string[] = [];
      let after = '';
      for (;;) {
        const found = await list(field, `first: 7, orderBy: ${orderBy}${after}`, 'gridOffice');
        seen.push(...ids(found));
        expect(found).toMatchObject({ totalCount: field === 'residents' ? 60 : 30, totalCountIsExact: true });
        if (!found.pageInfo.hasNextPage) break;
        after = `, after: "${found.pageInfo.endCursor ?? ''}"`;
      }
      expect([orderBy, new Set(seen).size, seen.length]).toEqual([
        orderBy,
        field === 'residents' ? 60 : 30,
        field === 'residents' ? 60 : 30,
      ]);
    }
  });

  test('keep to the reach: a grid, a village, the county, or nothing', async () => {
    expect((await list('residents', '')).totalCount).toBe(54);
    expect((await list('residents', '', 'strangeWorker')).totalCount).toBe(4);
    expect((await list('residents', `filter: { gridId: "${idOf('grid', 3)}" }`)).totalCount).toBe(0);
    expect((await list('residents', `filter: { areaCode: "${YAOGOU}" }`, 'secretary')).totalCount).toBe(0);
    expect((await list('residents', '', 'secretary')).totalCount).toBe(56);
    expect((await list('households', `filter: { areaCode: "${BAISHU}" }`, 'townshipOfficer')).totalCount).toBe(28);
    expect((await list('residents', '', 'resident')).totalCount).toBe(0);
    expect((await list('dwellings', '', 'worker')).totalCount).toBe(27);
    expect(await refusal(`{ residents ${page} }`, 'volunteer')).toEqual(['FORBIDDEN']);
  });

  test('answer totals of a place by the kept figures, and others by counting', async () => {
    await list('residents', `filter: { populationKinds: [FLOATING] }`, 'gridOffice');
    expect(county.subgraph.statements().some((statement) => statement.includes('from counter'))).toBe(true);
    const counted = await list('residents', `filter: { careKinds: [LIVING_ALONE] }`, 'gridOffice');
    expect(county.subgraph.statements().some((statement) => statement.includes('from counter'))).toBe(false);
    expect(ids(counted)).toEqual([idOf('resident', 1), idOf('resident', 5)]);
  });

  test('are narrowed by what front ends ask for', async () => {
    const count = async (filter: string, field = 'residents') =>
      (await list(field, `filter: { ${filter} }`)).totalCount;
    expect(await count('populationKinds: [FLOATING]')).toBe(1);
    expect(await count('populationKinds: [OVERSEAS]')).toBe(0);
    expect(await count('ageFrom: 64, ageTo: 64')).toBe(54);
    expect(await count('ageFrom: 65')).toBe(0);
    expect(await count('unverified: true')).toBe(52);
    expect(await count('movedIn: { from: "2026-01-01" }')).toBe(0);
    expect(await count('departed: { from: "2026-01-01" }')).toBe(0);
    expect(await count(`gridId: "${idOf('grid', 1)}", address: "三组1号"`)).toBe(2);
    expect(await count('address: "柏树乡柏树村三组2"')).toBe(22);
    expect(await count('due: true', 'households')).toBe(25);
    expect(await count('stale: true', 'households')).toBe(25);
    expect(await count('careKinds: [LIVING_ALONE]', 'households')).toBe(2);
    expect(await count('populationKinds: [FLOATING]', 'households')).toBe(1);
    expect(await count('number: "H-1"', 'households')).toBe(1);
    expect(await count('dwellingKinds: [HOUSE]', 'households')).toBe(0);
    expect(await count('vacant: true', 'dwellings')).toBe(0);
    expect(await count('address: "柏树乡柏树村三组1号"', 'dwellings')).toBe(1);
  });

  test('find a name by its beginning for who looks after the people, else only as a whole', async () => {
    expect((await list('residents', 'filter: { name: "王" }')).totalCount).toBe(27);
    expect((await list('residents', 'filter: { name: "王" }', 'secretary')).totalCount).toBe(0);
    expect((await list('residents', 'filter: { name: "王建国" }', 'secretary')).totalCount).toBe(28);
    const [searches] = await county.subgraph.sql(
      `select count(*)::int as n from audit.person_search where by_what = 'NAME'`,
    );
    expect(searches?.n).toBe(3);
  });

  test('find phones within reach alone, write each search and each find down, and end at the limit', async () => {
    const byPhone = (as: Person) =>
      ask(county, people[as], `{ residentsByPhone(phone: "${phoneOf(1)}") { id phone } }`);
    expect((await byPhone('worker')).data?.residentsByPhone).toEqual([
      { id: idOf('resident', 1), phone: '138****0001' },
      { id: idOf('resident', 3), phone: '138****0003' },
    ]);
    expect((await byPhone('strangeWorker')).data?.residentsByPhone).toMatchObject([{ id: idOf('resident', 9) }]);
    const looks = await county.subgraph.sql(
      `select resident_id from audit.access_record where purpose = '按电话号码查找居民'`,
    );
    expect(looks).toHaveLength(3);
    expect(await refusal('{ residentsByPhone(phone: "12") { id } }')).toEqual(['BAD_USER_INPUT']);
    for (let n = 0; n < 59; n += 1) await byPhone('head');
    expect((await byPhone('head')).codes).toEqual([]);
    expect((await byPhone('head')).codes).toEqual(['LIMIT_EXCEEDED']);
    expect((await byPhone('departmentOfficer')).codes).toEqual(['FORBIDDEN']);
  });

  test('refuse what is no filter', async () => {
    for (const filter of ['areaCode: "12"', 'ageFrom: -1', 'ageTo: 151', 'name: ""', `address: "${'长'.repeat(61)}"`])
      expect([filter, await refusal(`{ residents(filter: { ${filter} }) ${page} }`)]).toEqual([
        filter,
        ['BAD_USER_INPUT'],
      ]);
    expect(await refusal(`{ residents(first: 101) ${page} }`)).toEqual(['LIMIT_EXCEEDED']);
    expect(await refusal(`{ households(after: "x") ${page} }`)).toEqual(['BAD_USER_INPUT']);
  });

  test.each([
    [
      'residents',
      `name care { id kind } household { id changes { totalCount } } occupancies { dwelling { id households { id } } }
       changes { totalCount edges { node { kind } } }`,
    ],
    ['households', 'members { resident { id } } successor { id } changes { totalCount }'],
    ['dwellings', 'occupancies { resident { id } } households { id } grid { id }'],
  ])('of %s cost as many statements for twenty-seven rows as for three', async (field, selection) => {
    const cost = async (first: number) => {
      const document = `{ ${field}(first: ${String(first)}) { totalCount edges { node { id ${selection} } } } }`;
      expect((await ask(county, people.worker, document)).errors).toEqual([]);
      return county.subgraph.statements().filter((statement) => !statement.includes('pg_database')).length;
    };
    await cost(3);
    expect(await cost(27)).toBe(await cost(3));
  });

  test('show a department only people for whom it keeps a record, and of their care only its own', async () => {
    const officer = {
      kind: 'account' as const,
      accountId: idOf('account', 77),
      assignments: [
        {
          role: 'DEPARTMENT_OFFICER' as const,
          jurisdiction: { kind: 'ORGANIZATION' as const, id: idOf('organization', 9) },
        },
      ],
    };
    const residentsOf = async () =>
      (
        await ask(
          county,
          officer,
          '{ residents { totalCount edges { node { id name care { kind owner { id } } household { id } } } } }',
        )
      ).data?.residents;
    expect(await residentsOf()).toEqual({ totalCount: 0, edges: [] });
    const begin = (input: string) =>
      ask(
        county,
        officer,
        `mutation { beginCare(input: { ${input} }) { __typename ... on BeginCareSuccess { careRecord { kind until } } ... on UserError { code } } }`,
      );
    expect(
      (
        await begin(
          `residentId: "${idOf('resident', 1)}", kind: CONTACT_NEEDED, since: "2026-02-01", ownerId: "${idOf('organization', 9)}"`,
        )
      ).data?.beginCare,
    ).toMatchObject({
      __typename: 'NotFound',
    });
    expect(
      (
        await begin(
          `idNumber: "${idNumberOf(1)}", kind: CONTACT_NEEDED, since: "2026-02-01", ownerId: "${idOf('organization', 9)}"`,
        )
      ).data?.beginCare,
    ).toEqual({
      __typename: 'BeginCareSuccess',
      careRecord: { kind: 'CONTACT_NEEDED', until: null },
    });
    expect(
      (
        await begin(
          `idNumber: "${idNumberOf(1)}", kind: CONTACT_NEEDED, since: "2026-02-01", ownerId: "${idOf('organization', 8)}"`,
        )
      ).codes,
    ).toEqual(['FORBIDDEN']);
    const looks = await county.subgraph.sql(`select fields from audit.access_record where account_id = $1`, [
      idOf('account', 77),
    ]);
    expect(looks).toEqual([{ fields: ['idNumber'] }]);
    expect(await residentsOf()).toEqual({
      totalCount: 1,
      edges: [
        {
          node: {
            id: idOf('resident', 1),
            name: '王**',
            care: [{ kind: 'CONTACT_NEEDED', owner: { id: idOf('organization', 9) } }],
            household: null,
          },
        },
      ],
    });
    expect(
      await runPeople(county, 'beginCare', 'careRecord { kind }', {
        residentId: idOf('resident', 2),
        kind: 'LEFT_BEHIND',
        since: '2026-02-01',
      }),
    ).toMatchObject({
      careRecord: { kind: 'LEFT_BEHIND' },
    });
    const sensitive = `mutation { beginCare(input: { residentId: "${idOf('resident', 2)}", kind: CONTACT_NEEDED, since: "2026-02-01", ownerId: "${idOf('organization', 9)}" }) { __typename } }`;
    expect(await refusal(sensitive)).toEqual(['FORBIDDEN']);
  });
});
