import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import { callerAt, callerOf, testSubgraph, type TestSubgraph } from '@gridloom/testkit';

import { subgraph } from '../subgraph.ts';
import { caseSteps } from '../testing/case-steps.ts';
import { recountFigures } from '../testing/recount-figures.ts';
import { county, ids, otherVillage, seedCounty, village } from '../testing/seed.ts';

const secretary = callerAt('COMMUNITY_SECRETARY', village);
const officer = callerOf('DEPARTMENT_OFFICER', ids.roads);
const gridOffice = callerAt('GRID_OFFICE', county);
const administrator = callerAt('COUNTY_ADMINISTRATOR', county);
const now = new Date('2026-03-02T02:00:00Z');

describe('what handlers ask for', () => {
  let test: TestSubgraph;
  const { aCaseAfter, step, ok, told } = caseSteps(() => test, now);

  beforeAll(async () => {
    test = await testSubgraph(subgraph, { now });
    await seedCounty(test);
  });
  afterAll(() => test.stop());

  it('is more time, which moves the deadline; a second time only from a higher approver', async () => {
    const id = await aCaseAfter(3);
    const asked = { caseId: id, workingDays: 3, note: '材料未到' };
    expect(await step('askCaseExtension', { ...asked, workingDays: 99 }, officer)).toMatchObject({
      field: 'input.workingDays',
      allowed: '1–20',
    });
    const before = await ok('askCaseExtension', asked, officer);
    expect(before?.requests).toEqual([
      {
        kind: 'EXTENSION',
        outcome: null,
        workingDays: 3,
        grantedWorkingDays: null,
        reason: '材料未到',
        decisionNote: null,
        lookAgainOn: null,
      },
    ]);
    expect(await step('askCaseExtension', asked, officer)).toMatchObject({ __typename: 'TransitionNotAllowed' });
    expect(await step('decideCaseExtension', { caseId: id, granted: true }, secretary)).toMatchObject({
      codes: ['FORBIDDEN'],
    });
    const both = await Promise.all(
      [gridOffice, administrator].map((as) => step('decideCaseExtension', { caseId: id, granted: true }, as)),
    );
    expect(both.map(({ __typename }) => __typename).sort()).toEqual([
      'DecideCaseExtensionSuccess',
      'TransitionNotAllowed',
    ]);
    const [row] = await test.sql(
      `select c.due_at::text as of_case, d.due_at::text as of_clock, d.moves, c.extension_count from case_file c
       join case_deadline d on d.case_id = c.id and d.ended_at is null where c.id = $1`,
      [id],
    );
    expect(row).toMatchObject({ extension_count: 1, moves: [{ kind: 'EXTENSION', amount: 3, unit: 'WORKING_DAYS' }] });
    expect(row?.of_case).toBe(row?.of_clock);
    expect(new Date(String(row?.of_case)).toISOString() > (before?.deadline as { dueAt: string }).dueAt).toBe(true);
    await ok('askCaseExtension', { ...asked, workingDays: 2 }, officer);
    expect(await step('decideCaseExtension', { caseId: id, granted: true }, gridOffice)).toMatchObject({
      codes: ['FORBIDDEN'],
    });
    const refused = await ok('decideCaseExtension', { caseId: id, granted: false, note: '已延过' }, administrator);
    expect(refused?.requests).toMatchObject([
      { outcome: 'GRANTED', grantedWorkingDays: 3 },
      { outcome: 'REFUSED', decisionNote: '已延过' },
    ]);
    expect(await told(id)).toEqual([
      'extension-asked',
      'state',
      'extended',
      'state',
      'extension-asked',
      'state',
      'extension-refused',
      'state',
    ]);
  });

  it('is listed while it waits for a decision, oldest first, within reach', async () => {
    const list = async (variables: object, as: Caller) => {
      const { data, codes } = await test.execute(
        `query ($kind: CaseRequestKind, $first: Int, $after: String) { pendingCaseRequests(kind: $kind, first: $first, after: $after) {
           totalCount pageInfo { hasNextPage endCursor } edges { node { kind reason case { id } } } } }`,
        { ...variables },
        { as },
      );
      return { codes, page: (data as { pendingCaseRequests?: Record<string, unknown> } | null)?.pendingCaseRequests };
    };
    const [first, second] = [await aCaseAfter(3), await aCaseAfter(3)];
    await ok('askCaseExtension', { caseId: first, workingDays: 2, note: '一' }, officer);
    await ok('askCaseDeferral', { caseId: second, note: '二' }, officer);
    const all = await list({}, gridOffice);
    expect(all.page).toMatchObject({ totalCount: 2 });
    const extensions = await list({ kind: 'EXTENSION', first: 1 }, gridOffice);
    expect(extensions.page).toMatchObject({
      totalCount: 1,
      pageInfo: { hasNextPage: false },
      edges: [{ node: { kind: 'EXTENSION', reason: '一', case: { id: first } } }],
    });
    const one = await list({ first: 1 }, gridOffice);
    const statements = test.statements().length;
    const rest = await list({ first: 5, after: (one.page?.pageInfo as { endCursor: string }).endCursor }, gridOffice);
    expect((rest.page?.edges as unknown[]).length).toBe(1);
    expect(test.statements().length).toBe(statements);
    expect((await list({}, callerAt('GRID_OFFICE', otherVillage))).page).toMatchObject({ totalCount: 0 });
    expect((await list({}, officer)).codes).toEqual(['FORBIDDEN']);
  });

  it('is more time before the deadline only', async () => {
    const id = await aCaseAfter(3);
    test.setNow(new Date('2026-04-02T02:00:00Z'));
    try {
      expect(await step('askCaseExtension', { caseId: id, workingDays: 3, note: '晚了' }, officer)).toMatchObject({
        __typename: 'TransitionNotAllowed',
      });
    } finally {
      test.setNow(now);
    }
  });

  it('is to put a case off, which is looked at again on the day, once', async () => {
    const id = await aCaseAfter(3);
    const asked = { caseId: id, note: '等汛期过', lookAgainOn: '2026-03-10' };
    expect(await step('askCaseDeferral', { ...asked, lookAgainOn: '2026-03-02' }, officer)).toMatchObject({
      field: 'input.lookAgainOn',
    });
    await ok('askCaseDeferral', asked, officer);
    await ok('refuseCaseDeferral', { caseId: id, note: '先试试' }, gridOffice);
    await ok('askCaseDeferral', asked, officer);
    const deferred = await ok('deferCase', { caseId: id, note: '同意', lookAgainOn: '2026-03-10' }, gridOffice);
    expect(deferred).toMatchObject({ status: 'DEFERRED', lookAgainOn: '2026-03-10' });
    expect(deferred?.requests).toMatchObject([{ outcome: 'REFUSED' }, { outcome: 'GRANTED' }]);
    test.setNow(new Date('2026-03-10T03:00:00Z'));
    try {
      expect(await test.runJobs()).toContain('look-again-at-deferred-case');
      expect(await test.runJobs()).not.toContain('look-again-at-deferred-case');
    } finally {
      test.setNow(now);
    }
    expect((await told(id)).slice(-2)).toEqual(['deferral-fell-due', 'state']);
    await ok('resumeCase', { caseId: id }, gridOffice);
  });

  it('is not looked at again where it was resumed before', async () => {
    const id = await aCaseAfter(3);
    await ok('deferCase', { caseId: id, note: '等', lookAgainOn: '2026-03-11' }, gridOffice);
    await ok('resumeCase', { caseId: id }, gridOffice);
    test.setNow(new Date('2026-03-12T03:00:00Z'));
    try {
      await test.runJobs();
    } finally {
      test.setNow(now);
    }
    expect(await told(id)).not.toContain('deferral-fell-due');
  });

  it('leaves figures that equal the rows', async () => {
    expect(await recountFigures(test.sql)).toEqual([]);
  });
});
