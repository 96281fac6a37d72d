import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerAt, callerOf, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { caseSteps } from '../testing/case-steps.ts';
import { recountFigures } from '../testing/recount-figures.ts';
import { aHistory, county, ids, seedCases, seedCounty, township, village } from '../testing/seed.ts';

const secretary = callerAt('COMMUNITY_SECRETARY', village);
const officer = callerOf('DEPARTMENT_OFFICER', ids.roads);
const waterOfficer = callerOf('DEPARTMENT_OFFICER', ids.water);
const townshipOfficer = callerAt('TOWNSHIP_OFFICER', township);
const gridOffice = callerAt('GRID_OFFICE', county);
const worker = callerOfGrid('GRID_WORKER', ids.grid15);
const gridHead = callerOfGrid('GRID_HEAD', ids.grid15);
const resident = callerAt('RESIDENT', village, { residentId: ids.resident });
const now = new Date('2026-03-02T02:00:00Z');

describe('the further ways of a case', () => {
  let test: TestSubgraph;
  const { aCaseAfter, step, ok, told, timeline } = caseSteps(() => test, now);

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now });
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  it('settle a case in its grid, where another of the grid or a call verifies it', async () => {
    const id = await aCaseAfter(0);
    expect(await step('selfHandleCase', { caseId: id }, worker)).toMatchObject({ field: 'input.serviceItemCode' });
    expect(await step('selfHandleCase', { caseId: id, serviceItemCode: 'A-900' }, worker)).toMatchObject({
      __typename: 'ServiceItemNotInForce',
    });
    expect(await ok('selfHandleCase', { caseId: id, serviceItemCode: 'A-001' }, worker)).toMatchObject({
      status: 'HANDLING',
      inGrid: true,
      handler: null,
    });
    expect(await step('resolveCase', { caseId: id, outcome: '已清理' }, officer)).toMatchObject({ code: 'NOT_FOUND' });
    await ok('resolveCase', { caseId: id, outcome: '已清理' }, worker);
    expect(await step('verifyCase', { caseId: id, passed: true }, worker)).toMatchObject({ codes: ['FORBIDDEN'] });
    expect(await ok('verifyCase', { caseId: id, passed: true }, gridHead)).toMatchObject({ status: 'VERIFIED' });
    expect(await told(id)).toEqual(['accepted', 'self-handled', 'state', 'resolved', 'state', 'verified', 'state']);
  });

  it('send a case to its grid, whose workers take it up', async () => {
    const id = await aCaseAfter(1);
    expect(await ok('dispatchCaseToGrid', { caseId: id }, secretary)).toMatchObject({
      status: 'DISPATCHED',
      inGrid: true,
    });
    expect(await step('takeUpCase', { caseId: id }, secretary)).toMatchObject({ codes: ['FORBIDDEN'] });
    expect(await ok('takeUpCase', { caseId: id }, worker)).toMatchObject({ status: 'HANDLING' });
    expect((await timeline(id)).map(({ action, reason }) => [action, reason]).slice(-2)).toEqual([
      ['DISPATCHED', 'TO_GRID'],
      ['TAKEN_UP', null],
    ]);
    const { gridId: _, ...history } = aHistory(900, { length: 1 });
    await seedCases(test, [history], 'no-grid');
    expect(await step('dispatchCaseToGrid', { caseId: history.id }, secretary)).toMatchObject({
      field: 'input.caseId',
    });
  });

  it('send a case on to another body, which then is the only one to have it', async () => {
    const id = await aCaseAfter(3);
    const input = { caseId: id, handlerId: ids.water, note: '属水利设施' };
    expect(await step('transferCase', { ...input, note: ' ' }, officer)).toMatchObject({ field: 'input.note' });
    expect(await step('transferCase', { ...input, handlerId: ids.roads }, officer)).toMatchObject({
      field: 'input.handlerId',
    });
    expect(await step('transferCase', { ...input, handlerId: ids.library }, officer)).toMatchObject({
      field: 'input.handlerId',
    });
    expect(await step('transferCase', input, secretary)).toMatchObject({ codes: ['FORBIDDEN'] });
    expect(await step('transferCase', input, officer)).toMatchObject({ __typename: 'TransferCaseSuccess', case: null });
    expect(await step('takeUpCase', { caseId: id }, officer)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await ok('takeUpCase', { caseId: id }, waterOfficer)).toMatchObject({ status: 'HANDLING' });
    const event = (await test.outbox()).find(({ key, type }) => key === id && type.includes('transferred'));
    expect(event?.data).toMatchObject({ handlerId: ids.water, direction: 'ACROSS' });
  });

  it('leave the lead with the first of several bodies: only the office sends it on', async () => {
    const id = await aCaseAfter(1);
    await ok('dispatchCase', { caseId: id, handlerId: ids.roads, assistantIds: [ids.water] }, secretary);
    const input = { caseId: id, handlerId: ids.gridOffice, note: '协调' };
    expect(await step('transferCase', input, officer)).toMatchObject({ codes: ['FORBIDDEN'] });
    expect(await ok('transferCase', input, gridOffice)).toMatchObject({ handler: { id: ids.gridOffice } });
  });

  it('fall back on the township after two disputes about whose duty it is, which does not send it back', async () => {
    const id = await aCaseAfter(2);
    const dispute = { caseId: id, reason: 'NOT_OUR_DUTY', note: '非我局职责' };
    expect(await step('returnCase', { ...dispute, reasonCode: 'NOT_OUR_DUTY' }, officer)).toMatchObject({
      field: 'input.reasonCode',
    });
    expect(await step('returnCase', { caseId: id, reasonCode: 'NO_SUCH' }, officer)).toMatchObject({
      field: 'input.reasonCode',
      allowed: expect.stringContaining('BEYOND_OUR_POWER'),
    });
    expect(await step('returnCase', { caseId: id }, officer)).toMatchObject({ field: 'input.reason' });
    await ok('returnCase', dispute, officer);
    await ok('dispatchCase', { caseId: id, handlerId: ids.water }, secretary);
    await ok('returnCase', { caseId: id, reasonCode: 'BEYOND_OUR_POWER' }, waterOfficer);
    expect(await ok('takeUpCase', { caseId: id }, townshipOfficer)).toMatchObject({
      status: 'HANDLING',
      coversTerritory: true,
      handler: { id: ids.townshipGovernment },
    });
    expect(await step('returnCase', dispute, townshipOfficer)).toMatchObject({
      __typename: 'TransitionNotAllowed',
      allowedActions: expect.not.arrayContaining(['RETURN']),
    });
    expect((await timeline(id)).map(({ action, reason }) => [action, reason]).slice(-3)).toEqual([
      ['RETURNED', 'BEYOND_OUR_POWER'],
      ['FELL_BACK', null],
      ['TAKEN_UP', null],
    ]);
    expect(await told(id)).toContain('fell-back');
  });

  it('go up a level by hand, as far as there is one', async () => {
    const id = await aCaseAfter(1);
    await ok('dispatchCaseToGrid', { caseId: id }, secretary);
    for (const expected of [ids.villageCommittee, ids.townshipGovernment, ids.gridOffice]) {
      expect(await ok('escalateCase', { caseId: id, note: '久拖不决' }, townshipOfficer)).toMatchObject({
        status: 'DISPATCHED',
        inGrid: false,
        handler: { id: expected },
      });
    }
    expect(await step('escalateCase', { caseId: id }, gridOffice)).toMatchObject({ field: 'input.caseId' });
    expect((await told(id)).filter((type) => type === 'escalated')).toHaveLength(3);
  });

  it('verify by call-back, and close where nobody can be asked', async () => {
    const id = await aCaseAfter(4);
    expect(await step('verifyCaseByCallBack', { caseId: id, passed: false, note: '未修好' }, secretary)).toMatchObject({
      case: { status: 'HANDLING' },
    });
    await ok('resolveCase', { caseId: id, outcome: '重新修好' }, officer);
    await ok('verifyCaseByCallBack', { caseId: id, passed: true }, gridOffice);
    expect(await step('closeCase', { caseId: id }, gridOffice)).toMatchObject({ field: 'input.note' });
    expect(await ok('closeCase', { caseId: id, note: '三次未接通' }, gridOffice)).toMatchObject({ status: 'CLOSED' });
  });

  it('open a closed case again within the period, by its complainant or the office', async () => {
    const id = await aCaseAfter(6);
    const stranger = callerAt('RESIDENT', village, { residentId: ids.neighbour });
    expect(await step('reopenCase', { caseId: id, note: '又坏了' }, stranger)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await ok('reopenCase', { caseId: id, note: '又坏了' }, resident)).toMatchObject({
      status: 'DISPATCHED',
      reopenCount: 1,
      handler: { id: ids.roads },
    });
    const [last] = (await timeline(id)).slice(-1);
    expect(last).toMatchObject({
      action: 'REOPENED',
      note: expect.stringContaining('又坏了'),
      onBehalfOf: { id: expect.any(String) },
    });
    const other = await aCaseAfter(6);
    test.setNow(new Date('2026-04-20T02:00:00Z'));
    try {
      expect(await step('reopenCase', { caseId: other, note: '晚了' }, gridOffice)).toMatchObject({
        __typename: 'TransitionNotAllowed',
      });
    } finally {
      test.setNow(now);
    }
  });

  it('file a case by hand, and by themselves after the days that the flow says, each once', async () => {
    const id = await aCaseAfter(6);
    const other = await aCaseAfter(6);
    const filed = await ok('archiveCase', { caseId: id }, gridOffice);
    expect(filed?.archivedAt).toBe(now.toISOString());
    expect(await step('archiveCase', { caseId: id }, gridOffice)).toMatchObject({ __typename: 'TransitionNotAllowed' });
    await test.runScheduledJob('archive-ended-cases');
    expect(await told(other)).toEqual([]);
    test.setNow(new Date('2026-06-15T02:00:00Z'));
    try {
      await test.runScheduledJob('archive-ended-cases');
      await test.runScheduledJob('archive-ended-cases');
    } finally {
      test.setNow(now);
    }
    expect(await told(other)).toEqual(['archived', 'state']);
    expect(await told(id)).toEqual(['archived', 'state']);
  });

  it('say what may be done, in words, and what has to be filled in', async () => {
    const id = await aCaseAfter(3);
    const { data } = await test.execute(
      `query ($id: ID!) { case(id: $id) { flowVersion stateName allowedActions allowedSteps { action name requiredFields } } }`,
      { id },
      { as: officer },
    );
    const found = (data as unknown as { case: Record<string, unknown> }).case;
    expect(found).toMatchObject({
      flowVersion: 1,
      stateName: '办理中',
      allowedActions: ['RETURN', 'TRANSFER', 'ASK_EXTENSION', 'ASK_DEFERRAL', 'RESOLVE'],
    });
    expect(found.allowedSteps).toContainEqual({
      action: 'TRANSFER',
      name: '转办',
      requiredFields: ['handlerId', 'note'],
    });
  });

  it('leave figures that equal the rows', async () => {
    expect(await recountFigures(test.sql)).toEqual([]);
  });
});
