import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { assessmentSteps, seedCases, type Person } from '../testing/assess.ts';
import { aCounty, idOf, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { ask } from '../testing/run.ts';

let county: County;
let steps: ReturnType<typeof assessmentSteps>;
let runId = '';
beforeAll(async () => {
  county = await aCounty();
  await seedCases(county);
  steps = assessmentSteps(county);
  await steps.setScheme();
  runId = ((await steps.start()).assessmentRun as { id: string }).id;
  await county.subgraph.runJobs();
  await steps.step('publish', runId);
});
afterAll(() => county.stop());

describe('An objection', () => {
  let own = '';
  let objectionId = '';
  test('is the worker’s alone, to the own result, one at a time', async () => {
    const [head, worker] = await steps.results('gridOffice', runId);
    own = worker?.id ?? '';
    expect(await steps.object({ assessmentId: head?.id, text: '不是我的结果' })).toMatchObject({
      __typename: 'NotFound',
    });
    expect(await steps.object({ assessmentId: own, text: '不对' })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'input.text',
    });
    const answers = await Promise.all(
      [1, 2, 3].map(() =>
        steps.object({ assessmentId: own, text: '第2户长期外出，门上有留言', indicator: 'VISITS_NOT_OVERDUE' }),
      ),
    );
    const made = answers.find(({ __typename }) => __typename === 'ObjectToAssessmentSuccess');
    expect(answers.filter(({ __typename }) => __typename === 'Conflict')).toHaveLength(2);
    objectionId = (made?.objection as { id: string }).id;
  });

  test('is read by the worker and the grid office, not by others who see the result', async () => {
    const words = async (who: Person) =>
      (
        (await ask(county, people[who], `{ assessment(id: "${own}") { objections { status text } } }`)).data
          ?.assessment as { objections: unknown[] } | null
      )?.objections;
    expect(await words('worker')).toEqual([{ status: 'OPEN', text: '第2户长期外出，门上有留言' }]);
    expect(await words('gridOffice')).toEqual([{ status: 'OPEN', text: '第2户长期外出，门上有留言' }]);
    expect(await words('secretary')).toEqual([{ status: 'OPEN', text: null }]);
    const open = await ask(
      county,
      people.gridOffice,
      '{ objectionsToAnswer { totalCount edges { node { id assessment { worker { id } } } } } }',
    );
    expect(open.data?.objectionsToAnswer).toEqual({
      totalCount: 1,
      edges: [{ node: { id: objectionId, assessment: { worker: { id: idOf('worker', 2) } } } }],
    });
  });

  test('is answered with rows of the worker left out, from which the score follows; the entry stays', async () => {
    const late = await ask(
      county,
      people.gridOffice,
      `{ assessment(id: "${own}") { score indicators { indicator rows(good: false) { edges { node { subjectId } } } } } }`,
    );
    const shown = late.data?.assessment as {
      score: number;
      indicators: { indicator: string; rows: { edges: { node: { subjectId: string } }[] } }[];
    };
    const leaveOut = (
      shown.indicators.find(({ indicator }) => indicator === 'VISITS_NOT_OVERDUE')?.rows.edges ?? []
    ).map(({ node }) => ({ indicator: 'VISITS_NOT_OVERDUE', subjectId: node.subjectId }));
    expect(leaveOut).toHaveLength(2);
    expect(
      await steps.answer({
        objectionId,
        answer: '属实',
        leaveOut: [{ indicator: 'DATA_VERIFIED', subjectId: leaveOut[0]?.subjectId }],
      }),
    ).toMatchObject({ field: 'input.leaveOut.0.subjectId' });
    expect(await steps.answer({ objectionId, answer: '属实', leaveOut: [leaveOut[0], leaveOut[0]] })).toMatchObject({
      field: 'input.leaveOut.1.subjectId',
    });
    expect(await steps.answer({ objectionId, answer: '' })).toMatchObject({ field: 'input.answer' });
    const adjusted = await steps.answer({ objectionId, answer: '属实，予以剔除', leaveOut });
    const after = Math.round((70 * (2 / 3) + 20 * (2 / 8) + 10 * 1) * 10) / 10;
    expect(adjusted).toMatchObject({
      objection: { status: 'ADJUSTED', scoreBefore: shown.score, scoreAfter: after, assessment: { score: after } },
    });
    expect(await steps.answer({ objectionId, answer: '再答' })).toMatchObject({ __typename: 'Conflict' });
    const seen = await ask(
      county,
      people.worker,
      `{ assessment(id: "${own}") { objections { answer } indicators { indicator good total rows { totalCount edges { node { leftOut } } } } } }`,
    );
    expect(seen.data?.assessment).toMatchObject({ objections: [{ answer: '属实，予以剔除' }] });
    const visits = (
      seen.data?.assessment as {
        indicators: {
          good: number;
          total: number;
          rows: { totalCount: number; edges: { node: { leftOut: boolean } }[] };
        }[];
      }
    ).indicators[4];
    expect([
      visits?.good,
      visits?.total,
      visits?.rows.totalCount,
      visits?.rows.edges.filter(({ node }) => node.leftOut).length,
    ]).toEqual([2, 2, 4, 2]);
  });

  test('keeps the result from becoming final until it is answered, and comes too late after the last day', async () => {
    const second = await steps.object({ assessmentId: own, text: '案件二的返工不是我们的原因' });
    county.subgraph.setNow(new Date('2026-03-10T02:00:00Z'));
    expect(
      await steps.object(
        { assessmentId: (await steps.results('gridOffice', runId))[0]?.id, text: '我也有意见要提' },
        'head',
      ),
    ).toMatchObject({
      __typename: 'Conflict',
      message: expect.stringContaining('2026-03-09'),
    });
    await county.subgraph.runScheduledJob('finish-assessments');
    const status = async () =>
      (await ask(county, people.worker, `{ assessmentRun(id: "${runId}") { status openObjections } }`)).data
        ?.assessmentRun;
    expect(await status()).toEqual({ status: 'PUBLISHED', openObjections: 1 });
    expect(
      await steps.answer({ objectionId: (second.objection as { id: string }).id, answer: '返工由网格核实提出，维持' }),
    ).toMatchObject({ objection: { status: 'KEPT' } });
    await county.subgraph.runScheduledJob('finish-assessments');
    expect(await status()).toEqual({ status: 'FINAL', openObjections: 0 });
    const told = (await county.subgraph.outbox()).filter(({ type }) => type.includes('assessment-run'));
    expect(told.map(({ type }) => type.split('.')[3])).toEqual(['published', 'state', 'finished', 'state']);
    expect(JSON.stringify(told)).not.toMatch(/score|网格员/);
    expect(told[1]?.data).toMatchObject({ status: 'PUBLISHED', workerCount: 2, objectionsUntil: '2026-03-09' });
  });
});
