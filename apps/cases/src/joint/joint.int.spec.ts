import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import { callerAt, callerOf, callerOfGrid, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { recountFigures } from '../testing/recount-figures.ts';
import {
  aHistory,
  caseId,
  complainantId,
  county,
  ids,
  otherVillage,
  seedCases,
  seedCounty,
  village,
} from '../testing/seed.ts';

const secretary = callerAt('COMMUNITY_SECRETARY', village);
const office = callerAt('GRID_OFFICE', county);
const roads = callerOf('DEPARTMENT_OFFICER', ids.roads);
const worker = callerOfGrid('GRID_WORKER', ids.grid15);
const resident = (residentId: string) => callerAt('RESIDENT', village, { residentId });
const person = (n: number) => `2d000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const fields = `id status urgency repeatCount joinedInto { id } joinedCases { id } repeatOf { id } repeats { id }
  complainants { id resident { id } reply { text } evaluation { satisfied } } timeline { action note }`;

type Answer = Record<string, unknown> & { codes: readonly unknown[] };

describe('Repeat and joint cases', () => {
  let test: TestSubgraph;
  let next = 100;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now: new Date('2026-03-02T02:00:00Z') });
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  /** A case of a person that has done so many of the plain steps. */
  const aCase = async (residentId: string, length: number, options: Parameters<typeof aHistory>[1] = {}) => {
    next += 1;
    const complainants = [
      { id: complainantId(next), residentId, demand: `第 ${String(next)} 件：老粮站旁边的路灯不亮，晚上看不见` },
    ];
    const reportedAt = new Date(Date.parse('2026-02-20T01:00:00Z') + next * 60_000);
    await seedCases(test, [aHistory(next, { length, complainants, reportedAt, ...options })], `joint-${String(next)}`);
    return { id: caseId(next), complainant: complainantId(next) };
  };

  const step = async (name: string, input: object, as: Caller = secretary): Promise<Answer> => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const { data, codes, errors } = await test.execute(
      `mutation ($input: ${type}Input!) { step: ${name}(input: $input) { __typename ... on ${type}Success { case { ${fields} } }
        ... on UserError { code message } ... on InvalidInput { field allowed } ... on NotFound { field }
        ... on TransitionNotAllowed { currentStatus allowedActions } } }`,
      { input },
      { as },
    );
    if (codes.length > 0 && codes[0] === undefined) throw new Error(errors.join('\n'));
    return { codes, ...(data as { step?: Record<string, unknown> } | null)?.step };
  };

  const read = async (id: string, as: Caller = office) => {
    const { data } = await test.execute(`query ($id: ID!) { case(id: $id) { ${fields} } }`, { id }, { as });
    return (data as { case?: Record<string, unknown> | null }).case ?? null;
  };

  const eventsOf = async (key: string) =>
    (await test.outbox()).filter((event) => event.key === key).map(({ type }) => type.split('.').slice(-2).join('.'));

  it('join other persons: one handling, and an own reply and evaluation for each', async () => {
    const into = await aCase(person(11), 3);
    const other = await aCase(person(12), 0);
    const third = await aCase(person(13), 1);
    const joined = await step('joinCases', { intoCaseId: into.id, caseIds: [other.id, third.id], note: '同一处路灯' });
    expect(joined).toMatchObject({
      case: {
        status: 'HANDLING',
        joinedCases: [{ id: other.id }, { id: third.id }],
        complainants: [{ id: into.complainant }, { id: other.complainant }, { id: third.complainant }],
      },
    });
    expect(await read(other.id)).toMatchObject({
      status: 'MERGED',
      joinedInto: { id: into.id },
      complainants: [{ id: other.complainant }],
    });
    expect(await eventsOf(other.id)).toEqual(['merged.v1', 'state.v1']);
    expect(await recountFigures(test.sql)).toEqual([]);

    await step('resolveCase', { caseId: into.id, outcome: '路灯已修好' }, roads);
    const own = { caseId: into.id, complainantId: other.complainant, reply: '您门前的那盏也已更换' };
    expect(await step('replyToComplainant', own, callerOf('DEPARTMENT_OFFICER', ids.water))).toMatchObject({
      codes: ['FORBIDDEN'],
    });
    expect(await step('replyToComplainant', own, roads)).toMatchObject({
      case: {
        complainants: [
          { reply: { text: '路灯已修好' } },
          { reply: { text: '您门前的那盏也已更换' } },
          { reply: { text: '路灯已修好' } },
        ],
      },
    });
    await step('verifyCase', { caseId: into.id, passed: true }, worker);
    const evaluate = { caseId: into.id, complainantId: other.complainant, satisfied: true };
    expect(await step('evaluateCase', evaluate, resident(person(12)))).toMatchObject({ case: { status: 'CLOSED' } });
    expect(await step('replyToComplainant', own, roads)).toMatchObject({ __typename: 'Conflict' });
    expect(await step('evaluateCase', { caseId: into.id, satisfied: false }, resident(person(13)))).toMatchObject({
      case: { complainants: [{ id: third.complainant, evaluation: { satisfied: false } }] },
    });
    expect(await recountFigures(test.sql)).toEqual([]);
  });

  it('show a complainant only what is the own, of the case that handles it and of the one that was joined', async () => {
    const into = await aCase(person(21), 1);
    const other = await aCase(person(22), 1);
    await step('joinCases', { intoCaseId: into.id, caseIds: [other.id] });
    for (const id of [into.id, other.id]) {
      expect(await read(id, resident(person(22)))).toMatchObject({ complainants: [{ id: other.complainant }] });
    }
    expect(await read(into.id, resident(person(21)))).toMatchObject({ complainants: [{ id: into.complainant }] });
    expect(await read(other.id, resident(person(21)))).toBeNull();
  });

  it('split a joined case off again, to where it was, with who complains', async () => {
    const into = await aCase(person(31), 1);
    const other = await aCase(person(32), 2);
    await step('joinCases', { intoCaseId: into.id, caseIds: [other.id] });
    const split = await step('splitJoinedCase', { caseId: other.id, note: '实为两处' });
    expect(split).toMatchObject({
      case: { status: 'DISPATCHED', joinedInto: null, complainants: [{ id: other.complainant }] },
    });
    expect(await read(into.id)).toMatchObject({ joinedCases: [], complainants: [{ id: into.complainant }] });
    expect(await read(into.id, resident(person(32)))).toBeNull();
    expect((await eventsOf(other.id)).filter((type) => type !== 'state.v1')).toEqual(['merged.v1', 'split.v1']);
    expect(await recountFigures(test.sql)).toEqual([]);
    expect(await step('splitJoinedCase', { caseId: other.id })).toMatchObject({ __typename: 'TransitionNotAllowed' });
  });

  it('do not split what was resolved for all', async () => {
    const into = await aCase(person(33), 3);
    const other = await aCase(person(34), 1);
    await step('joinCases', { intoCaseId: into.id, caseIds: [other.id] });
    await step('resolveCase', { caseId: into.id, outcome: '好' }, roads);
    expect(await step('splitJoinedCase', { caseId: other.id })).toMatchObject({ __typename: 'Conflict' });
  });

  it('link a repeat of an open case, which takes it in and becomes more urgent; and take that back', async () => {
    const earlier = await aCase(person(41), 1);
    const later = await aCase(person(41), 0);
    const linked = await step('linkAsRepeat', { caseId: later.id, earlierCaseId: earlier.id });
    expect(linked).toMatchObject({ case: { status: 'MERGED', urgency: 'URGENT', repeatOf: { id: earlier.id } } });
    expect(await read(earlier.id)).toMatchObject({
      urgency: 'URGENT',
      repeatCount: 1,
      repeats: [{ id: later.id }],
      complainants: [{ id: earlier.complainant }],
    });
    const undone = await step('unlinkRepeat', { caseId: later.id });
    expect(undone).toMatchObject({ case: { status: 'REPORTED', urgency: 'ORDINARY', repeatOf: null } });
    expect(await read(earlier.id)).toMatchObject({ repeatCount: 0, joinedCases: [] });
    expect(await recountFigures(test.sql)).toEqual([]);
    expect(await step('unlinkRepeat', { caseId: later.id })).toMatchObject({ __typename: 'Conflict' });
  });

  it('link a repeat of a closed case, which goes on by itself', async () => {
    const earlier = await aCase(person(51), 6);
    const later = await aCase(person(51), 1);
    expect(await step('linkAsRepeat', { caseId: later.id, earlierCaseId: earlier.id })).toMatchObject({
      case: { status: 'ACCEPTED', urgency: 'URGENT', repeatOf: { id: earlier.id } },
    });
    expect(await step('unlinkRepeat', { caseId: later.id })).toMatchObject({ case: { urgency: 'ORDINARY' } });
  });

  it('name what does not fit', async () => {
    const one = await aCase(person(61), 1);
    const same = await aCase(person(61), 1);
    const other = await aCase(person(62), 1);
    const reported = await aCase(person(63), 0);
    const outside = await aCase(person(64), 0, { areaCode: otherVillage, gridId: ids.otherGrid });
    expect(await step('joinCases', { intoCaseId: one.id, caseIds: [] })).toMatchObject({ field: 'input.caseIds' });
    expect(await step('joinCases', { intoCaseId: one.id, caseIds: [one.id] })).toMatchObject({
      field: 'input.caseIds',
    });
    expect(await step('joinCases', { intoCaseId: one.id, caseIds: [same.id] })).toMatchObject({
      field: 'input.caseIds.0',
      allowed: 'linkAsRepeat',
    });
    expect(await step('joinCases', { intoCaseId: reported.id, caseIds: [one.id] })).toMatchObject({
      __typename: 'Conflict',
    });
    expect(await step('joinCases', { intoCaseId: one.id, caseIds: [other.id, outside.id] })).toMatchObject({
      __typename: 'NotFound',
      field: 'input.caseIds.1',
    });
    expect(await read(other.id)).toMatchObject({ status: 'ACCEPTED' });
    expect(await step('linkAsRepeat', { caseId: other.id, earlierCaseId: one.id })).toMatchObject({
      field: 'input.earlierCaseId',
      allowed: 'joinCases',
    });
    expect(await step('linkAsRepeat', { caseId: one.id, earlierCaseId: same.id })).toMatchObject({
      field: 'input.earlierCaseId',
    });
    await step('joinCases', { intoCaseId: one.id, caseIds: [other.id] });
    expect(await step('joinCases', { intoCaseId: same.id, caseIds: [one.id] })).toMatchObject({
      __typename: expect.stringMatching(/^(Conflict|InvalidInput)$/u),
    });
    for (const as of [roads, worker, resident(person(61))]) {
      expect((await step('joinCases', { intoCaseId: one.id, caseIds: [same.id] }, as)).codes).toEqual(['FORBIDDEN']);
    }
  });

  it('let one of two joins that cross win, and answer the same to the same key', async () => {
    const [a, b] = [await aCase(person(71), 1), await aCase(person(72), 1)];
    const both = await Promise.all([
      step('joinCases', { intoCaseId: a.id, caseIds: [b.id] }),
      step('joinCases', { intoCaseId: b.id, caseIds: [a.id] }),
    ]);
    expect(both.filter(({ __typename }) => __typename === 'JoinCasesSuccess')).toHaveLength(1);
    const [c, d] = [await aCase(person(73), 1), await aCase(person(74), 1)];
    const input = { clientMutationKey: 'join-1', intoCaseId: c.id, caseIds: [d.id] };
    const first = await step('joinCases', input);
    expect(await step('joinCases', input)).toEqual(first);
    expect(await step('joinCases', { ...input, note: '改' })).toMatchObject({ code: 'KEY_REUSED' });
  });

  it('are suggested with their reasons, at intake and on a case, within reach, in a constant number of statements', async () => {
    const first = await aCase(person(81), 1, { place: '西岭泵站' });
    const again = await aCase(person(81), 0, { place: '西岭泵站' });
    const other = await aCase(person(82), 1, { place: '西岭泵站' });
    const candidates = async (id: string, as: Caller) => {
      const { data } = await test.execute(
        `query ($id: ID!) { case(id: $id) { candidates(first: 20) { case { id } kind score reasons } } }`,
        { id },
        { as },
      );
      return (data as unknown as { case: { candidates: { case: { id: string }; kind: string; reasons: string[] }[] } })
        .case.candidates;
    };
    const found = await candidates(again.id, secretary);
    expect(found[0]).toMatchObject({ case: { id: first.id }, kind: 'REPEAT' });
    expect(found[0]?.reasons).toEqual(expect.arrayContaining(['PERSON', 'PLACE', 'TEXT']));
    expect(found.find((each) => each.case.id === other.id)).toMatchObject({ kind: 'JOINT' });
    const matter = {
      text: '泵站旁边路灯不亮，晚上看不见',
      areaCode: village,
      place: '西岭泵站',
      residentIds: [person(82)],
    };
    const intake = async (as: Caller) => {
      const { data } = await test.execute(
        `query ($matter: CaseMatterInput!) { caseCandidates(matter: $matter, first: 20) { case { id } kind } }`,
        { matter },
        { as },
      );
      return (data as unknown as { caseCandidates: { case: { id: string }; kind: string }[] }).caseCandidates;
    };
    expect((await intake(worker))[0]).toEqual({ case: { id: other.id }, kind: 'REPEAT' });
    expect(await intake(resident(person(83)))).toEqual([]);
    expect(await intake(callerAt('COMMUNITY_SECRETARY', otherVillage))).toEqual([]);
    await step('linkAsRepeat', { caseId: again.id, earlierCaseId: first.id });
    expect((await candidates(first.id, secretary)).some((each) => each.case.id === again.id)).toBe(false);
    const list = `query ($first: Int) { cases(first: $first) { edges { node { candidates { case { id } } joinedCases { id } repeats { id } joinedInto { id } } } } }`;
    const count = async (n: number) => {
      await test.execute(list, { first: n }, { as: office });
      return test.statements().length;
    };
    expect(await count(12)).toBe(await count(4));
  });
});
