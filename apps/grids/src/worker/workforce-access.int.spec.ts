import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { assessmentSteps, seedCases } from '../testing/assess.ts';
import { aCounty, BAISHU, idOf, type County } from '../testing/county.ts';
import { people } from '../testing/people.ts';
import { ask } from '../testing/run.ts';

type Person = keyof typeof people | 'nobody';
const everybody = ['nobody', ...Object.keys(people)] as Person[];

let county: County;
beforeAll(async () => {
  county = await aCounty();
  await seedCases(county);
});
afterAll(() => county.stop());

/** Who is let in: whoever is not told at once that this is not for them. */
const letIn = async (document: string): Promise<Person[]> => {
  const found: Person[] = [];
  for (const name of everybody) {
    const { codes } = await ask(county, name === 'nobody' ? undefined : people[name], document);
    if (!codes.includes('FORBIDDEN') && !codes.includes('UNAUTHENTICATED')) found.push(name);
  }
  return found.sort();
};

const office: Person[] = ['administrator', 'gridOffice'];
const managers: Person[] = [...office, 'townshipOfficer', 'secretary', 'strangeSecretary'];
const overseers: Person[] = [...managers, 'head'];
const territory: Person[] = [...overseers, 'worker', 'strangeWorker'];
const signedIn = everybody.filter((name) => name !== 'nobody');

describe('What is known of grid workers', () => {
  test.each<[string, string, Person[]]>([
    [
      'their names and corps',
      '{ gridWorkers { edges { node { name corps { name } corpsMemberships { since } area { code } } } } corpsList { name } }',
      signedIn,
    ],
    ['their absences', '{ gridWorkerAbsences { totalCount } }', territory],
    ['their trainings', '{ trainingKinds { code } trainingGaps { totalCount } }', territory],
    ['where some are missing', '{ staffingRules { id } understaffedGrids { totalCount } }', territory],
    [
      'how they are assessed',
      '{ assessmentSchemes { id } forbiddenIndicators { code } assessmentRuns { totalCount } }',
      territory,
    ],
    ['results of others', `{ assessments(runId: "${idOf('case', 1)}") { totalCount } }`, overseers],
    ['the own results', '{ myAssessments { id } }', signedIn],
    ['objections to be answered', '{ objectionsToAnswer { totalCount } }', office],
  ])('%s', async (_, document, allowed) => {
    expect(await letIn(document)).toEqual([...allowed].sort());
  });

  test('is their phone, masked for everybody', async () => {
    await ask(
      county,
      people.secretary,
      `mutation { changeGridWorker(input: { gridWorkerId: "${idOf('worker', 2)}", phone: "13800000002" }) { __typename } }`,
    );
    for (const name of ['secretary', 'worker', 'head', 'resident', 'gridOffice'] as const) {
      const { data } = await ask(county, people[name], '{ gridWorkers(text: "2") { edges { node { phone } } } }');
      expect([name, data?.gridWorkers]).toEqual([name, { edges: [{ node: { phone: '138****0002' } }] }]);
    }
  });
});

describe('What is done with grid workers', () => {
  const input = (name: string, fields: string) => `mutation { ${name}(input: { ${fields} }) { __typename } }`;
  test.each<[string, string, Person[]]>([
    ['registering', input('registerGridWorker', `accountId: "x", name: "x", areaCode: "${BAISHU}"`), managers],
    ['changing', input('changeGridWorker', 'gridWorkerId: "x"'), managers],
    ['retiring', input('retireGridWorker', 'gridWorkerId: "x", until: "2026-03-02"'), managers],
    ['joining a corps', input('joinCorps', 'gridWorkerId: "x", corpsId: "x", since: "2026-03-01"'), managers],
    ['leaving it', input('leaveCorps', 'gridWorkerId: "x", until: "2026-03-01"'), managers],
    [
      'absences',
      input('recordAbsence', 'gridWorkerId: "x", since: "2026-03-01", until: "2026-03-02", kind: LEAVE'),
      managers,
    ],
    ['changing absences', input('changeAbsence', 'absenceId: "x"'), managers],
    ['trainings', input('recordTraining', 'gridWorkerId: "x", kind: "x", completedOn: "2026-03-01"'), managers],
    ['voiding trainings', input('voidTraining', 'trainingId: "x"'), managers],
    ['founding a corps', input('foundCorps', 'name: "", areaCode: "x"'), office],
    ['renaming a corps', input('renameCorps', 'corpsId: "x", name: "x"'), office],
    ['dissolving a corps', input('dissolveCorps', 'corpsId: "x", dissolvedOn: "2026-03-01"'), office],
    ['staffing rules', input('setStaffingRules', 'validFrom: "2026-03-01", rules: []'), office],
    ['kinds of training', input('putTrainingKind', 'code: "x", label: "x", requiredRoles: []'), office],
    ['weights', input('setAssessmentScheme', 'validFrom: "2026-03-01", objectionDays: 1, weights: []'), office],
    [
      'starting an assessment',
      input('startAssessment', 'areaCode: "x", periodFrom: "2026-02-01", periodTo: "2026-02-02"'),
      office,
    ],
    ['computing it again', input('recomputeAssessment', 'assessmentRunId: "x"'), office],
    ['publishing it', input('publishAssessment', 'assessmentRunId: "x"'), office],
    ['withdrawing it', input('withdrawAssessment', 'assessmentRunId: "x"'), office],
    ['answering objections', input('answerObjection', 'objectionId: "x", answer: "x"'), office],
    ['objecting', input('objectToAssessment', 'assessmentId: "x", text: "x"'), signedIn],
  ])('%s', async (_, document, allowed) => {
    expect(await letIn(document)).toEqual([...allowed].sort());
  });

  test('assessments of an area are nobody’s who does not hold it', async () => {
    const steps = assessmentSteps(county);
    await steps.setScheme();
    const begun = await steps.start();
    await county.subgraph.runJobs();
    const { id } = begun.assessmentRun as { id: string };
    for (const name of ['secretary', 'townshipOfficer', 'worker', 'strangeWorker'] as const) {
      const { data } = await ask(county, people[name], `{ assessmentRun(id: "${id}") { id } }`);
      expect([name, data?.assessmentRun]).toEqual([name, null]);
    }
  });
});
