import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import { callerAt, callerOf, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { recountFigures } from '../testing/recount-figures.ts';
import { seedAccounts } from '../testing/seed-accounts.ts';
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
const otherSecretary = callerAt('COMMUNITY_SECRETARY', otherVillage);
const office = callerAt('GRID_OFFICE', county);
const officer = callerOf('DEPARTMENT_OFFICER', ids.roads);
const resident = callerAt('RESIDENT', village, { residentId: ids.resident });
const now = new Date('2026-03-02T02:00:00Z');

describe('evaluation', () => {
  let test: TestSubgraph;
  let n = 0;

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now });
    await seedCounty(test);
    await seedAccounts(test.sql, [secretary, office, officer, resident]);
  });
  afterAll(() => test.stop());
  beforeEach(() => {
    test.setNow(now);
  });

  /** A verified case; with a neighbour who complains too if `joint`. */
  const aVerifiedCase = async (joint = false) => {
    n += 1;
    const complainants = [
      { id: complainantId(n), residentId: ids.resident, demand: '路灯不亮' },
      ...(joint ? [{ id: complainantId(500 + n), residentId: ids.neighbour, demand: '我家也是' }] : []),
    ];
    await seedCases(
      test,
      [aHistory(n, { length: 5, complainants, reportedAt: new Date('2026-02-24T02:00:00Z') })],
      `case-${String(n)}`,
    );
    return { id: caseId(n), complainant: complainantId(n), other: complainantId(500 + n) };
  };
  const mutate = async (
    name: string,
    input: object,
    as?: Caller,
    fields = 'case { status complainants { evaluation { satisfied channel decision reasons { code name } } callBackAttempts { outcome } } }',
  ) => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const { data, codes } = await test.execute(
      `mutation ($input: ${type}Input!) { it: ${name}(input: $input) { __typename ... on ${type}Success { ${fields} }
        ... on UserError { code message } ... on InvalidInput { field allowed } ${name === 'putEvaluationReason' || name === 'evaluateByCode' ? '' : '... on NotFound { field }'} } }`,
      { input },
      as ? { as } : {},
    );
    return { codes, ...(data as { it?: Record<string, unknown> } | null)?.it } as Record<string, unknown>;
  };
  const issue = async (id: string, as: Caller = secretary, more: object = {}) => {
    const issued = await mutate('issueEvaluationCode', { caseId: id, ...more }, as, 'evaluationCode expiresAt');
    return issued.evaluationCode as string;
  };
  const byCode = (code: string, input: object = { satisfied: true }) =>
    mutate('evaluateByCode', { code, ...input }, undefined, 'number satisfied');
  const statusOf = async (id: string) =>
    (await test.sql('select status from case_file where id = $1', [id]))[0]?.status;

  it('comes with reasons of the county, and how it came', async () => {
    const { id } = await aVerifiedCase();
    const done = await mutate(
      'evaluateCase',
      { caseId: id, satisfied: true, reasonCodes: ['QUICK', 'SOLVED'], comment: '很好' },
      resident,
    );
    expect(done).toMatchObject({
      case: {
        status: 'CLOSED',
        complainants: [
          {
            evaluation: {
              satisfied: true,
              channel: 'COMPLAINANT',
              decision: null,
              reasons: [{ code: 'QUICK', name: '办理及时' }, { code: 'SOLVED' }],
            },
          },
        ],
      },
    });
    const { data } = await test.execute('{ evaluationReasons(satisfied: false) { code needsDecision } }');
    expect((data as unknown as { evaluationReasons: object[] }).evaluationReasons).toContainEqual({
      code: 'TOO_SLOW',
      needsDecision: true,
    });
  });

  it('is refused with reasons that do not fit', async () => {
    const { id } = await aVerifiedCase();
    for (const reasonCodes of [['NOT_SOLVED'], ['NONSENSE']]) {
      expect(await mutate('evaluateCase', { caseId: id, satisfied: true, reasonCodes }, resident)).toMatchObject({
        __typename: 'InvalidInput',
        field: 'input.reasonCodes',
      });
    }
    expect(await statusOf(id)).toBe('VERIFIED');
  });

  it('sends an unsatisfied case back to be done again, at once where the reason needs no decision', async () => {
    const { id } = await aVerifiedCase();
    expect(
      await mutate('evaluateCase', { caseId: id, satisfied: false, reasonCodes: ['NOT_SOLVED'] }, resident),
    ).toMatchObject({ case: { status: 'HANDLING' } });
  });

  it.each([
    [true, 'HANDLING', 'WELL_FOUNDED'],
    [false, 'CLOSED', 'UNFOUNDED'],
  ])(
    'waits for the office where a reason needs its decision; well-founded %s: %s',
    async (wellFounded, status, decision) => {
      const { id, complainant } = await aVerifiedCase();
      const waits = await mutate('evaluateCase', { caseId: id, satisfied: false, reasonCodes: ['TOO_SLOW'] }, resident);
      expect(waits).toMatchObject({
        case: { status: 'VERIFIED', complainants: [{ evaluation: { satisfied: false, decision: 'PENDING' } }] },
      });
      const { data } = await test.execute(
        `{ evaluationsToDecide { edges { node { case { id } complainant { id } at } } } }`,
        {},
        { as: office },
      );
      expect(data).toMatchObject({
        evaluationsToDecide: { edges: [{ node: { case: { id }, complainant: { id: complainant } } }] },
      });
      expect(
        await mutate('decideEvaluation', { caseId: id, wellFounded, note: '查看了记录' }, secretary),
      ).toMatchObject({ codes: ['FORBIDDEN'] });
      expect(await mutate('decideEvaluation', { caseId: id, wellFounded, note: '' }, office)).toMatchObject({
        field: 'input.note',
      });
      expect(await mutate('decideEvaluation', { caseId: id, wellFounded, note: '查看了记录' }, office)).toMatchObject({
        case: { status, complainants: [{ evaluation: { decision } }] },
      });
      expect(await mutate('decideEvaluation', { caseId: id, wellFounded, note: '再来' }, office)).toMatchObject({
        __typename: 'NotFound',
      });
      expect(await recountFigures(test.sql)).toEqual([]);
    },
  );

  it('keeps the other complainants waiting until the office has decided', async () => {
    const { id, complainant, other } = await aVerifiedCase(true);
    await mutate(
      'evaluateCase',
      { caseId: id, complainantId: complainant, satisfied: false, reasonCodes: ['UNFRIENDLY'] },
      secretary,
    );
    expect(
      await mutate('evaluateCase', { caseId: id, complainantId: other, satisfied: true }, secretary),
    ).toMatchObject({ __typename: 'Conflict' });
    const both = await Promise.all(
      [true, false].map((wellFounded) => mutate('decideEvaluation', { caseId: id, wellFounded, note: '定' }, office)),
    );
    expect(both.map(({ __typename }) => __typename).sort()).toEqual(['DecideEvaluationSuccess', 'NotFound']);
  });

  describe('by call', () => {
    const callBacks = async (as: Caller, args = '(first: 100)') => {
      const { data, errors } = await test.execute(
        `{ callBacks${args} { totalCount totalCountIsExact pageInfo { endCursor } edges { node { case { id } complainant { id callBackAttempts { outcome actor { id } } } attemptCount callAgainAt dueAt } } } }`,
        {},
        { as },
      );
      expect(errors).toEqual([]);
      return (
        data as unknown as {
          callBacks: {
            totalCount: number;
            pageInfo: { endCursor: string };
            edges: {
              node: {
                case: { id: string } | null;
                complainant: { id: string };
                attemptCount: number;
                callAgainAt: string | null;
              };
            }[];
          };
        }
      ).callBacks;
    };

    it('is a list of whom to ask, with the calls so far', async () => {
      const { id, complainant } = await aVerifiedCase();
      const find = async () =>
        (await callBacks(secretary)).edges.find(({ node }) => node.complainant.id === complainant)?.node;
      expect(await find()).toMatchObject({ case: { id }, attemptCount: 0, callAgainAt: null });
      expect(await mutate('recordCallBack', { caseId: id, outcome: 'NOT_REACHED' }, secretary)).toMatchObject({
        case: { status: 'VERIFIED', complainants: [{ callBackAttempts: [{ outcome: 'NOT_REACHED' }] }] },
      });
      test.setNow(new Date(now.getTime() + 60_000));
      await mutate(
        'recordCallBack',
        { caseId: id, outcome: 'CALL_LATER', callAgainAt: '2026-03-03T02:00:00Z' },
        secretary,
      );
      expect(await find()).toMatchObject({ attemptCount: 2, callAgainAt: '2026-03-03T02:00:00.000Z' });
      const events = (await test.outbox()).filter(
        ({ type, key }) => type === 'gridloom.cases.case.called-back.v1' && key === id,
      );
      expect(events.map(({ data }) => data?.outcome)).toEqual(['NOT_REACHED', 'CALL_LATER']);
      await mutate('evaluateCase', { caseId: id, satisfied: true }, secretary);
      expect(await find()).toBeUndefined();
    });

    it('is for who calls back in the area, not for others, and not without a case to ask about', async () => {
      const { id } = await aVerifiedCase();
      expect(await mutate('recordCallBack', { caseId: id, outcome: 'NOT_REACHED' }, otherSecretary)).toMatchObject({
        __typename: 'NotFound',
      });
      expect(await mutate('recordCallBack', { caseId: id, outcome: 'NOT_REACHED' }, officer)).toMatchObject({
        codes: ['FORBIDDEN'],
      });
      expect(await mutate('recordCallBack', { caseId: id, outcome: 'CALL_LATER' }, secretary)).toMatchObject({
        field: 'input.callAgainAt',
      });
      expect(
        await mutate(
          'recordCallBack',
          { caseId: id, complainantId: crypto.randomUUID(), outcome: 'NOT_REACHED' },
          secretary,
        ),
      ).toMatchObject({ field: 'input.complainantId' });
      n += 1;
      await seedCases(test, [aHistory(n, { length: 3 })], `open-${String(n)}`);
      expect(await mutate('recordCallBack', { caseId: caseId(n), outcome: 'NOT_REACHED' }, secretary)).toMatchObject({
        __typename: 'Conflict',
      });
      expect((await callBacks(otherSecretary)).totalCount).toBe(0);
    });

    it('comes page by page, with as many statements for many as for few', async () => {
      await aVerifiedCase(true);
      await aVerifiedCase();
      const all = await callBacks(office);
      const many = test.statements().length;
      const first = await callBacks(office, '(first: 1)');
      expect(test.statements().length).toBe(many);
      const rest = await callBacks(office, `(first: 99, after: "${first.pageInfo.endCursor}")`);
      const idsOf = ({ edges }: typeof all) => edges.map(({ node }) => node.complainant.id);
      expect([...idsOf(first), ...idsOf(rest)]).toEqual(idsOf(all));
      expect(all.totalCount).toBe(all.edges.length);
    });
  });

  describe('by a one-time code', () => {
    it('needs no sign-in and holds once', async () => {
      const { id } = await aVerifiedCase();
      const code = await issue(id);
      expect(await byCode(code.toLowerCase().replaceAll('-', ' '))).toMatchObject({
        __typename: 'EvaluateByCodeSuccess',
        satisfied: true,
      });
      expect(await statusOf(id)).toBe('CLOSED');
      const [entry] = await test.sql(
        `select actor_account_id, complainant_id::text from case_timeline_entry where case_id = $1 and step = 'EVALUATED'`,
        [id],
      );
      expect(entry).toEqual({ actor_account_id: null, complainant_id: complainantId(n) });
      expect(await byCode(code)).toMatchObject({ __typename: 'EvaluationCodeInvalid', code: 'RULE_VIOLATED' });
    });

    it('holds for one of two who use it at once', async () => {
      const { id } = await aVerifiedCase(true);
      const code = await issue(id, secretary, { complainantId: complainantId(n) });
      const both = await Promise.all([byCode(code), byCode(code)]);
      expect(both.map(({ __typename }) => __typename).sort()).toEqual([
        'EvaluateByCodeSuccess',
        'EvaluationCodeInvalid',
      ]);
    });

    it('runs out after two weeks, and when another one was given out', async () => {
      const { id } = await aVerifiedCase();
      const [first, second] = [await issue(id), await issue(id)];
      expect(await byCode(first)).toMatchObject({ __typename: 'EvaluationCodeInvalid' });
      test.setNow(new Date(now.getTime() + 14 * 86_400_000));
      expect(await byCode(second)).toMatchObject({ __typename: 'EvaluationCodeInvalid' });
      expect(await statusOf(id)).toBe('VERIFIED');
    });

    it('bears five wrong tries, also all at once, and then no right one', async () => {
      const { id } = await aVerifiedCase();
      const code = await issue(id);
      const wrong = `${code.slice(0, 10)}2222-2222`;
      await Promise.all(Array.from({ length: 6 }, () => byCode(wrong)));
      expect(await byCode(code)).toMatchObject({ __typename: 'EvaluationCodeInvalid' });
      const [row] = await test.sql('select tries_left from evaluation_code where case_id = $1', [id]);
      expect(row?.tries_left).toBe(0);
    });

    it('loses no try to what the complainant got wrong besides', async () => {
      const { id } = await aVerifiedCase();
      const code = await issue(id);
      for (let i = 0; i < 7; i += 1)
        expect(await byCode(code, { satisfied: true, reasonCodes: ['NOT_SOLVED'] })).toMatchObject({
          field: 'input.reasonCodes',
        });
      expect(await byCode(code, { satisfied: true, comment: 'x'.repeat(1_001) })).toMatchObject({
        field: 'input.comment',
      });
      expect(await byCode(code, { satisfied: false, reasonCodes: ['TOO_SLOW'] })).toMatchObject({
        __typename: 'EvaluateByCodeSuccess',
      });
      expect(await statusOf(id)).toBe('VERIFIED');
    });

    it('is limited in rate over all codes, for a minute', async () => {
      test.setNow(new Date('2026-03-02T03:00:00Z'));
      const { id } = await aVerifiedCase();
      const code = await issue(id);
      for (let i = 0; i < 60; i += 1) await byCode(i % 2 === 0 ? 'nonsense' : '2222-2222-2222-2222');
      expect(await byCode(code)).toMatchObject({ __typename: 'TooManyAttempts', code: 'LIMIT_EXCEEDED' });
      test.setNow(new Date('2026-03-02T03:01:00Z'));
      expect(await byCode(code)).toMatchObject({ __typename: 'EvaluateByCodeSuccess' });
    });

    it('is told once to who gives it out, and kept as a hash alone', async () => {
      const { id } = await aVerifiedCase();
      const input = { caseId: id, clientMutationKey: 'code-once' };
      const first = await mutate('issueEvaluationCode', input, secretary, 'evaluationCode expiresAt');
      const again = await mutate('issueEvaluationCode', input, secretary, 'evaluationCode expiresAt');
      expect(first.evaluationCode).toMatch(/^\w{4}-/u);
      expect(again).toMatchObject({ __typename: 'IssueEvaluationCodeSuccess', evaluationCode: null, expiresAt: null });
      expect(await byCode(first.evaluationCode as string)).toMatchObject({ __typename: 'EvaluateByCodeSuccess' });
    });

    it('is not given out by those who do not call back', async () => {
      const { id } = await aVerifiedCase();
      expect(await mutate('issueEvaluationCode', { caseId: id }, resident, 'evaluationCode')).toMatchObject({
        codes: ['FORBIDDEN'],
      });
      expect(await mutate('issueEvaluationCode', { caseId: id }, otherSecretary, 'evaluationCode')).toMatchObject({
        __typename: 'NotFound',
      });
    });
  });

  it('has reasons that the office sets and withdraws', async () => {
    const put = (input: object, as = office) =>
      mutate('putEvaluationReason', input, as, 'reason { code name satisfied needsDecision }');
    const right = { code: 'NOT_TOLD', nameZh: '没有人告知结果', nameEn: 'Nobody told the result', satisfied: false };
    expect(await put(right)).toMatchObject({
      reason: { code: 'NOT_TOLD', name: '没有人告知结果', needsDecision: false },
    });
    expect(await put({ ...right, code: 'not told' })).toMatchObject({ field: 'input.code' });
    expect(await put({ ...right, nameZh: ' ' })).toMatchObject({ field: 'input.nameZh' });
    expect(await put({ ...right, satisfied: true, needsDecision: true })).toMatchObject({
      field: 'input.needsDecision',
    });
    expect(await put(right, secretary)).toMatchObject({ codes: ['FORBIDDEN'] });
    await put({ ...right, withdrawn: true });
    const { data } = await test.execute('{ evaluationReasons { code } }');
    expect(JSON.stringify(data)).not.toContain('NOT_TOLD');
  });
});
