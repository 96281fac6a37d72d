import { expect } from '@jest/globals';
import type { Caller } from '@gridloom/access';
import { callerAt, type TestSubgraph } from '@gridloom/testkit';

import { aHistory, caseId, county, seedCases } from './seed.ts';

const gridOffice = callerAt('GRID_OFFICE', county);

const document = (name: string, type: string) => `mutation ($input: ${type}Input!) { step: ${name}(input: $input) {
  __typename
  ... on ${type}Success { case { id status stateName inGrid coversTerritory returnBy lookAgainOn reopenCount archivedAt handler { id }
    deadline { stage dueAt } allowedActions requests { kind outcome workingDays grantedWorkingDays reason decisionNote lookAgainOn } } }
  ... on UserError { code message }
  ... on InvalidInput { field allowed }
  ... on TransitionNotAllowed { currentStatus allowedActions } } }`;

/** Takes cases through their steps, by the mutations. `now` is the time of the test. */
export const caseSteps = (test: () => TestSubgraph, now: Date) => {
  let next = 0;
  const aCaseAfter = async (length: number, options: Parameters<typeof aHistory>[1] = {}) => {
    next += 1;
    const plain = { reportedAt: new Date(now.getTime() - length * 3_600_000) };
    const history = aHistory(next, { ...plain, length, ...options });
    const steps = history.steps.map((step, index) => ({
      ...step,
      at: new Date(history.reportedAt.getTime() + (index + 1) * 1_800_000),
      ...(step.action === 'DISPATCH' ? { assistantIds: [] } : {}),
      ...(step.action === 'ACCEPT' ? { serviceItemCode: 'A-001' } : {}),
    }));
    await seedCases(test(), [{ ...history, steps }], `case-${String(next)}`);
    return caseId(next);
  };

  const step = async (name: string, input: object, as: Caller, locale: 'zh' | 'en' = 'zh') => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const { data, codes, errors } = await test().execute(document(name, type), { input }, { as, locale });
    return { codes, errors, ...(data as { step?: Record<string, unknown> } | null)?.step } as Record<string, unknown>;
  };
  const ok = async (name: string, input: object, as: Caller) => {
    const answer = await step(name, input, as);
    expect({ name, codes: answer.codes, errors: answer.errors, type: answer.__typename }).toMatchObject({
      name,
      codes: [],
      type: `${name.charAt(0).toUpperCase()}${name.slice(1)}Success`,
    });
    return answer.case as Record<string, unknown> | null;
  };
  const told = async (id: string) =>
    (await test().outbox())
      .filter(({ key, type }) => key === id && type.startsWith('gridloom.cases.case.'))
      .map(({ type }) => type.split('.')[3]);
  const timeline = async (id: string) => {
    const { data } = await test().execute(
      `query ($id: ID!) { case(id: $id) { timeline { action reason note actor { id } organization { id } onBehalfOf { id } } } }`,
      { id },
      { as: gridOffice },
    );
    return (data as unknown as { case: { timeline: Record<string, unknown>[] } }).case.timeline;
  };
  return { aCaseAfter, step, ok, told, timeline };
};
