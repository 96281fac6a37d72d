import { beforeAll, describe, expect, it } from '@jest/globals';

import { readEvents } from '../harness/events.ts';
import { ask, at, listAt, operation, textAt } from '../harness/graph.ts';
import { tokenOf } from '../harness/tokens.ts';

const COUNTY = '410326';
const TOWNSHIP = '410326200';
const BAISHU = '410326200200';

const people = {
  worker: '',
  head: '',
  secretary: '',
  township: '',
  gridOffice: '',
  administrator: '',
  officer: '',
  otherOfficer: '',
};
type Person = keyof typeof people;

/** A mutation with whatever its case looks like afterwards. */
const mutation = (name: string): string => {
  const type = name.charAt(0).toUpperCase() + name.slice(1);
  return `mutation ($input: ${type}Input!) { step: ${name}(input: $input) { __typename
    ... on ${type}Success { case { id status stateName inGrid coversTerritory reopenCount archivedAt handler { id name }
      deadline { stage dueAt } allowedActions requests { kind outcome } } }
    ... on UserError { code message } } }`;
};

const send = async (name: string, input: object, by: Person) => {
  const { data, errors } = await ask(mutation(name), { variables: { input }, token: people[by] });
  return { outcome: errors[0]?.code ?? at(data, 'step.code') ?? 'DONE', case: at(data, 'step.case'), errors };
};

const step = async (name: string, input: object, by: Person) => {
  const answer = await send(name, input, by);
  expect({ name, by, outcome: answer.outcome, errors: answer.errors }).toEqual({
    name,
    by,
    outcome: 'DONE',
    errors: [],
  });
  return answer.case;
};

describe('the ways that a case can go', () => {
  let grid = '';
  let item = '';
  let sponsor = '';
  let otherBody = '';

  beforeAll(async () => {
    const grids = await ask(`{ area(code: "${BAISHU}") { grids(first: 100) { edges { node { id name } } } } }`);
    const sixteenth = listAt(grids.data, 'area.grids.edges').find((edge) => textAt(edge, 'node.name').includes('16'));
    grid = textAt(sixteenth, 'node.id');
    people.worker = await tokenOf({ role: 'GRID_WORKER', grid });
    people.head = await tokenOf({ role: 'GRID_HEAD', grid });
    people.secretary = await tokenOf({ role: 'COMMUNITY_SECRETARY', jurisdiction: BAISHU });
    people.township = await tokenOf({ role: 'TOWNSHIP_OFFICER', jurisdiction: TOWNSHIP });
    people.gridOffice = await tokenOf({ role: 'GRID_OFFICE', jurisdiction: COUNTY });
    people.administrator = await tokenOf({ role: 'COUNTY_ADMINISTRATOR', jurisdiction: COUNTY });
    const pickers = await ask(operation('case-desk', 'CasePickers'), {
      variables: { areaCode: BAISHU },
      token: people.secretary,
    });
    const items = listAt(pickers.data, 'serviceItems.edges');
    item = textAt(items[0], 'node.code');
    sponsor = textAt(items[0], 'node.sponsor.id');
    const other = items.find((edge) => textAt(edge, 'node.sponsor.id') !== sponsor);
    otherBody = textAt(other, 'node.sponsor.id');
    people.officer = await tokenOf({ role: 'DEPARTMENT_OFFICER', organization: sponsor });
    people.otherOfficer = await tokenOf({ role: 'DEPARTMENT_OFFICER', organization: otherBody });
  });

  /** What a grid worker sees and reports; the same key is the same case. */
  const report = async (description: string) => {
    const input = { clientMutationKey: crypto.randomUUID(), source: 'PATROL', gridId: grid, description };
    const query = `mutation ($input: ReportCaseInput!) { reportCase(input: $input) {
      ... on ReportCaseSuccess { number case { id status source } } ... on UserError { code message } } }`;
    const first = await ask(query, { variables: { input }, token: people.worker });
    const again = await ask(query, { variables: { input }, token: people.worker });
    expect(first.errors).toEqual([]);
    expect(textAt(again.data, 'reportCase.number')).toBe(textAt(first.data, 'reportCase.number'));
    return textAt(first.data, 'reportCase.case.id');
  };
  const dispatched = async (description: string) => {
    const caseId = await report(description);
    await step('acceptCase', { caseId, serviceItemCode: item }, 'secretary');
    await step('dispatchCase', { caseId, handlerId: sponsor }, 'secretary');
    return caseId;
  };
  const handled = async (description: string) => {
    const caseId = await dispatched(description);
    await step('takeUpCase', { caseId }, 'officer');
    return caseId;
  };
  const closed = async (caseId: string, by: Person) => {
    await step('resolveCase', { caseId, outcome: '已办好。' }, by);
    await step('verifyCase', { caseId, passed: true }, 'worker');
    return step('evaluateCase', { caseId, satisfied: true }, 'gridOffice');
  };

  it('settle a small matter in the grid itself, seen by another of the grid', async () => {
    const caseId = await report('村口路灯灯罩松动。');
    const self = await step('selfHandleCase', { caseId, serviceItemCode: item }, 'worker');
    expect(self).toMatchObject({ status: 'HANDLING', inGrid: true, handler: null });
    await step('resolveCase', { caseId, outcome: '灯罩已拧紧。' }, 'worker');
    expect((await send('verifyCase', { caseId, passed: true }, 'worker')).outcome).toBe('FORBIDDEN');
    await step('verifyCase', { caseId, passed: true }, 'head');
    await step('evaluateCase', { caseId, satisfied: true }, 'secretary');
  });

  it('extend the deadline, asked before it and granted by the grid office, the second time by the county', async () => {
    const caseId = await handled('桥栏杆缺了一段，需要订做。');
    const before = await ask(`query ($id: ID!) { case(id: $id) { deadline { dueAt } } }`, {
      variables: { id: caseId },
      token: people.officer,
    });
    await step('askCaseExtension', { caseId, workingDays: 5, note: '构件需订做' }, 'officer');
    const extended = await step('decideCaseExtension', { caseId, granted: true }, 'gridOffice');
    expect(Date.parse(textAt(extended, 'deadline.dueAt'))).toBeGreaterThan(
      Date.parse(textAt(before.data, 'case.deadline.dueAt')),
    );
    await step('askCaseExtension', { caseId, workingDays: 3, note: '雨天停工' }, 'officer');
    expect((await send('decideCaseExtension', { caseId, granted: true }, 'gridOffice')).outcome).toBe('FORBIDDEN');
    const again = await step('decideCaseExtension', { caseId, granted: true }, 'administrator');
    expect(at(again, 'requests')).toMatchObject([{ outcome: 'GRANTED' }, { outcome: 'GRANTED' }]);
    await closed(caseId, 'officer');
  });

  it('return what two bodies say is not their duty to the township, which covers', async () => {
    const caseId = await dispatched('两村交界处水沟淤塞。');
    await send('returnCase', { caseId, reason: 'NOT_OUR_DUTY', note: '不属我单位' }, 'officer');
    await step('dispatchCase', { caseId, handlerId: otherBody }, 'secretary');
    await send('returnCase', { caseId, reason: 'NOT_OUR_DUTY', note: '也不属我单位' }, 'otherOfficer');
    const covered = await step('takeUpCase', { caseId }, 'township');
    expect(covered).toMatchObject({ coversTerritory: true, status: 'HANDLING' });
    expect(textAt(covered, 'handler.name')).toMatch(/乡|镇|街道/);
    expect((await send('returnCase', { caseId, reason: 'NOT_OUR_DUTY' }, 'township')).outcome).toBe(
      'TRANSITION_NOT_ALLOWED',
    );
    await closed(caseId, 'township');
  });

  it('transfer a case to another body, which handles it', async () => {
    const caseId = await handled('树枝压在通信线上。');
    await send('transferCase', { caseId, handlerId: otherBody, note: '线路归口' }, 'officer');
    expect((await send('resolveCase', { caseId, outcome: '好了' }, 'officer')).outcome).not.toBe('DONE');
    await step('takeUpCase', { caseId }, 'otherOfficer');
    await closed(caseId, 'otherOfficer');
  });

  it('do again what a check or the complainant does not find good', async () => {
    const caseId = await handled('窨井盖松动有响声。');
    await step('resolveCase', { caseId, outcome: '已垫稳' }, 'officer');
    expect(await step('verifyCase', { caseId, passed: false, note: '仍有响声' }, 'worker')).toMatchObject({
      status: 'HANDLING',
    });
    await step('resolveCase', { caseId, outcome: '已更换' }, 'officer');
    expect(await step('verifyCaseByCallBack', { caseId, passed: true }, 'secretary')).toMatchObject({
      status: 'VERIFIED',
    });
    await step('closeCase', { caseId, note: '多次联系未接通' }, 'gridOffice');
    const reopened = await step('reopenCase', { caseId, note: '井盖又响' }, 'gridOffice');
    expect(reopened).toMatchObject({ status: 'DISPATCHED', reopenCount: 1 });
    await step('takeUpCase', { caseId }, 'officer');
    expect(await closed(caseId, 'officer')).toMatchObject({ status: 'CLOSED' });
    const filed = await step('archiveCase', { caseId }, 'gridOffice');
    expect(at(filed, 'archivedAt')).toEqual(expect.any(String));
  });

  it('escalate what gets nowhere, and tell each way as an event', async () => {
    const caseId = await report('养殖场气味扰民。');
    await step('acceptCase', { caseId, serviceItemCode: item }, 'secretary');
    await step('dispatchCaseToGrid', { caseId }, 'secretary');
    for (const name of [/村|社区/u, /乡|镇|街道/u]) {
      const up = await step('escalateCase', { caseId, note: '久拖不决' }, 'gridOffice');
      expect(textAt(up, 'handler.name')).toMatch(name);
    }
    const ways = [
      ...['self-handled', 'extension-asked', 'extended', 'fell-back', 'transferred', 'reworked', 'reopened'],
      ...['archived', 'dispatched-to-grid', 'escalated'],
    ];
    const namesOf = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type.split('.').at(-2));
    // Cases lie in different partitions, which arrive in any order.
    const told = await readEvents('gridloom.cases.case.events', (events) =>
      ways.every((way) => namesOf(events).includes(way)),
    );
    expect([...new Set(namesOf(told))]).toEqual(expect.arrayContaining(ways));
  });

  it('take orders of the hotline in as they come, and answer them', async () => {
    const order = {
      upstreamNumber: `LY${String(Date.now())}`,
      upstreamReceivedAt: new Date(Date.now() - 3_600_000).toISOString(),
      upstreamDueAt: new Date(Date.now() + 5 * 86_400_000).toISOString(),
      description: '反映村内自来水压力不足。',
      areaCode: BAISHU,
      gridId: grid,
    };
    const query = `mutation ($input: ReceiveHotlineOrdersInput!) { receiveHotlineOrders(input: $input) {
      ... on ReceiveHotlineOrdersSuccess { results { outcome order { id upstreamDueAt case { id source } } } } ... on UserError { code } } }`;
    const take = () => ask(query, { variables: { input: { orders: [order] } }, token: people.gridOffice });
    const first = await take();
    expect(at(first.data, 'receiveHotlineOrders.results')).toMatchObject([
      { outcome: 'RECEIVED', order: { upstreamDueAt: order.upstreamDueAt, case: { source: 'HOTLINE_12345' } } },
    ]);
    expect(at((await take()).data, 'receiveHotlineOrders.results.0.outcome')).toBe('KNOWN');
    const caseId = textAt(first.data, 'receiveHotlineOrders.results.0.order.case.id');
    await step('refuseCase', { caseId, reason: 'ALREADY_ANSWERED', note: '上周已答复' }, 'secretary');
    const answered = await ask(
      `mutation ($input: AnswerHotlineOrderInput!) { answerHotlineOrder(input: $input) {
         ... on AnswerHotlineOrderSuccess { order { answeredAt overdue } } ... on UserError { code message } } }`,
      {
        variables: {
          input: {
            hotlineOrderId: textAt(first.data, 'receiveHotlineOrders.results.0.order.id'),
            reply: '已于上周答复。',
          },
        },
        token: people.gridOffice,
      },
    );
    expect(at(answered.data, 'answerHotlineOrder.order')).toMatchObject({ overdue: false });
  });
});
