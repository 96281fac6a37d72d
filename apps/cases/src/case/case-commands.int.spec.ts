import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import { callerAt, callerOf, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { aHistory, caseId, complainantId, county, ids, seedCases, seedCounty, village } from '../testing/seed.ts';

const secretary = callerAt('COMMUNITY_SECRETARY', village);
const officer = callerOf('DEPARTMENT_OFFICER', ids.roads);
const gridOffice = callerAt('GRID_OFFICE', county);
const worker = callerOfGrid('GRID_WORKER', ids.grid15);

const mutation = (name: string, type: string) => `mutation ($input: ${type}Input!) { step: ${name}(input: $input) {
  __typename
  ... on ${type}Success { case { id status urgency number handler { id } dutyOf { id } refusalReason deadline { stage dueAt } allowedActions } }
  ... on UserError { code message }
  ... on InvalidInput { field allowed }
  ... on NotFound { field }
  ... on TransitionNotAllowed { currentStatus allowedActions }
  ... on CalendarNotLoaded { year }
  PARTICULAR } }`;

const itemError = '... on ServiceItemNotInForce { serviceItemCode validFrom validUntil }';

describe('the steps of a case', () => {
  let test: TestSubgraph;
  let next = 0;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  /** A case that has done so many of the plain steps. */
  const aCaseAfter = async (length: number, options: Parameters<typeof aHistory>[1] = {}) => {
    next += 1;
    await seedCases(test, [aHistory(next, { length, ...options })], `case-${String(next)}`);
    return { n: next, id: caseId(next) };
  };

  const step = async (name: string, input: object, as: Caller, locale: 'zh' | 'en' = 'zh') => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const particular = ['acceptCase', 'dispatchCase'].includes(name) ? itemError : '';
    const document = mutation(name, type).replace('PARTICULAR', particular);
    const { data, codes } = await test.execute(document, { input }, { as, locale });
    return { codes, ...(data as { step?: Record<string, unknown> } | null)?.step } as Record<string, unknown>;
  };

  it('say what the flow allows where it does not allow a step, in the language of the reader', async () => {
    const { id } = await aCaseAfter(1);
    const zh = await step('acceptCase', { caseId: id, serviceItemCode: 'A-001' }, secretary);
    expect(zh).toMatchObject({
      __typename: 'TransitionNotAllowed',
      code: 'TRANSITION_NOT_ALLOWED',
      currentStatus: 'ACCEPTED',
      allowedActions: ['SELF_HANDLE', 'DISPATCH', 'DISPATCH_TO_GRID', 'DEFER', 'VOID', 'MERGE'],
    });
    expect(zh.message).toBe('事件当前状态为“已受理”，不能受理；此时允许：自办、分流、分流至网格、挂账、作废、并案。');
    const en = await step('acceptCase', { caseId: id, serviceItemCode: 'A-001' }, secretary, 'en');
    expect(en.message).toContain('Allowed: SELF_HANDLE, DISPATCH, DISPATCH_TO_GRID, DEFER, VOID, MERGE');
  });

  it('let one of two officers who accept at once win, and tell the other', async () => {
    const { id } = await aCaseAfter(0);
    const both = await Promise.all(
      [secretary, gridOffice].map((as) => step('acceptCase', { caseId: id, serviceItemCode: 'A-001' }, as)),
    );
    expect(both.map(({ __typename }) => __typename).sort()).toEqual(['AcceptCaseSuccess', 'TransitionNotAllowed']);
    const accepted = (await test.outbox()).filter(({ type, key }) => type.endsWith('accepted.v1') && key === id);
    expect(accepted).toHaveLength(1);
  });

  it('give the same answer to the same key, and refuse the key with another input', async () => {
    const { id } = await aCaseAfter(0);
    const input = { clientMutationKey: 'k1', caseId: id, serviceItemCode: 'A-001' };
    const first = await step('acceptCase', input, secretary);
    expect(await step('acceptCase', input, secretary)).toEqual(first);
    expect(await step('acceptCase', { ...input, note: '改' }, secretary)).toMatchObject({ code: 'KEY_REUSED' });
  });

  it.each([
    ['A-900', { validFrom: '2025-06-01', validUntil: '2025-10-01' }],
    ['B-001', { validFrom: null, validUntil: null }],
    ['X-000', { validFrom: null, validUntil: null }],
  ])('refuse item %s, which is not in force here today, by name', async (serviceItemCode, validity) => {
    const { id } = await aCaseAfter(0);
    expect(await step('acceptCase', { caseId: id, serviceItemCode }, secretary)).toMatchObject({
      __typename: 'ServiceItemNotInForce',
      code: 'RULE_VIOLATED',
      serviceItemCode,
      ...validity,
    });
  });

  it('dispatch only under an item that is still in force', async () => {
    const accepted = { reportedAt: new Date('2025-09-01T02:00:00Z') };
    const { id } = await aCaseAfter(0, {
      ...accepted,
      number: '410326-2025-000900',
      steps: [{ action: 'ACCEPT', at: accepted.reportedAt, actorAccountId: ids.worker, serviceItemCode: 'A-900' }],
    });
    expect(await step('dispatchCase', { caseId: id, handlerId: ids.water }, secretary)).toMatchObject({
      __typename: 'ServiceItemNotInForce',
    });
  });

  it.each([
    ['a body of another village', { handlerId: ids.otherVillageCommittee }, 'input.handlerId'],
    ['a body that handles no cases', { handlerId: ids.library }, 'input.handlerId'],
    ['something that is no id', { handlerId: 'roads' }, 'input.handlerId'],
    ['an unknown assistant', { handlerId: ids.roads, assistantIds: [ids.item] }, 'input.assistantIds.0'],
    ['the handler as its own assistant', { handlerId: ids.roads, assistantIds: [ids.roads] }, 'input.assistantIds'],
  ])('dispatch to none but those who handle cases here: not %s', async (_, input, field) => {
    const { id } = await aCaseAfter(1);
    expect(await step('dispatchCase', { caseId: id, ...input }, secretary)).toMatchObject({
      code: 'INVALID_INPUT',
      field,
    });
  });

  it('let the village itself handle a case, whose secretary then does not evaluate it', async () => {
    const { id } = await aCaseAfter(1);
    await step('dispatchCase', { caseId: id, handlerId: ids.villageCommittee }, secretary);
    expect(await step('takeUpCase', { caseId: id }, officer)).toMatchObject({ __typename: 'NotFound' });
    expect(await step('takeUpCase', { caseId: id }, gridOffice)).toMatchObject({ codes: ['FORBIDDEN'] });
    expect(await step('takeUpCase', { caseId: id }, secretary)).toMatchObject({ case: { status: 'HANDLING' } });
    await step('resolveCase', { caseId: id, outcome: '已清理' }, secretary);
    await step('verifyCase', { caseId: id, passed: true }, worker);
    expect(await step('evaluateCase', { caseId: id, satisfied: true }, secretary)).toMatchObject({
      codes: ['FORBIDDEN'],
    });
    expect(await step('evaluateCase', { caseId: id, satisfied: true }, gridOffice)).toMatchObject({
      case: { status: 'CLOSED' },
    });
  });

  it('send a failed check and an unsatisfied complainant back to the handler, with a new deadline', async () => {
    const { id } = await aCaseAfter(4);
    const failed = await step('verifyCase', { caseId: id, passed: false, note: '仍有杂物' }, worker);
    expect(failed).toMatchObject({ case: { status: 'HANDLING', deadline: { stage: 'HANDLE' } } });
    const { id: other } = await aCaseAfter(5);
    const unsatisfied = await step('evaluateCase', { caseId: other, satisfied: false, comment: '太慢' }, gridOffice);
    expect(unsatisfied).toMatchObject({ case: { status: 'HANDLING', deadline: { stage: 'HANDLE' } } });
    const types = (await test.outbox()).filter(({ key }) => key === other).map(({ type }) => type.split('.')[3]);
    expect(types).toEqual(['evaluated', 'reworked', 'state']);
  });

  it('refuse a case with a reason, and need to know whose duty it is instead', async () => {
    const { id } = await aCaseAfter(0);
    const input = { caseId: id, reason: 'DUTY_OF_ANOTHER_BODY' };
    expect(await step('refuseCase', input, secretary)).toMatchObject({
      code: 'INVALID_INPUT',
      field: 'input.dutyOfId',
    });
    expect(await step('refuseCase', { ...input, dutyOfId: ids.library }, secretary)).toMatchObject({
      case: { status: 'REFUSED', refusalReason: 'DUTY_OF_ANOTHER_BODY', dutyOf: { id: ids.library }, deadline: null },
    });
    expect((await test.outbox()).find(({ key }) => key === id)).toMatchObject({
      type: 'gridloom.cases.case.refused.v1',
      data: { reason: 'DUTY_OF_ANOTHER_BODY' },
    });
  });

  it('let the handler send a case back, which then is out of its reach and dispatched again', async () => {
    const { id } = await aCaseAfter(2, { reportedAt: new Date('2026-03-01T21:00:00Z') });
    const returned = await step('returnCase', { caseId: id, reason: 'NOT_OUR_DUTY', note: '属水利' }, officer);
    expect(returned).toMatchObject({ __typename: 'ReturnCaseSuccess', case: null });
    expect(await step('takeUpCase', { caseId: id }, officer)).toMatchObject({ __typename: 'NotFound' });
    expect(await step('dispatchCase', { caseId: id, handlerId: ids.water }, secretary)).toMatchObject({
      case: { status: 'DISPATCHED', handler: { id: ids.water } },
    });
  });

  it('let the grid office alone defer, resume and void, with a reason', async () => {
    const { id } = await aCaseAfter(3);
    expect(await step('deferCase', { caseId: id, note: '等雨停' }, secretary)).toMatchObject({ codes: ['FORBIDDEN'] });
    expect(await step('deferCase', { caseId: id, note: ' ' }, gridOffice)).toMatchObject({ field: 'input.note' });
    expect(await step('deferCase', { caseId: id, note: '等雨停' }, gridOffice)).toMatchObject({
      case: { status: 'DEFERRED', deadline: null, allowedActions: ['RESUME', 'VOID'] },
    });
    expect(await step('resumeCase', { caseId: id }, gridOffice)).toMatchObject({ case: { status: 'HANDLING' } });
    expect(await step('voidCase', { caseId: id, note: '重复' }, gridOffice)).toMatchObject({
      case: { status: 'VOID' },
    });
  });

  it('ask each complainant of a joint case: a resident answers for nobody else', async () => {
    const second = { id: complainantId(9_999), residentId: ids.neighbour, demand: '同一条路' };
    const { id, n } = await aCaseAfter(5, {
      complainants: [{ id: complainantId(next + 1), residentId: ids.resident, demand: '路太窄' }, second],
    });
    const resident = callerAt('RESIDENT', village, { residentId: ids.neighbour });
    const input = { caseId: id, satisfied: true };
    expect(await step('evaluateCase', input, gridOffice)).toMatchObject({ field: 'input.complainantId' });
    expect(await step('evaluateCase', { ...input, complainantId: complainantId(n) }, resident)).toMatchObject({
      codes: ['FORBIDDEN'],
    });
    expect(await step('evaluateCase', input, resident)).toMatchObject({
      case: { status: 'CLOSED', allowedActions: ['REOPEN'] },
    });
    expect(await step('evaluateCase', input, resident)).toMatchObject({ field: 'input.complainantId' });
    expect(await step('evaluateCase', { caseId: id, satisfied: false }, gridOffice)).toMatchObject({
      case: { status: 'CLOSED' },
    });
  });

  it('keep who handled a case from verifying it, whatever other role they hold', async () => {
    const { id } = await aCaseAfter(2);
    const both: Caller = {
      kind: 'account',
      accountId: crypto.randomUUID(),
      assignments: [
        { role: 'DEPARTMENT_OFFICER', jurisdiction: { kind: 'ORGANIZATION', id: ids.roads } },
        { role: 'GRID_WORKER', jurisdiction: { kind: 'GRID', id: ids.grid15 } },
      ],
    };
    await step('takeUpCase', { caseId: id }, both);
    await step('resolveCase', { caseId: id, outcome: '好了' }, both);
    expect(await step('verifyCase', { caseId: id, passed: true }, both)).toMatchObject({ codes: ['FORBIDDEN'] });
  });

  it('let any worker of the area verify a case that has no grid', async () => {
    const { gridId: _, ...history } = aHistory(next + 1, { length: 4 });
    next += 1;
    await seedCases(test, [history], `case-${String(next)}`);
    const input = { caseId: history.id, passed: true };
    const elsewhere: Caller = {
      kind: 'account',
      accountId: crypto.randomUUID(),
      assignments: [
        { role: 'GRID_WORKER', jurisdiction: { kind: 'GRID', id: ids.otherGrid } },
        { role: 'AUDITOR', jurisdiction: { kind: 'AREA', code: county } },
      ],
    };
    const here: Caller = {
      ...elsewhere,
      assignments: [
        { role: 'GRID_WORKER', jurisdiction: { kind: 'GRID', id: ids.grid16 } },
        { role: 'AUDITOR', jurisdiction: { kind: 'AREA', code: county } },
      ],
    };
    expect(await step('verifyCase', input, elsewhere)).toMatchObject({ codes: ['FORBIDDEN'] });
    expect(await step('verifyCase', input, here)).toMatchObject({ case: { status: 'VERIFIED' } });
  });

  it('say which year is missing where a deadline needs its calendar, and change nothing', async () => {
    const { id } = await aCaseAfter(0);
    test.setNow(new Date('2027-12-31T02:00:00Z'));
    try {
      const answer = await step('acceptCase', { caseId: id, serviceItemCode: 'A-001' }, secretary);
      // 4 working hours from 10:00 on a Friday end on the same day: the next stage is the first that needs 2028
      expect(answer).toMatchObject({ case: { status: 'ACCEPTED' } });
      expect(await step('dispatchCase', { caseId: id, handlerId: ids.roads }, secretary)).toMatchObject({
        __typename: 'CalendarNotLoaded',
        code: 'RULE_VIOLATED',
        year: 2028,
      });
    } finally {
      test.setNow(new Date('2026-03-02T02:00:00Z'));
    }
    const [row] = await test.sql('select status from case_file where id = $1', [id]);
    expect(row).toEqual({ status: 'ACCEPTED' });
  });

  it('check notes and outcomes, and know no case by what is no id', async () => {
    const { id } = await aCaseAfter(3);
    expect(await step('resolveCase', { caseId: id, outcome: '  ' }, officer)).toMatchObject({ field: 'input.outcome' });
    expect(await step('takeUpCase', { caseId: 'x', note: 'y' }, officer)).toMatchObject({ code: 'NOT_FOUND' });
    const { id: reported } = await aCaseAfter(0);
    const long = { caseId: reported, serviceItemCode: 'A-001', note: '长'.repeat(1_001) };
    expect(await step('acceptCase', long, secretary)).toMatchObject({ field: 'input.note', allowed: '≤ 1000' });
  });

  it('never change the timeline that is written', async () => {
    await expect(test.sql(`update case_timeline_entry set note = 'x'`)).rejects.toThrow(/append-only/u);
    await expect(test.sql('delete from case_timeline_entry')).rejects.toThrow(/append-only/u);
  });
});
