import { beforeAll, describe, expect, it } from '@jest/globals';

import { ask, askUntil, at, listAt, operation, textAt, type Answer } from '../harness/graph.ts';
import { readEvents } from '../harness/events.ts';
import { tokenOf } from '../harness/tokens.ts';

const BAISHU = '410326200200';
const people = { worker: '', secretary: '', officer: '', gridOffice: '', otherWorker: '', otherOfficer: '' };
type Person = keyof typeof people;

const statistics = async () => {
  const { data } = await ask(
    '{ area(code: "410326") { caseStatistics { accepted closed } visitStatistics { visits demands } } }',
  );
  return {
    accepted: Number(at(data, 'area.caseStatistics.accepted')),
    closed: Number(at(data, 'area.caseStatistics.closed')),
    visits: Number(at(data, 'area.visitStatistics.visits')),
    demands: Number(at(data, 'area.visitStatistics.demands')),
  };
};

/** Sends a step as one person after every other one of the four was refused it. */
const step = async (name: string, input: object, by: Person, others: readonly Person[]): Promise<Answer> => {
  const query = operation('story', name);
  for (const other of others) {
    const refused = await ask(query, { variables: { input }, token: people[other] });
    const field = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    const outcome = refused.errors[0]?.code ?? at(refused.data, `${field}.code`);
    expect({ name, other, outcome }).toEqual({
      name,
      other,
      outcome: expect.stringMatching(/^(FORBIDDEN|NOT_FOUND)$/),
    });
  }
  const anonymous = await ask(query, { variables: { input } });
  expect(anonymous.errors[0]?.code).toBe('UNAUTHENTICATED');
  const answer = await ask(query, { variables: { input }, token: people[by] });
  expect({ name, errors: answer.errors }).toEqual({ name, errors: [] });
  return answer;
};

describe('one demand, from a visit to the closed case', () => {
  let grid = '';
  let household = '';

  beforeAll(async () => {
    const grids = await ask(`{ area(code: "${BAISHU}") { grids(first: 100) { edges { node { id name } } } } }`);
    const fifteenth = listAt(grids.data, 'area.grids.edges').find((edge) => textAt(edge, 'node.name').includes('15'));
    grid = textAt(fifteenth, 'node.id');
    people.worker = await tokenOf({ role: 'GRID_WORKER', grid });
    people.secretary = await tokenOf({ role: 'COMMUNITY_SECRETARY', jurisdiction: BAISHU });
    people.gridOffice = await tokenOf({ role: 'GRID_OFFICE', jurisdiction: '410326' });
    people.otherWorker = await tokenOf({ role: 'GRID_WORKER', jurisdiction: '410326104209' });
    const mine = await ask(operation('grid-desk', 'GridDesk'), { token: people.worker });
    expect(mine.errors).toEqual([]);
    household = textAt(mine.data, 'myGrids.0.householdsDue.edges.0.node.id');
  });

  it('goes through the hands of four people, and no step through the wrong ones', async () => {
    const before = await statistics();
    const recordVisit = {
      clientMutationKey: crypto.randomUUID(),
      householdId: household,
      recordedAt: new Date().toISOString(),
      checks: [],
      demands: [{ text: '老粮站的旧棚子占了半边路，三轮车过不去。', place: '老粮站门前' }],
    };
    const visited = await step('RecordVisit', recordVisit, 'worker', ['secretary', 'gridOffice', 'otherWorker']);
    const visit = textAt(visited.data, 'recordVisit.visit.id');
    const again = await ask(operation('story', 'RecordVisit'), {
      variables: { input: recordVisit },
      token: people.worker,
    });
    expect(textAt(again.data, 'recordVisit.visit.id')).toBe(visit);

    const arrived = await askUntil(
      operation('story', 'DemandBecameCase'),
      { variables: { visit }, token: people.worker },
      ({ data }) => at(data, 'visit.demands.0.case.id') !== undefined,
    );
    expect(at(arrived.data, 'visit.demands.0.case')).toMatchObject({
      status: 'REPORTED',
      source: 'VISIT',
      grid: { id: grid },
      area: { code: BAISHU },
    });
    const caseId = textAt(arrived.data, 'visit.demands.0.case.id');

    const pickers = await ask(operation('case-desk', 'CasePickers'), {
      variables: { areaCode: BAISHU },
      token: people.secretary,
    });
    const item = listAt(pickers.data, 'serviceItems.edges').find((edge) => /道路|路/.test(textAt(edge, 'node.name')));
    const serviceItemCode = textAt(item, 'node.code');
    const sponsor = textAt(item, 'node.sponsor.id');
    people.officer = await tokenOf({ role: 'DEPARTMENT_OFFICER', organization: sponsor });
    const otherItem = listAt(pickers.data, 'serviceItems.edges').find(
      (edge) => textAt(edge, 'node.sponsor.id') !== sponsor,
    );
    people.otherOfficer = await tokenOf({
      role: 'DEPARTMENT_OFFICER',
      organization: textAt(otherItem, 'node.sponsor.id'),
    });

    const early = await ask(operation('story', 'DispatchCase'), {
      variables: { input: { caseId, handlerId: sponsor } },
      token: people.secretary,
      language: 'en',
    });
    expect(at(early.data, 'dispatchCase.code')).toBe('TRANSITION_NOT_ALLOWED');
    expect(textAt(early.data, 'dispatchCase.message')).toMatch(/ACCEPT|accept/);

    const accepted = await step('AcceptCase', { caseId, serviceItemCode }, 'secretary', [
      'worker',
      'officer',
      'otherWorker',
    ]);
    expect(at(accepted.data, 'acceptCase.case')).toMatchObject({
      status: 'ACCEPTED',
      serviceItem: { code: serviceItemCode },
    });
    const dispatched = await step('DispatchCase', { caseId, handlerId: sponsor }, 'secretary', [
      'worker',
      'officer',
      'otherOfficer',
    ]);
    expect(at(dispatched.data, 'dispatchCase.case')).toMatchObject({ status: 'DISPATCHED', handler: { id: sponsor } });
    expect(Date.parse(textAt(dispatched.data, 'dispatchCase.case.deadline.dueAt'))).toBeGreaterThan(Date.now());
    const takenUp = await step('TakeUpCase', { caseId }, 'officer', ['worker', 'secretary', 'otherOfficer']);
    expect(at(takenUp.data, 'takeUpCase.case.status')).toBe('HANDLING');
    const resolve = { caseId, outcome: '旧棚已拆除，路面已平整。' };
    const resolved = await step('ResolveCase', resolve, 'officer', ['worker', 'secretary', 'otherOfficer']);
    expect(at(resolved.data, 'resolveCase.case.status')).toBe('RESOLVED');
    const verified = await step('VerifyCase', { caseId, passed: true }, 'worker', [
      'secretary',
      'officer',
      'otherWorker',
    ]);
    expect(at(verified.data, 'verifyCase.case.status')).toBe('VERIFIED');
    const evaluate = { caseId, satisfied: true, comment: '路通了，好。' };
    const closed = await step('EvaluateCase', evaluate, 'gridOffice', ['worker', 'officer', 'otherWorker']);
    expect(at(closed.data, 'evaluateCase.case')).toMatchObject({
      status: 'CLOSED',
      complainants: [{ evaluation: { satisfied: true, comment: '路通了，好。' } }],
    });

    const timeline = await ask(operation('story', 'CaseTimeline'), {
      variables: { id: caseId },
      token: people.secretary,
    });
    expect(timeline.errors).toEqual([]);
    expect(listAt(timeline.data, 'case.timeline').length).toBeGreaterThanOrEqual(7);

    const after = await statistics();
    expect(after).toEqual({
      accepted: before.accepted + 1,
      closed: before.closed + 1,
      visits: before.visits + 1,
      demands: before.demands + 1,
    });

    const told = await readEvents('gridloom.cases.case.events', (events) =>
      events.some(({ key, type }) => key === caseId && type.endsWith('.closed.v1')),
    );
    expect(told.filter(({ key }) => key === caseId).map(({ type }) => type.split('.').at(-2))).toEqual(
      expect.arrayContaining([
        'reported',
        'accepted',
        'dispatched',
        'taken-up',
        'resolved',
        'verified',
        'evaluated',
        'closed',
      ]),
    );
  });
});
