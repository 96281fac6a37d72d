import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { assessmentSteps, numbersOf, seedCases, weights, type Person } from '../testing/assess.ts';
import { aCounty, BAISHU, idOf, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { ask } from '../testing/run.ts';

let county: County;
let steps: ReturnType<typeof assessmentSteps>;
beforeAll(async () => {
  county = await aCounty();
  await seedCases(county);
  steps = assessmentSteps(county);
});
afterAll(() => county.stop());

/** How often each kind of statement ran since the last look; five lists are read at once, so loads of one kind may or may not meet in one batch. */
const kindsOfStatements = () => {
  const kinds = new Map<string, number>();
  for (const statement of county.subgraph.statements()) {
    const kind = statement.replace(/'[^']*'(, )?|limit \d+/g, '');
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return kinds;
};

let runId = '';

describe('The weights of an assessment', () => {
  test('are refused where they are not 100, unknown, or of a forbidden kind, which is named with the reason', async () => {
    expect(await steps.setScheme({ weights: weights.slice(1) })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'input.weights',
      allowed: '100',
    });
    expect(await steps.setScheme({ weights: [{ indicator: 'SMILES', weight: 100 }] })).toMatchObject({
      field: 'input.weights.0.indicator',
    });
    expect(await steps.setScheme({ weights: [{ indicator: 'DATA_VERIFIED', weight: 101 }] })).toMatchObject({
      field: 'input.weights.0.weight',
    });
    expect(await steps.setScheme({ objectionDays: 0 })).toMatchObject({ field: 'input.objectionDays' });
    expect(
      await steps.setScheme({ weights: [...weights.slice(0, 4), { indicator: '在线时长', weight: 10 }] }),
    ).toMatchObject({
      __typename: 'IndicatorForbidden',
      code: 'RULE_VIOLATED',
      field: 'input.weights.4.indicator',
      indicator: '在线时长',
      forbidden: { code: 'ONLINE_TIME' },
      message: expect.stringMatching(/time on-line: national rules of 2026 forbid/),
    });
    expect(await steps.start()).toMatchObject({ __typename: 'Conflict', message: expect.stringContaining('weights') });
    expect(await steps.setScheme()).toMatchObject({
      assessmentScheme: { validFrom: '2026-01-01', objectionDays: 7, weights },
    });
    expect(await steps.setScheme()).toMatchObject({ __typename: 'Conflict' });
    const { data } = await ask(
      county,
      people.worker,
      '{ forbiddenIndicators { code label } assessmentSchemes { weights { weight } } }',
    );
    expect(data).toMatchObject({
      forbiddenIndicators: [{ code: 'CHECK_INS' }, { code: 'POINTS' }, { code: 'RANKINGS' }, { code: 'ONLINE_TIME' }],
      assessmentSchemes: [{}],
    });
  });
});

describe('An assessment', () => {
  test('is refused for days that are not over, too many, not in order, or for an area that is none of the caller’s', async () => {
    expect(await steps.start({ periodTo: '2026-03-02' })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'input.periodTo',
    });
    expect(await steps.start({ periodTo: '2027-01-01' })).toMatchObject({ field: 'input.periodTo' });
    expect(await steps.start({ periodFrom: '2026-02-02', periodTo: '2026-02-01' })).toMatchObject({
      field: 'input.periodTo',
    });
    expect(await steps.start({ periodFrom: '2025-02-01' })).toMatchObject({ field: 'input.periodFrom' });
    expect(await steps.start({ areaCode: '999999' })).toMatchObject({ __typename: 'NotFound' });
  });

  test('is computed step by step from outcomes, equal to what one counts by hand', async () => {
    const begun = await steps.start();
    runId = (begun.assessmentRun as { id: string }).id;
    expect(begun).toMatchObject({
      assessmentRun: { status: 'COMPUTING', doneSteps: 0, totalSteps: 3, area: { code: BAISHU } },
    });
    expect(await steps.results('gridOffice', runId)).toEqual([]);
    expect(await county.subgraph.runJobs()).toEqual(['compute-assessment', 'compute-assessment', 'compute-assessment']);
    const found = await steps.results('gridOffice', runId);
    expect(found.map(({ worker }) => worker.id)).toEqual([idOf('worker', 1), idOf('worker', 2)]);
    const [head, worker] = found;
    if (!head || !worker) throw new Error('Two workers are assessed');
    expect(numbersOf(head)).toEqual({
      VERIFIED_CLOSURES: '2/2',
      CLOSED_WITHOUT_REWORK: '1/2',
      CALL_BACKS_SATISFIED: '2/3',
      DATA_VERIFIED: '2/6',
      VISITS_NOT_OVERDUE: '2/3',
    });
    expect(numbersOf(worker)).toEqual({
      VERIFIED_CLOSURES: '2/3',
      CLOSED_WITHOUT_REWORK: '2/3',
      CALL_BACKS_SATISFIED: '2/3',
      DATA_VERIFIED: '2/8',
      VISITS_NOT_OVERDUE: '2/4',
    });
    expect(head.score).toBe(Math.round((30 * 1 + 20 * 0.5 + 20 * (2 / 3) + 20 * (2 / 6) + 10 * (2 / 3)) * 10) / 10);
    expect(worker.indicators[0]).toMatchObject({ score: 66.7 });
  });

  test('is there once for a worker and a day', async () => {
    expect(await steps.start({ periodFrom: '2026-02-28' })).toMatchObject({ __typename: 'Conflict' });
    expect(await steps.start({ areaCode: '410326' })).toMatchObject({ __typename: 'Conflict' });
    const begun = await Promise.all([1, 2, 3].map(() => steps.start({ areaCode: '410326104' })));
    expect(begun.filter(({ __typename }) => __typename === 'StartAssessmentSuccess')).toHaveLength(1);
    await county.subgraph.runJobs();
  });

  test('counts what is known anew while it is a draft: days of absence are not the worker’s', async () => {
    await county.subgraph.sql(
      `insert into grid_worker_absence (id, grid_worker_id, since, until, kind, recorded_by_account_id, recorded_at)
       values (gen_random_uuid(), $1, '2026-02-01', '2026-02-15', 'LEAVE', $1, now())`,
      [idOf('worker', 2)],
    );
    expect(await steps.step('recompute', runId)).toMatchObject({
      assessmentRun: { status: 'COMPUTING', doneSteps: 0 },
    });
    expect(await steps.step('publish', runId)).toMatchObject({ __typename: 'Conflict' });
    await county.subgraph.runJobs();
    const [, worker] = await steps.results('gridOffice', runId);
    expect(worker && numbersOf(worker)).toEqual({
      VERIFIED_CLOSURES: '1/1',
      CLOSED_WITHOUT_REWORK: '0/1',
      CALL_BACKS_SATISFIED: '0/1',
      DATA_VERIFIED: '2/8',
      VISITS_NOT_OVERDUE: '2/4',
    });
    const { data } = await ask(
      county,
      people.gridOffice,
      `{ assessment(id: "${worker?.id ?? ''}") { spans { since until grid { id } } } }`,
    );
    expect(data?.assessment).toEqual({
      spans: [1, 2].map((n) => ({ since: '2026-02-15', until: '2026-03-01', grid: { id: idOf('grid', n) } })),
    });
  });

  test('is seen by nobody but the grid office before it is published', async () => {
    for (const who of ['worker', 'head', 'secretary', 'townshipOfficer'] as const) {
      const { data } = await ask(county, people[who], `{ assessmentRun(id: "${runId}") { id } myAssessments { id } }`);
      expect([who, data]).toEqual([who, { assessmentRun: null, myAssessments: [] }]);
      if (who !== 'worker') expect(await steps.results(who, runId)).toEqual([]);
    }
    expect(await steps.step('publish', runId)).toMatchObject({
      assessmentRun: { status: 'PUBLISHED', objectionsUntil: '2026-03-09' },
    });
    expect(await steps.step('publish', runId)).toMatchObject({ __typename: 'Conflict' });
    expect(await steps.step('recompute', runId)).toMatchObject({ __typename: 'Conflict' });
    expect(await steps.step('withdraw', runId)).toMatchObject({ __typename: 'Conflict' });
  });

  test('is seen then by the worker, and by whoever is over the grid; a worker sees no other', async () => {
    const names = async (who: Person) => (await steps.results(who, runId)).map(({ worker }) => worker.id);
    const both = [idOf('worker', 1), idOf('worker', 2)];
    for (const who of ['head', 'secretary', 'townshipOfficer', 'gridOffice', 'administrator'] as const) {
      expect([who, await names(who)]).toEqual([who, both]);
    }
    expect(await names('strangeSecretary')).toEqual([]);
    for (const who of ['worker', 'strangeWorker', 'resident', 'departmentOfficer', 'dataTeam', 'auditor'] as const) {
      await expect(names(who)).rejects.toThrow('FORBIDDEN');
    }
    const [other, own] = await steps.results('gridOffice', runId);
    const { data } = await ask(
      county,
      people.worker,
      `{ own: assessment(id: "${own?.id ?? ''}") { id } other: assessment(id: "${other?.id ?? ''}") { id } myAssessments { id worker { id } } }`,
    );
    expect(data).toEqual({
      own: { id: own?.id },
      other: null,
      myAssessments: [{ id: own?.id, worker: { id: idOf('worker', 2) } }],
    });
    const colleagues = await ask(county, people.worker, `{ gridWorkers { edges { node { id assessments { id } } } } }`);
    expect(
      (colleagues.data?.gridWorkers as { edges: { node: { assessments: unknown[] } }[] }).edges.map(
        ({ node }) => node.assessments.length,
      ),
    ).toEqual([0, 1, 0, 0]);
  });

  test('explains each number down to the rows, page by page, in a constant number of statements', async () => {
    const rows = async (who: Person, args: string) => {
      const { data, errors } = await ask(
        county,
        people[who],
        `{ myAssessments { indicators { indicator total rows${args} { totalCount pageInfo { hasNextPage endCursor } edges { node {
           subjectId day good leftOut grid { id } case { id } household { id } resident { id } } } } } } }`,
      );
      expect(errors).toEqual([]);
      const [own] = data?.myAssessments as {
        indicators: {
          indicator: string;
          total: number;
          rows: { totalCount: number; pageInfo: { endCursor: string }; edges: { node: object }[] };
        }[];
      }[];
      return own?.indicators ?? [];
    };
    const all = await rows('worker', '');
    const kindsOfAll = kindsOfStatements();
    expect(all.map(({ total, rows: { totalCount, edges } }) => [total, totalCount, edges.length])).toEqual([
      [1, 1, 1],
      [1, 1, 1],
      [1, 1, 1],
      [8, 8, 8],
      [4, 4, 4],
    ]);
    expect(all[0]?.rows.edges[0]?.node).toEqual({
      subjectId: idOf('case', 2),
      day: '2026-02-28',
      good: true,
      leftOut: false,
      grid: { id: idOf('grid', 1) },
      case: { id: idOf('case', 2) },
      household: null,
      resident: null,
    });
    expect(all[3]?.rows.edges[0]?.node).toMatchObject({ day: '2026-02-28', case: null, household: null });
    expect(await rows('worker', '(first: 6)')).toHaveLength(5);
    const kindsOfPage = kindsOfStatements();
    expect([...kindsOfPage.keys()].toSorted()).toEqual([...kindsOfAll.keys()].toSorted());
    expect(Math.max(...kindsOfAll.values(), ...kindsOfPage.values())).toBeLessThanOrEqual(all.length);
    expect((await rows('worker', '(good: false)'))[4]?.rows.totalCount).toBe(2);
  });
});

describe('A draft', () => {
  test('can be given up, and the days be assessed again; its jobs do nothing any more', async () => {
    county.subgraph.setNow(new Date('2026-03-10T02:00:00Z'));
    const begun = await steps.start({ periodFrom: '2026-03-01', periodTo: '2026-03-05' });
    const { id } = begun.assessmentRun as { id: string };
    expect(await steps.step('withdraw', id)).toMatchObject({ assessmentRun: { status: 'WITHDRAWN' } });
    await county.subgraph.runJobs();
    expect(await steps.results('gridOffice', id)).toEqual([]);
    expect(await steps.start({ periodFrom: '2026-03-01', periodTo: '2026-03-05' })).toMatchObject({
      __typename: 'StartAssessmentSuccess',
    });
    const { data } = await ask(
      county,
      people.gridOffice,
      '{ assessmentRuns(first: 2) { totalCount pageInfo { hasNextPage } edges { node { status } } } }',
    );
    expect(data?.assessmentRuns).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
    const seen = await ask(county, people.worker, '{ assessmentRuns { totalCount } }');
    expect(seen.data?.assessmentRuns).toEqual({ totalCount: 1 });
  });
});
