import { beforeAll, describe, expect, it } from '@jest/globals';

import { readEvents } from '../harness/events.ts';
import { ask, askUntil, at, listAt, operation, textAt } from '../harness/graph.ts';
import { minutesAgo } from '../harness/minutes-ago.ts';
import { tokenOf } from '../harness/tokens.ts';

const BAISHU = '410326200200';

const recordVisits = `mutation($input: RecordVisitsInput!) { recordVisits(input: $input) {
  ... on RecordVisitsSuccess { receipts { clientKey outcome visitId problem { code field } } } ... on UserError { code message } } }`;
const recordPatrol = `mutation($input: RecordPatrolInput!) { recordPatrol(input: $input) {
  ... on RecordPatrolSuccess { patrol { id hazards { id status reported } } } ... on UserError { code message } } }`;
const recheckHazard = `mutation($input: RecheckHazardInput!) { recheckHazard(input: $input) {
  ... on RecheckHazardSuccess { hazard { status goneAt } } ... on UserError { code message } } }`;
const hazardPage = 'query($id: ID!) { hazard(id: $id) { status caseStatus recheckDueOn case { id status source } } }';

describe('a day in the hills, without a net', () => {
  let worker = '';
  let secretary = '';
  let gridOffice = '';
  let grid = '';

  beforeAll(async () => {
    const grids = await ask(`{ area(code: "${BAISHU}") { grids(first: 100) { edges { node { id name } } } } }`);
    const twelfth = listAt(grids.data, 'area.grids.edges').find((edge) => textAt(edge, 'node.name').includes('12'));
    grid = textAt(twelfth, 'node.id');
    worker = await tokenOf({ role: 'GRID_WORKER', grid });
    secretary = await tokenOf({ role: 'COMMUNITY_SECRETARY', jurisdiction: BAISHU });
    gridOffice = await tokenOf({ role: 'GRID_OFFICE', jurisdiction: '410326' });
  });

  const figures = async () => {
    const { data } = await ask(
      `{ area(code: "${BAISHU}") { visitStatistics { visits demands } patrolStatistics { patrols hazardsFound hazardsGone } } }`,
    );
    return {
      visits: Number(at(data, 'area.visitStatistics.visits')),
      demands: Number(at(data, 'area.visitStatistics.demands')),
      patrols: Number(at(data, 'area.patrolStatistics.patrols')),
      found: Number(at(data, 'area.patrolStatistics.hazardsFound')),
      gone: Number(at(data, 'area.patrolStatistics.hazardsGone')),
    };
  };

  it('comes in in the evening, twice and in another order, and counts once; what is faulty says so', async () => {
    const before = await figures();
    const taken = await ask(
      '{ gridWorkSync { cursor checklist { version items { item } } households(first: 10) { edges { node { id emergencyContacts { name } } } } goneHouseholdIds } }',
      { token: worker },
    );
    expect(taken.errors).toEqual([]);
    const households = listAt(taken.data, 'gridWorkSync.households.edges').map((edge) => textAt(edge, 'node.id'));
    expect(households.length).toBeGreaterThan(1);
    const item = textAt(taken.data, 'gridWorkSync.checklist.items.0.item');
    const day = crypto.randomUUID();
    const visits = [
      {
        clientKey: `${day}-1`,
        householdId: households[0],
        recordedAt: minutesAgo(300),
        checks: [{ item, passed: true }],
      },
      {
        clientKey: `${day}-2`,
        householdId: households[1],
        recordedAt: minutesAgo(240),
        demands: [{ text: '水渠淤塞，浇不上地。', clientKey: `${day}-d` }],
      },
      {
        clientKey: `${day}-3`,
        householdId: households[0],
        recordedAt: minutesAgo(180),
        checks: [{ item: 'GHOST', passed: true }],
      },
    ];
    const outcomes = (data: unknown) =>
      listAt(data, 'recordVisits.receipts').map((receipt) => at(receipt, 'problem.field') ?? at(receipt, 'outcome'));
    const first = await ask(recordVisits, { variables: { input: { visits } }, token: worker });
    expect(outcomes(first.data)).toEqual(['RECORDED', 'RECORDED', 'input.visits.2.checks.0.item']);
    const again = await ask(recordVisits, { variables: { input: { visits: [...visits].reverse() } }, token: worker });
    expect(outcomes(again.data)).toEqual(['input.visits.0.checks.0.item', 'DUPLICATE', 'DUPLICATE']);
    const visit = textAt(first.data, 'recordVisits.receipts.1.visitId');
    const heard = await askUntil(
      operation('story', 'DemandBecameCase'),
      { variables: { visit }, token: worker },
      ({ data }) => at(data, 'visit.demands.0.case.id') !== undefined,
    );
    expect(at(heard.data, 'visit.demands.0.case')).toMatchObject({ status: 'REPORTED', source: 'VISIT' });
    const after = await figures();
    expect(after).toEqual({ ...before, visits: before.visits + 2, demands: before.demands + 1 });
  });

  it('finds a hazard that becomes a case; the case closed, it is looked at again, and it is gone', async () => {
    const before = await figures();
    const startedAt = minutesAgo(90);
    const input = {
      clientKey: crypto.randomUUID(),
      gridId: grid,
      startedAt,
      endedAt: minutesAgo(30),
      hazards: [{ classCode: 'WATER', text: '老水塘没有护栏，孩子常去玩。', place: '村东老水塘' }],
    };
    const patrolled = await ask(recordPatrol, { variables: { input }, token: worker });
    expect(patrolled.errors).toEqual([]);
    const id = textAt(patrolled.data, 'recordPatrol.patrol.hazards.0.id');
    const reported = await askUntil(
      hazardPage,
      { variables: { id }, token: secretary },
      ({ data }) => typeof at(data, 'hazard.case.id') === 'string' && at(data, 'hazard.caseStatus') === 'REPORTED',
    );
    expect(at(reported.data, 'hazard')).toMatchObject({
      status: 'OPEN',
      case: { status: 'REPORTED', source: 'PATROL' },
    });
    const caseId = textAt(reported.data, 'hazard.case.id');

    const pickers = await ask(operation('case-desk', 'CasePickers'), {
      variables: { areaCode: BAISHU },
      token: secretary,
    });
    const item = listAt(pickers.data, 'serviceItems.edges').find((edge) =>
      textAt(edge, 'node.code').startsWith('B-005'),
    );
    const sponsor = textAt(item, 'node.sponsor.id');
    const officer = await tokenOf({ role: 'DEPARTMENT_OFFICER', organization: sponsor });
    const steps: readonly (readonly [string, object, string])[] = [
      ['AcceptCase', { serviceItemCode: 'B-005' }, secretary],
      ['DispatchCase', { handlerId: sponsor }, secretary],
      ['TakeUpCase', {}, officer],
      ['ResolveCase', { outcome: '已装护栏四十米、警示牌两块。' }, officer],
      ['VerifyCase', { passed: true }, worker],
      ['EvaluateCase', { satisfied: true, comment: '安心了。' }, gridOffice],
    ];
    for (const [name, given, token] of steps) {
      const answer = await ask(operation('story', name), { variables: { input: { caseId, ...given } }, token });
      const field = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
      expect({ name, errors: answer.errors, message: at(answer.data, `${field}.message`) }).toEqual({
        name,
        errors: [],
        message: undefined,
      });
    }
    const closed = await askUntil(
      hazardPage,
      { variables: { id }, token: worker },
      ({ data }) => at(data, 'hazard.caseStatus') === 'CLOSED',
    );
    expect(at(closed.data, 'hazard.caseStatus')).toBe('CLOSED');
    expect(at(closed.data, 'hazard.status')).toBe('OPEN');
    const seen = await ask(recheckHazard, {
      variables: { input: { hazardId: id, at: new Date().toISOString(), gone: true, note: '护栏已装好' } },
      token: worker,
    });
    expect(at(seen.data, 'recheckHazard.hazard.status')).toBe('GONE');
    const after = await figures();
    expect(after).toEqual({
      ...before,
      patrols: before.patrols + 1,
      found: before.found + 1,
      gone: before.gone + 1,
    });
    const told = await readEvents('gridloom.grids.hazard.events', (events) =>
      events.some(({ key, type }) => key === id && type.endsWith('.gone.v1')),
    );
    expect(told.filter(({ key }) => key === id).map(({ type }) => type.split('.').at(-2))).toEqual([
      'found',
      'rechecked',
      'gone',
    ]);
  });
});
