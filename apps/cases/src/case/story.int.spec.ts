import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import { callerAt, callerOf, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { aVisitDemand, county, ids, seedCounty, village } from '../testing/seed.ts';

const worker = callerOfGrid('GRID_WORKER', ids.grid15, { accountId: ids.worker });
const secretary = callerAt('COMMUNITY_SECRETARY', village);
const officer = callerOf('DEPARTMENT_OFFICER', ids.roads);
const gridOffice = callerAt('GRID_OFFICE', county);
const resident = callerAt('RESIDENT', village, { residentId: ids.resident });

const steps = {
  ACCEPT: `mutation ($id: ID!) { step: acceptCase(input: { caseId: $id, serviceItemCode: "A-001", urgency: URGENT }) {
    __typename ... on AcceptCaseSuccess { case { status serviceItem { code name sponsor { id } } deadline { stage dueAt } } } ... on UserError { code message } } }`,
  DISPATCH: `mutation ($id: ID!) { step: dispatchCase(input: { caseId: $id, handlerId: "${ids.roads}", assistantIds: ["${ids.water}"] }) {
    __typename ... on DispatchCaseSuccess { case { status handler { id } deadline { stage dueAt } } } ... on UserError { code message } } }`,
  TAKE_UP: `mutation ($id: ID!) { step: takeUpCase(input: { caseId: $id }) {
    __typename ... on TakeUpCaseSuccess { case { status } } ... on UserError { code message } } }`,
  RESOLVE: `mutation ($id: ID!) { step: resolveCase(input: { caseId: $id, outcome: "旧棚已拆除，道路恢复通行" }) {
    __typename ... on ResolveCaseSuccess { case { status } } ... on UserError { code message } } }`,
  VERIFY: `mutation ($id: ID!) { step: verifyCase(input: { caseId: $id, passed: true }) {
    __typename ... on VerifyCaseSuccess { case { status } } ... on UserError { code message } } }`,
  EVALUATE: `mutation ($id: ID!) { step: evaluateCase(input: { caseId: $id, satisfied: true, comment: "很满意" }) {
    __typename ... on EvaluateCaseSuccess { case { status complainants { id evaluation { satisfied comment at } } } } ... on UserError { code message } } }`,
} as const;

type Step = keyof typeof steps;

const whoMay: Readonly<Record<Step, Caller>> = {
  ACCEPT: secretary,
  DISPATCH: secretary,
  TAKE_UP: officer,
  RESOLVE: officer,
  VERIFY: worker,
  EVALUATE: gridOffice,
};

describe('the story of a demand', () => {
  let test: TestSubgraph;
  let demandId: string;
  let id: string;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
    demandId = await aVisitDemand(test, 1);
  });
  afterAll(() => test.stop());

  const ask = async (step: Step, as: Caller) => {
    const result = await test.execute(steps[step], { id }, { as });
    return { answer: (result.data as { step?: Record<string, unknown> } | null)?.step ?? null, codes: result.codes };
  };

  it('begins as a case that the demand became', async () => {
    const { data } = await test.execute(
      `query ($d: [_Any!]!) { _entities(representations: $d) { ... on VisitDemand { case {
        id number status source title place urgency area { code } grid { id } deadline { stage dueAt overdue workingTimeLeft explanation }
        complainants { demand resident { id } } timeline { action at actor { id } } allowedActions } } } }`,
      { d: [{ __typename: 'VisitDemand', id: demandId }] },
      { as: secretary },
    );
    const found = (data as unknown as { _entities: { case: Record<string, unknown> }[] })._entities[0]?.case;
    expect(found).toMatchObject({
      number: '410326-2026-000001',
      status: 'REPORTED',
      source: 'VISIT',
      title: '粮站旧棚占道，路太窄，车过不去',
      area: { code: village },
      grid: { id: ids.grid15 },
      deadline: { stage: 'ACCEPT', overdue: false, workingTimeLeft: 750 },
      complainants: [{ resident: { id: ids.resident } }],
      timeline: [{ action: 'REPORTED', actor: { id: ids.worker } }],
      allowedActions: ['ACCEPT', 'REFUSE', 'MERGE'],
    });
    expect(found?.deadline).toHaveProperty('explanation', expect.stringContaining('受理时限（默认规则）'));
    id = found?.id as string;
  });

  it('is moved on by those who may, and refused to all others, step by step', async () => {
    for (const step of Object.keys(steps) as Step[]) {
      for (const other of [worker, secretary, officer, gridOffice, resident]) {
        if (other === whoMay[step]) continue;
        if (other === gridOffice && (step === 'ACCEPT' || step === 'DISPATCH')) continue;
        if ((other === secretary || other === resident) && step === 'EVALUATE') continue;
        const { answer, codes } = await ask(step, other);
        expect({ step, refused: codes[0] === 'FORBIDDEN' || answer?.code === 'NOT_FOUND' }).toEqual({
          step,
          refused: true,
        });
      }
      const { answer, codes } = await ask(step, whoMay[step]);
      expect(codes).toEqual([]);
      expect(answer).toHaveProperty('case.status');
    }
  });

  it('ends closed, with a timeline that says who did what', async () => {
    const { data } = await test.execute(
      `query ($id: ID!) { case(id: $id) { status urgency closedAt deadline { stage } allowedActions outcome
        timeline { action actor { id } organization { id } note }
        complainants { reply { text } evaluation { satisfied comment } } } }`,
      { id },
      { as: gridOffice },
    );
    expect(data).toMatchObject({
      case: {
        status: 'CLOSED',
        urgency: 'URGENT',
        deadline: null,
        allowedActions: ['REOPEN', 'ARCHIVE'],
        complainants: [
          { reply: { text: '旧棚已拆除，道路恢复通行' }, evaluation: { satisfied: true, comment: '很满意' } },
        ],
      },
    });
    const { timeline } = (data as unknown as { case: { timeline: { action: string }[] } }).case;
    expect(timeline.map(({ action }) => action)).toEqual([
      'REPORTED',
      'ACCEPTED',
      'DISPATCHED',
      'TAKEN_UP',
      'RESOLVED',
      'VERIFIED',
      'EVALUATED',
      'CLOSED',
    ]);
  });

  it('told each step and each state, in order of the versions', async () => {
    const outbox = (await test.outbox()).filter(({ type }) => type.startsWith('gridloom.cases.case.'));
    expect(outbox.map(({ type, version }) => `${type.replace('gridloom.cases.case.', '')} ${String(version)}`)).toEqual(
      [
        'reported.v1 1',
        'state.v1 1',
        'accepted.v1 2',
        'state.v1 2',
        'dispatched.v1 3',
        'state.v1 3',
        'taken-up.v1 4',
        'state.v1 4',
        'resolved.v1 5',
        'state.v1 5',
        'verified.v1 6',
        'state.v1 6',
        'evaluated.v1 7',
        'closed.v1 7',
        'state.v1 7',
      ],
    );
    expect(outbox.at(-1)?.data).toMatchObject({ status: 'CLOSED', satisfied: true, demandId, handlerId: ids.roads });
  });

  it('moved the figures of the county, its township and its village alike', async () => {
    const { data } = await test.execute(
      `query ($a: [_Any!]!) { _entities(representations: $a) { ... on Area { caseStatistics {
        accepted closed closingRate overdue satisfactionRate bySource { source accepted }
        byServiceItem { serviceItem { code name } accepted closed } byDay { day accepted closed } byArea { area { code } accepted closed closingRate } } } } }`,
      { a: [county, '410326200', village].map((code) => ({ __typename: 'Area', code })) },
    );
    const figures = (data as unknown as { _entities: { caseStatistics: Record<string, unknown> }[] })._entities;
    for (const { caseStatistics } of figures) {
      expect(caseStatistics).toMatchObject({
        accepted: 1,
        closed: 1,
        closingRate: 100,
        overdue: 0,
        satisfactionRate: 100,
        bySource: [{ source: 'VISIT', accepted: 1 }],
        byServiceItem: [{ serviceItem: { code: 'A-001', name: '道路安全隐患' }, accepted: 1, closed: 1 }],
        byDay: [{ day: '2026-03-02', accepted: 1, closed: 1 }],
      });
    }
    expect(figures[0]?.caseStatistics.byArea).toEqual([
      { area: { code: '410326104' }, accepted: 0, closed: 0, closingRate: null },
      { area: { code: '410326200' }, accepted: 1, closed: 1, closingRate: 100 },
    ]);
  });
});
