import { beforeAll, describe, expect, it } from '@jest/globals';

import { ask, at, listAt, operation, textAt } from '../harness/graph.ts';
import { emptyFields, runReadDocuments, type Ran } from '../harness/run-documents.ts';
import { tokenOf } from '../harness/tokens.ts';

describe('the desks', () => {
  let ran: Ran[] = [];

  beforeAll(async () => {
    ran = await runReadDocuments();
  }, 120_000);

  it('answer every read of the front ends’ documents without an error', () => {
    const failures = ran
      .filter(({ answer }) => answer.errors.length > 0)
      .map(({ name, answer }) => ({ name, errors: answer.errors.slice(0, 3) }));
    expect(failures).toEqual([]);
  });

  it('hold something in every field that the documents ask for', () => {
    // Ruyang's grid workers belong to no corps; nothing in force has an end; nobody has looked at anybody's data before a journey does.
    const empty = [
      'case-desk: CaseDesk cases.edges.node.serviceOrders.society',
      'grid-desk: GridDesk myGrids.openCases.edges',
      'grid-desk: GridDesk myGrids.workers.worker.corps',
      'people: HouseholdPage household.dwelling.occupancies.until',
      'people: HouseholdPage household.members.resident.care.until',
      'people: WhoLooked resident.accessRecords.edges',
      'story: CaseTimeline case.timeline.note',
    ];
    expect(empty).toEqual(expect.arrayContaining(emptyFields(ran)));
  });

  it('show a grid worker one grid alone, with names and addresses whole, id numbers and telephones masked', async () => {
    const token = await tokenOf({ role: 'GRID_WORKER', jurisdiction: '410326200200' });
    const { data } = await ask(operation('grid-desk', 'GridDesk'), { token });
    expect(listAt(data, 'myGrids')).toHaveLength(1);
    const id = textAt(data, 'myGrids.0.householdsDue.edges.0.node.id');
    const page = await ask(operation('people', 'HouseholdPage'), { variables: { id }, token });
    expect(textAt(page.data, 'household.members.0.resident.name')).not.toContain('*');
    expect(textAt(page.data, 'household.address')).not.toContain('*');
    for (const member of listAt(page.data, 'household.members')) {
      expect(textAt(member, 'resident.idNumber')).toMatch(/^\d{4}\*{10}\d{3}[\dX]$/);
      const phone = at(member, 'resident.phone');
      if (phone !== null) expect(phone).toMatch(/^\d{3}\*{4}\d{4}$/);
    }
  });

  it('give a worker of another village nothing, neither directly nor as an entity of the subgraph', async () => {
    const insider = await tokenOf({ role: 'GRID_WORKER', jurisdiction: '410326200200' });
    const outsider = await tokenOf({ role: 'GRID_WORKER', jurisdiction: '410326104209' });
    const { data } = await ask(operation('grid-desk', 'GridDesk'), { token: insider });
    const id = textAt(data, 'myGrids.0.householdsDue.edges.0.node.id');
    const page = await ask(operation('people', 'HouseholdPage'), { variables: { id }, token: outsider });
    expect(page.data).toEqual({ household: null });
    const entity = await ask(
      'query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Household { id address } } }',
      {
        variables: { representations: [{ __typename: 'Household', id }] },
        token: outsider,
        url: `http://127.0.0.1:${String(24_102)}/graphql`,
      },
    );
    expect(entity.data).toEqual({ _entities: [null] });
  });

  it('show the secretary masked names, and a whole number only for a stated purpose, which is recorded', async () => {
    const token = await tokenOf({ role: 'COMMUNITY_SECRETARY', jurisdiction: '410326200200' });
    const worker = await tokenOf({ role: 'GRID_WORKER', jurisdiction: '410326200200' });
    const desk = await ask(operation('grid-desk', 'GridDesk'), { token: worker });
    const id = textAt(desk.data, 'myGrids.0.householdsDue.edges.0.node.id');
    const page = await ask(operation('people', 'HouseholdPage'), { variables: { id }, token });
    const resident = textAt(page.data, 'household.members.0.resident.id');
    expect(textAt(page.data, 'household.members.0.resident.name')).toMatch(/^.{1,2}\*\*$/);
    const reasonId = textAt(page.data, 'household.visits.edges.0.node.id');
    const input = { residentId: resident, purpose: '核对低保申请材料', reasonId };
    const shown = await ask(operation('people', 'ShowPersonalData'), { variables: { input }, token });
    expect(shown.errors).toEqual([]);
    const idNumber = textAt(shown.data, 'showPersonalData.resident.idNumber');
    expect(idNumber).toMatch(/^\d{17}[\dX]$/);
    expect(Date.parse(textAt(shown.data, 'showPersonalData.expiresAt'))).toBeGreaterThan(Date.now());
    const found = await ask(operation('people', 'FindResident'), { variables: { idNumber }, token });
    expect(textAt(found.data, 'residentByIdNumber.id')).toBe(resident);
    expect(textAt(found.data, 'residentByIdNumber.idNumber')).toContain('**********');
    const auditor = await tokenOf({ role: 'AUDITOR', jurisdiction: '410326' });
    const looked = await ask(operation('people', 'WhoLooked'), { variables: { resident }, token: auditor });
    expect(listAt(looked.data, 'resident.accessRecords.edges').map((edge) => at(edge, 'node.purpose'))).toContain(
      input.purpose,
    );
  });

  it('refuse what is too long, too deep or not a number, in the reader’s language', async () => {
    const long = await ask('{ area(code: "410326") { children(first: 101) { edges { node { code } } } } }', {
      language: 'en',
    });
    expect(long.errors[0]?.message).toContain('between 1 and 100');
    const chinese = await ask('{ area(code: "410326") { children(first: 101) { edges { node { code } } } } }');
    expect(chinese.errors[0]?.message).toContain('1 到 100');
    const deep = await ask(`{ area(code: "410326") { ${'parent { '.repeat(12)} code ${'}'.repeat(12)} } }`, {
      language: 'en',
    });
    expect(deep.errors[0]).toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('levels deep') });
    const token = await tokenOf({ role: 'COMMUNITY_SECRETARY', jurisdiction: '410326200200' });
    const wrong = await ask(operation('people', 'FindResident'), {
      variables: { idNumber: '410326199001011234' },
      token,
      language: 'en',
    });
    expect(wrong.errors[0]).toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringContaining('check') });
    const forged = await ask('{ me { id } }', { token: 'not.a.token' });
    expect(forged.errors[0]?.code).toBe('UNAUTHENTICATED');
  });
});
