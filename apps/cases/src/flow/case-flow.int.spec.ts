import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import { callerAt, callerOf, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import {
  aHistory,
  aVisitDemand,
  caseId,
  county,
  ids,
  seedCases,
  seedCounty,
  township,
  village,
} from '../testing/seed.ts';
import { defaultDefinition } from './default-flow.ts';
import type { FlowDefinition } from './flow.ts';
import { FlowUnusable, loadCurrentFlow, loadFlow } from './load-flow.ts';

const gridOffice = callerAt('GRID_OFFICE', county);
const secretary = callerAt('COMMUNITY_SECRETARY', village);
const officer = callerOf('DEPARTMENT_OFFICER', ids.roads);
const now = new Date('2026-03-02T02:00:00Z');

const publish = `mutation ($input: PublishCaseFlowInput!) { publishCaseFlow(input: $input) { __typename
  ... on PublishCaseFlowSuccess { flow { version name validFrom note publishedBy { id } start diagram
    states { code status name clock } transitions { action outcome from to actors requiredFields notify }
    settings { fallbackAfter returnWithinHours escalateAfterHours archiveAfterDays } } }
  ... on CaseFlowRefused { code message problems { problem field message } } ... on UserError { message } ... on InvalidInput { field } } }`;

const inputOf = ({ states, transitions, ...rest }: FlowDefinition) => ({
  ...rest,
  states: states.map(({ name, ...state }) => ({ ...state, nameZh: name.zh, nameEn: name.en })),
  transitions: transitions.map(({ required, ...way }) => ({ ...way, requiredFields: required })),
});

/** The default with a first look (初审) between report and acceptance's dispatch, and hours for sending back and going up. */
const withScreening = (name: string): FlowDefinition => ({
  ...defaultDefinition,
  name,
  states: [
    ...defaultDefinition.states,
    { code: 'SCREENED', status: 'ACCEPTED', name: { zh: '初审通过', en: 'screened' }, clock: 'DISPATCH' },
  ],
  transitions: [
    ...defaultDefinition.transitions.map((way) =>
      way.from === 'REPORTED' && way.action === 'ACCEPT'
        ? { ...way, to: 'SCREENED', required: ['serviceItemCode', 'note'] }
        : way,
    ),
    {
      action: 'DISPATCH',
      outcome: 'DONE',
      from: 'SCREENED',
      to: 'DISPATCHED',
      actors: ['GRID_OFFICE'],
      required: ['handlerId'],
      notify: [],
    },
  ].filter(({ from, action }) => from !== 'ACCEPTED' || action !== 'DISPATCH') as FlowDefinition['transitions'],
  settings: { ...defaultDefinition.settings, fallbackAfter: 1, returnWithinHours: 4, escalateAfterHours: 24 },
});

describe('the flow of the county', () => {
  let test: TestSubgraph;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now });
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  const send = async (input: object, as: Caller = gridOffice) => {
    const { data, codes, errors } = await test.execute(publish, { input }, { as });
    return { codes, errors, ...(data as { publishCaseFlow?: object } | null)?.publishCaseFlow } as Record<
      string,
      unknown
    >;
  };
  const step = async (name: string, input: object, as: Caller) => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const { data } = await test.execute(
      `mutation ($input: ${type}Input!) { step: ${name}(input: $input) { __typename
         ... on ${type}Success { case { id status stateName flowVersion returnBy allowedActions coversTerritory } }
         ... on UserError { code } ... on InvalidInput { field } } }`,
      { input },
      { as },
    );
    return (data as { step?: Record<string, unknown> } | null)?.step ?? null;
  };

  it('begins as version 1, the rows of which are the default', async () => {
    const flow = await loadFlow(test.sql, 1);
    expect(flow.definition).toEqual(defaultDefinition);
    const { data } = await test.execute(
      '{ caseFlow { version name start validFrom diagram settings { mostExtensions reopenWithinDays longestExtension } } caseFlows { version } caseReturnReasons { code name dispute } }',
      {},
      { as: gridOffice },
    );
    expect(data).toMatchObject({
      caseFlow: {
        version: 1,
        start: 'REPORTED',
        validFrom: null,
        settings: { mostExtensions: 2, reopenWithinDays: 30 },
      },
      caseFlows: [{ version: 1 }],
      caseReturnReasons: [{ code: 'NOT_OUR_DUTY', name: '非本单位职责', dispute: true }, {}, {}, {}],
    });
    const { diagram } = (data as unknown as { caseFlow: { diagram: string } }).caseFlow;
    expect(diagram).toContain('REPORTED --> ACCEPTED : 受理');
    expect(diagram).toContain('CLOSED --> [*]');
  });

  it('refuses a flow with a dead end by name, whereupon the old one goes on', async () => {
    const stuck = {
      ...defaultDefinition,
      transitions: defaultDefinition.transitions.filter(({ action }) => action !== 'RESUME' && action !== 'VOID'),
    };
    const answer = await send(inputOf(stuck));
    expect(answer).toMatchObject({ __typename: 'CaseFlowRefused', code: 'RULE_VIOLATED' });
    expect(answer.problems).toContainEqual({
      problem: 'DEAD_END',
      field: 'input.states.9',
      message: '状态 DEFERRED 无法走到结束',
    });
    expect((await loadCurrentFlow(test.sql, now)).version).toBe(1);
  });

  it.each<[what: string, change: object, field: string]>([
    ['without a name', { name: ' ' }, 'input.name'],
    ['in force before now', { validFrom: '2026-01-01T00:00:00Z' }, 'input.validFrom'],
    ['without states', { states: [] }, 'input.states'],
    [
      'with an odd code',
      { states: inputOf(defaultDefinition).states.map((s) => ({ ...s, code: 'a b' })) },
      'input.states.0',
    ],
  ])('refuses one %s', async (_, change, field) => {
    expect(await send({ ...inputOf(defaultDefinition), ...change })).toMatchObject({
      __typename: 'InvalidInput',
      field,
    });
  });

  it('is published by the grid office alone', async () => {
    expect(await send(inputOf(defaultDefinition), secretary)).toMatchObject({ codes: ['FORBIDDEN'] });
  });

  it('runs new cases by its new version, and those that began before by theirs', async () => {
    await seedCases(test, [aHistory(1)], 'before');
    const input = { ...inputOf(withScreening('先初审后分流')), note: '试行', clientMutationKey: 'f2' };
    const published = await send(input);
    expect(published).toMatchObject({
      flow: { version: 2, name: '先初审后分流', note: '试行', settings: { returnWithinHours: 4 } },
    });
    expect(await send(input)).toEqual(published);
    await aVisitDemand(test, 5);
    const [row] = await test.sql(`select id::text, flow_version from case_file where flow_version = 2`);
    const fresh = row?.id as string;
    const accept = { serviceItemCode: 'A-001' };
    expect(await step('acceptCase', { caseId: fresh, ...accept }, secretary)).toMatchObject({ field: 'input.note' });
    expect(await step('acceptCase', { caseId: fresh, ...accept, note: '初审' }, secretary)).toMatchObject({
      case: { status: 'ACCEPTED', stateName: '初审通过', flowVersion: 2, allowedActions: [] },
    });
    expect(await step('dispatchCase', { caseId: fresh, handlerId: ids.roads }, secretary)).toBeNull();
    expect(await step('acceptCase', { caseId: caseId(1), ...accept }, secretary)).toMatchObject({
      case: { stateName: '已受理', flowVersion: 1, allowedActions: expect.arrayContaining(['DISPATCH']) },
    });
    const dispatched = await step('dispatchCase', { caseId: fresh, handlerId: ids.roads }, gridOffice);
    expect(dispatched).toMatchObject({ case: { status: 'DISPATCHED', returnBy: '2026-03-02T08:30:00.000Z' } });
    test.setNow(new Date('2026-03-02T08:30:01Z'));
    expect(await step('returnCase', { caseId: fresh, reason: 'NOT_OUR_DUTY' }, officer)).toMatchObject({
      code: 'TRANSITION_NOT_ALLOWED',
    });
    test.setNow(now);
    await step('returnCase', { caseId: fresh, reason: 'NOT_OUR_DUTY' }, officer);
    const township0 = callerAt('TOWNSHIP_OFFICER', township);
    expect(await step('takeUpCase', { caseId: fresh }, township0)).toMatchObject({
      case: { status: 'HANDLING', coversTerritory: true },
    });
  });

  it('sends a case up a level once it has been overdue for as long as its flow says, once a clock', async () => {
    const [row] = await test.sql(`select id::text from case_file where flow_version = 2`);
    const id = row?.id as string;
    const handler = async () =>
      (await test.sql('select handler_id::text as id, status from case_file where id = $1', [id]))[0];
    await test.runScheduledJob('escalate-overdue-cases');
    expect(await handler()).toEqual({ id: ids.townshipGovernment, status: 'HANDLING' });
    test.setNow(new Date('2026-03-25T02:00:00Z'));
    try {
      await test.runScheduledJob('escalate-overdue-cases');
      await test.runScheduledJob('escalate-overdue-cases');
      expect(await handler()).toEqual({ id: ids.gridOffice, status: 'DISPATCHED' });
    } finally {
      test.setNow(now);
    }
    const event = (await test.outbox()).filter(({ key, type }) => key === id && type.includes('.escalated.'));
    expect(event).toMatchObject([{ data: { overdue: true, handlerId: ids.gridOffice } }]);
  });

  it('takes further reasons of the county for sending back', async () => {
    const put = (input: object) =>
      test.execute(
        `mutation ($input: PutCaseReturnReasonInput!) { putCaseReturnReason(input: $input) { __typename
           ... on PutCaseReturnReasonSuccess { reasons { code name dispute } } ... on InvalidInput { field } } }`,
        { input },
        { as: gridOffice },
      );
    const reason = {
      code: 'OUTSIDE_OUR_AREA',
      nameZh: '不在辖区',
      nameEn: 'Outside our area',
      dispute: true,
      active: true,
    };
    const { data } = await put(reason);
    expect(data).toMatchObject({
      putCaseReturnReason: {
        reasons: expect.arrayContaining([{ code: 'OUTSIDE_OUR_AREA', name: '不在辖区', dispute: true }]),
      },
    });
    expect((await put({ ...reason, code: 'a' })).data).toMatchObject({ putCaseReturnReason: { field: 'input.code' } });
    await seedCases(
      test,
      [aHistory(102, { length: 2, reportedAt: new Date(now.getTime() - 5 * 3_600_000) })],
      'reasons',
    );
    expect(await step('returnCase', { caseId: caseId(102), reasonCode: 'OUTSIDE_OUR_AREA' }, officer)).toMatchObject({
      __typename: 'ReturnCaseSuccess',
    });
    await put({ ...reason, active: false });
    await seedCases(
      test,
      [aHistory(103, { length: 2, reportedAt: new Date(now.getTime() - 5 * 3_600_000) })],
      'reasons-2',
    );
    expect(await step('returnCase', { caseId: caseId(103), reasonCode: 'OUTSIDE_OUR_AREA' }, officer)).toMatchObject({
      field: 'input.reasonCode',
    });
  });

  it('passes over a version whose rows contradict themselves, so that the one before goes on', async () => {
    await test.sql(`insert into case_flow select 99, 'broken', start, '2026-03-01T00:00:00Z', published_at, published_by_account_id, note,
      fallback_after, return_within_hours, most_extensions, longest_extension, reopen_within_days, archive_after_days, escalate_after_hours
      from case_flow where version = 1`);
    expect((await loadCurrentFlow(test.sql, now)).version).toBe(2);
    await expect(loadFlow(test.sql, 99)).rejects.toThrow(FlowUnusable);
    await expect(loadFlow(test.sql, 98)).rejects.toThrow('Version 98 of the case flow cannot be used: it is not there');
  });

  it('costs one statement for all the cases of a list', async () => {
    const ask = async (first: number) => {
      await test.execute(
        'query ($first: Int) { cases(first: $first) { edges { node { stateName flowVersion requests { kind } allowedSteps { action } timeline { onBehalfOf { id } } hotlineOrder { id } } } } }',
        { first },
        { as: gridOffice },
      );
      return test.statements().length;
    };
    const one = await ask(1);
    expect(await ask(4)).toBe(one);
  });
});
