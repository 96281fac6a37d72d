import { beforeAll, describe, expect, it } from '@jest/globals';

import { readEvents } from '../harness/events.ts';
import { ask, askUntil, at, listAt, textAt } from '../harness/graph.ts';
import { tokenOf } from '../harness/tokens.ts';

const COUNTY = '410326';
const WANGPING = '410326204200';
const SHUANGQUAN = '410326106202';

/** A day of the county so many days from now. */
const dayIn = (days: number) => new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);

const workersOf = `query ($id: ID!) { grid(id: $id) { workers { role worker { id name } } } }`;
const dueIn = `query ($id: ID!) { grid(id: $id) { householdsDue(first: 1) { totalCount } dataQuality { staleHouseholds } } }`;
const resultsOf = `{ myAssessments { id score run { id status } indicators { indicator weight good total score
  rows(first: 3) { totalCount edges { node { subjectId good leftOut household { id } resident { id } case { id } } } } }
  objections { status text answer scoreBefore scoreAfter } } }`;

const send = async (name: string, input: object, selection: string, token: string) => {
  const type = name.charAt(0).toUpperCase() + name.slice(1);
  const { data, errors } = await ask(
    `mutation ($input: ${type}Input!) { step: ${name}(input: $input) { __typename ... on ${type}Success ${selection} ... on UserError { code message } } }`,
    { variables: { input }, token, language: 'en' },
  );
  expect({ name, errors }).toEqual({ name, errors: [] });
  return at(data, 'step');
};

describe('grid workers stand in for each other and are assessed by outcomes', () => {
  const people = { gridOffice: '', secretary: '', worker: '', head: '', standIn: '' };
  let grid = '';
  let otherGrid = '';
  let absence = '';
  let run = '';

  const headOf = async (id: string) => {
    const { data } = await ask(workersOf, { variables: { id }, token: people.gridOffice });
    const head = listAt(data, 'grid.workers').find((held) => at(held, 'role') === 'GRID_HEAD');
    return textAt(head, 'worker.id');
  };
  const firstGridOf = async (village: string) => {
    const { data } = await ask(`{ area(code: "${village}") { grids(first: 1) { edges { node { id } } } } }`);
    return textAt(data, 'area.grids.edges.0.node.id');
  };
  const seesHouseholds = (answer: { readonly data: unknown }) => at(answer.data, 'grid.dataQuality') !== null;

  beforeAll(async () => {
    grid = await firstGridOf(WANGPING);
    otherGrid = await firstGridOf(SHUANGQUAN);
    people.gridOffice = await tokenOf({ role: 'GRID_OFFICE', jurisdiction: COUNTY });
    people.secretary = await tokenOf({ role: 'COMMUNITY_SECRETARY', jurisdiction: WANGPING });
    people.worker = await tokenOf({ role: 'GRID_WORKER', grid });
    people.head = await tokenOf({ role: 'GRID_HEAD', grid });
    people.standIn = await tokenOf({ role: 'GRID_HEAD', grid: otherGrid });
  });

  it('the head of a grid is away, and the head of another one may act there from that day on', async () => {
    const before = await ask(dueIn, { variables: { id: grid }, token: people.standIn });
    expect(seesHouseholds(before)).toBe(false);
    const step = await send(
      'recordAbsence',
      {
        gridWorkerId: await headOf(grid),
        substituteId: await headOf(otherGrid),
        since: dayIn(0),
        until: dayIn(5),
        kind: 'LEAVE',
      },
      '{ absence { id standIns { role until } } }',
      people.gridOffice,
    );
    expect(at(step, 'absence.standIns')).toEqual([{ role: 'GRID_HEAD', until: dayIn(5) }]);
    absence = textAt(step, 'absence.id');
    const after = await askUntil(dueIn, { variables: { id: grid }, token: people.standIn }, seesHouseholds);
    expect(seesHouseholds(after)).toBe(true);
  });

  it('and may no more when the absence is over sooner', async () => {
    await send(
      'changeAbsence',
      { absenceId: absence, withoutSubstitute: true },
      '{ absence { id } }',
      people.gridOffice,
    );
    const gone = await askUntil(
      dueIn,
      { variables: { id: grid }, token: people.standIn },
      (answer) => !seesHouseholds(answer),
    );
    expect(seesHouseholds(gone)).toBe(false);
  });

  it('time on-line is refused as a measure, by its name', async () => {
    const step = await send(
      'setAssessmentScheme',
      { validFrom: '2020-01-01', objectionDays: 7, weights: [{ indicator: '在线时长', weight: 100 }] },
      '{ assessmentScheme { id } }',
      people.gridOffice,
    );
    expect(step).toMatchObject({ __typename: 'IndicatorForbidden', code: 'RULE_VIOLATED' });
    expect(textAt(step, 'message')).toContain('national rules of 2026');
  });

  it('a village is assessed by what rows prove, and nobody sees it before it is published', async () => {
    const weights = [
      { indicator: 'CALL_BACKS_SATISFIED', weight: 30 },
      { indicator: 'DATA_VERIFIED', weight: 40 },
      { indicator: 'VISITS_NOT_OVERDUE', weight: 30 },
    ];
    await send(
      'setAssessmentScheme',
      { validFrom: '2020-01-01', objectionDays: 7, weights },
      '{ assessmentScheme { id } }',
      people.gridOffice,
    );
    const started = await send(
      'startAssessment',
      { areaCode: WANGPING, periodFrom: dayIn(-60), periodTo: dayIn(-1) },
      '{ assessmentRun { id } }',
      people.gridOffice,
    );
    run = textAt(started, 'assessmentRun.id');
    const { data } = await askUntil(
      `{ assessmentRun(id: "${run}") { status doneSteps totalSteps workerCount } }`,
      { token: people.gridOffice },
      (answer) => at(answer.data, 'assessmentRun.status') === 'DRAFT',
    );
    expect(at(data, 'assessmentRun')).toMatchObject({ status: 'DRAFT', doneSteps: 3, totalSteps: 3 });
    expect(at(data, 'assessmentRun.workerCount')).toBeGreaterThan(0);
    expect((await ask(resultsOf, { token: people.worker })).data).toEqual({ myAssessments: [] });
    const published = await send(
      'publishAssessment',
      { assessmentRunId: run },
      '{ assessmentRun { status objectionsUntil } }',
      people.gridOffice,
    );
    expect(at(published, 'assessmentRun')).toEqual({ status: 'PUBLISHED', objectionsUntil: dayIn(7) });
  });

  it('the worker sees each number down to its rows, objects, and the answer changes the score', async () => {
    const { data, errors } = await ask(resultsOf, { token: people.worker });
    expect(errors).toEqual([]);
    const own = listAt(data, 'myAssessments')[0];
    const scores = listAt(own, 'indicators');
    for (const score of scores) expect(at(score, 'rows.totalCount')).toBe(at(score, 'total'));
    const checked = scores.find((score) => at(score, 'indicator') === 'DATA_VERIFIED');
    const subjectId = textAt(checked, 'rows.edges.0.node.subjectId');
    const objection = await send(
      'objectToAssessment',
      { assessmentId: textAt(own, 'id'), indicator: 'DATA_VERIFIED', text: '此人长期在外，无法当面核对' },
      '{ objection { id status } }',
      people.worker,
    );
    await send(
      'answerObjection',
      {
        objectionId: textAt(objection, 'objection.id'),
        answer: '情况属实，予以剔除',
        leaveOut: [{ indicator: 'DATA_VERIFIED', subjectId }],
      },
      '{ objection { status } }',
      people.gridOffice,
    );
    const after = await ask(resultsOf, { token: people.worker });
    expect(at(after.data, 'myAssessments.0.objections.0')).toMatchObject({
      status: 'ADJUSTED',
      answer: '情况属实，予以剔除',
      scoreBefore: at(own, 'score'),
      scoreAfter: at(after.data, 'myAssessments.0.score'),
    });
  });

  it('the secretary sees the village by name alone, and data teams hear that it was published, without a score', async () => {
    const { data, errors } = await ask(
      `{ assessments(runId: "${run}", first: 50) { edges { node { worker { name } objections { text } } } } }`,
      { token: people.secretary },
    );
    expect(errors).toEqual([]);
    const results = listAt(data, 'assessments.edges');
    expect(results.length).toBeGreaterThan(0);
    expect(JSON.stringify(results)).not.toContain('无法当面核对');
    const isOurs = (event: { readonly data?: unknown }) => at(event.data, 'assessmentRunId') === run;
    const told = await readEvents('gridloom.grids.assessment-run.events', (events) => events.some(isOurs));
    expect(JSON.stringify(told)).not.toContain('score');
  });
});
