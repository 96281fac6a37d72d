import { callerOf } from '@gridloom/testkit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { aCounty, idOf, TODAY, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { keptFigures, recount } from '../testing/recount.ts';
import { ask, type Answer } from '../testing/run.ts';

let county: County;
beforeAll(async () => {
  county = await aCounty();
});
afterAll(() => county.stop());

const owner = callerOf('DEPARTMENT_OFFICER', idOf('organization', 1), { accountId: idOf('account', 60) });
const correctionFields =
  'id kind status reason owner { id } resident { id } household { id } visit { id } proposed { name phone relation populationKind on destination address contactRelation careKind }';

const answerOf = ({ data, codes }: Answer) => {
  if (codes.length > 0) throw new Error(String(codes[0]));
  return data?.answer as Record<string, unknown> & { readonly correction: { readonly id: string } };
};
const propose = async (input: object, who: keyof typeof people = 'worker') =>
  answerOf(
    await ask(
      county,
      people[who],
      `mutation($input: ProposeCorrectionInput!) { answer: proposeCorrection(input: $input) { __typename ... on ProposeCorrectionSuccess { correction { ${correctionFields} } } ... on InvalidInput { field allowed } ... on NotFound { field } } }`,
      { input },
    ),
  );
const decide = async (
  name: 'accept' | 'refuse' | 'withdraw',
  correctionId: string,
  as: Parameters<typeof ask>[1],
  reason?: string,
) =>
  answerOf(
    await ask(
      county,
      as,
      `mutation($input: DecideCorrectionInput!) { answer: ${name}Correction(input: $input) { __typename ... on ${name.charAt(0).toUpperCase()}${name.slice(1)}CorrectionSuccess { correction { ${correctionFields} } } ... on UserError { message } ... on InvalidInput { field } ... on NotFound { field } } }`,
      { input: { correctionId, reason } },
    ),
  );
const rename = (input: object = {}) => ({
  kind: 'RESIDENT',
  residentId: idOf('resident', 5),
  proposed: { name: '王建军', phone: '13900000001' },
  ...input,
});

describe('A proposed correction', () => {
  test('is sealed, masked for those who do not look after the household, and made by its owner’s word', async () => {
    const { correction } = await propose(rename());
    expect(correction).toMatchObject({
      status: 'PROPOSED',
      owner: null,
      proposed: { name: '王建军', phone: '139****0001' },
    });
    const [row] = await county.subgraph.sql('select proposed_sealed from proposed_correction where id = $1', [
      correction.id,
    ]);
    expect(row?.proposed_sealed).not.toMatch(/王|1390/);
    const page = await ask(county, people.secretary, '{ corrections { edges { node { proposed { name phone } } } } }');
    expect(page.data?.corrections).toEqual({ edges: [{ node: { proposed: { name: '王**', phone: '139****0001' } } }] });
    expect(await decide('accept', correction.id, people.head)).toMatchObject({ correction: { status: 'ACCEPTED' } });
    const { data } = await ask(county, people.worker, `{ resident(id: "${idOf('resident', 5)}") { name phone } }`);
    expect(data?.resident).toEqual({ name: '王建军', phone: '139****0001' });
    expect(await decide('accept', correction.id, people.head)).toMatchObject({ __typename: 'Conflict' });
    expect((await county.subgraph.outbox()).map(({ type }) => type)).toContain('gridloom.grids.resident.changed.v1');
  });

  test('of each kind changes what it names, and figures follow', async () => {
    const accept = async (input: object) => {
      const { correction } = await propose(input);
      expect(await decide('accept', correction.id, people.secretary)).toMatchObject({
        correction: { status: 'ACCEPTED' },
      });
    };
    const residentId = idOf('resident', 6);
    await accept({
      kind: 'POPULATION_KIND',
      residentId,
      proposed: { populationKind: 'PERMANENT_REGISTERED', on: '2026-03-01' },
    });
    await accept({ kind: 'CARE_BEGUN', residentId, proposed: { careKind: 'LEFT_BEHIND', on: '2026-03-01' } });
    await accept({ kind: 'MOVED_OUT', residentId, proposed: { on: '2026-03-01', destination: 'OUTSIDE' } });
    await accept({ kind: 'DECEASED', residentId: idOf('resident', 4), proposed: { on: '2026-03-01' } });
    await accept({ kind: 'ADDRESS', householdId: idOf('household', 2), proposed: { address: '柏树乡柏树村五组8号' } });
    await accept({
      kind: 'EMERGENCY_CONTACT',
      householdId: idOf('household', 2),
      proposed: { name: '李梅', phone: '13700000002', contactRelation: '外甥女' },
    });
    const { data } = await ask(
      county,
      people.worker,
      `{ household(id: "${idOf('household', 2)}") { address members { resident { id } } emergencyContacts { name relation } } }`,
    );
    expect(data?.household).toMatchObject({
      address: '柏树乡柏树村五组8号',
      members: [{ resident: { id: idOf('resident', 3) } }],
      emergencyContacts: expect.arrayContaining([{ name: '李梅', relation: '外甥女' }]),
    });
    const { sql } = county.subgraph;
    expect(await keptFigures(sql)).toEqual(await recount(sql, TODAY));
  });

  test('of what a department keeps is the department’s to decide', async () => {
    const { correction } = await propose({
      kind: 'CARE_ENDED',
      careRecordId: idOf('care', 1),
      proposed: { on: TODAY },
    });
    expect(correction).toMatchObject({ owner: { id: idOf('organization', 1) }, resident: { id: idOf('resident', 1) } });
    expect(await decide('accept', correction.id, people.head)).toMatchObject({ __typename: 'NotFound' });
    expect(await decide('accept', correction.id, people.departmentOfficer)).toMatchObject({ __typename: 'NotFound' });
    expect(await decide('accept', correction.id, owner)).toMatchObject({ correction: { status: 'ACCEPTED' } });
  });

  test('is refused with a reason, or taken back by who proposed it, and changes nothing', async () => {
    const first = await propose(rename({ proposed: { name: '王二' } }));
    expect(await decide('refuse', first.correction.id, people.secretary)).toMatchObject({ field: 'input.reason' });
    expect(await decide('refuse', first.correction.id, people.secretary, '与户口簿不符')).toMatchObject({
      correction: { status: 'REFUSED', reason: '与户口簿不符' },
    });
    const second = await propose(rename({ proposed: { name: '王三' } }));
    expect(await decide('withdraw', second.correction.id, people.head)).toMatchObject({ __typename: 'NotFound' });
    expect(await decide('withdraw', second.correction.id, people.worker)).toMatchObject({
      correction: { status: 'WITHDRAWN' },
    });
    const [row] = await county.subgraph.sql('select name from resident where id = $1', [idOf('resident', 5)]);
    expect(row?.name).toBe('王建军');
  });

  test('is not accepted by who proposed it, nor where the change cannot be made any more', async () => {
    const own = await propose(rename({ proposed: { name: '王四' } }), 'head');
    expect(await decide('accept', own.correction.id, people.head)).toMatchObject({ __typename: 'Conflict' });
    const gone = await propose({ kind: 'DECEASED', residentId: idOf('resident', 3), proposed: { on: '2026-03-01' } });
    const wrongPhone = await propose(rename({ proposed: { phone: '123' } }));
    expect(await decide('accept', wrongPhone.correction.id, people.secretary)).toMatchObject({
      __typename: 'InvalidInput',
    });
    const [row] = await county.subgraph.sql('select status from proposed_correction where id = $1', [
      wrongPhone.correction.id,
    ]);
    expect(row?.status).toBe('PROPOSED');
    expect(gone.correction.id).toBeTruthy();
  });

  test('sent again by the device is the same one, and stands with its visit', async () => {
    const input = rename({
      residentId: idOf('resident', 1),
      clientKey: 'device',
      visitId: idOf('visit', 1),
      proposed: { name: '王五' },
    });
    const first = await propose(input);
    expect(await propose(input)).toEqual(first);
    expect(await propose({ ...input, proposed: { name: '王六' } })).toMatchObject({ field: 'input.clientKey' });
    const { data } = await ask(county, people.worker, `{ visit(id: "${idOf('visit', 1)}") { corrections { id } } }`);
    expect(data?.visit).toEqual({ corrections: [{ id: first.correction.id }] });
  });

  test.each([
    ['with a field of another kind', rename({ proposed: { address: '某处' } }), 'input.proposed.address'],
    [
      'without what its kind needs',
      { kind: 'MOVED_OUT', residentId: idOf('resident', 5), proposed: { on: TODAY } },
      'input.proposed.destination',
    ],
    ['that says nothing', rename({ proposed: {} }), 'input.proposed.name'],
    [
      'of the future',
      { kind: 'DECEASED', residentId: idOf('resident', 5), proposed: { on: '2026-03-03' } },
      'input.proposed.on',
    ],
    ['of somebody of another grid', rename({ residentId: idOf('resident', 9) }), 'input.residentId'],
    ['of a visit of another household', rename({ visitId: idOf('visit', 1) }), 'input.visitId'],
    [
      'of a household that is not there',
      { kind: 'ADDRESS', householdId: 'x', proposed: { address: '某处' } },
      'input.householdId',
    ],
    [
      'of a care record that is not there',
      { kind: 'CARE_ENDED', careRecordId: 'x', proposed: { on: TODAY } },
      'input.careRecordId',
    ],
  ])('%s is an error that names the field', async (_, input, field) => {
    expect(await propose(input)).toMatchObject({ field });
  });

  test('is seen in lists by those of the territory and by the department that keeps the fact, by no other', async () => {
    const totalFor = async (as: Parameters<typeof ask>[1], args = '') => {
      const { data, codes } = await ask(county, as, `{ corrections${args} { totalCount } }`);
      return codes[0] ?? (data?.corrections as { totalCount: number }).totalCount;
    };
    expect(await totalFor(owner)).toBe(1);
    expect(await totalFor(people.departmentOfficer)).toBe(0);
    expect(await totalFor(people.strangeSecretary)).toBe(0);
    expect(await totalFor(people.resident)).toBe('FORBIDDEN');
    expect(await totalFor(people.gridOffice, '(filter: { status: REFUSED })')).toBe(1);
    expect(await totalFor(people.head, '(filter: { mine: true, kind: RESIDENT })')).toBe(1);
  });
});
