import type { SqlExecutor } from '@gridloom/service-kit';
import type { GraphQLObjectType, GraphQLSchema } from 'graphql';

import { seedCases, weights } from './assess.ts';
import { BAISHU, idOf } from './county.ts';

interface Every {
  readonly schema: GraphQLSchema;
  readonly mutate: (name: string, input: object) => Promise<unknown>;
  readonly ask: (document: string) => Promise<unknown>;
  readonly selectionOf: (type: GraphQLObjectType) => string;
  readonly sql: SqlExecutor;
  readonly runJobs: () => Promise<unknown>;
}

/** Asks for every field of grid workers and their assessments, and sends each mutation of them once with success; by worker 2. */
export const askEveryWorkforceField = async ({
  schema,
  mutate,
  ask,
  selectionOf,
  sql,
  runJobs,
}: Every): Promise<void> => {
  const select = (type: string) => selectionOf(schema.getType(type) as GraphQLObjectType);
  const newestOf = async (table: string) => (await sql(`select id from ${table} order by id desc limit 1`))[0]?.id;
  const gridWorkerId = idOf('worker', 2);
  await mutate('registerGridWorker', { accountId: idOf('account', 40), name: '网格员40', areaCode: BAISHU });
  await mutate('changeGridWorker', { gridWorkerId, phone: '13800000002', areaCode: BAISHU });
  await mutate('foundCorps', { name: '银龄队', areaCode: '410326', foundedOn: '2026-01-01' });
  const corpsId = (await sql(`select id from corps where name = '银龄队'`))[0]?.id;
  await mutate('renameCorps', { corpsId, name: '银龄哨' });
  await mutate('joinCorps', { gridWorkerId, corpsId, since: '2026-03-02' });
  await mutate('joinCorps', { gridWorkerId: idOf('worker', 1), corpsId, since: '2026-02-01' });
  await mutate('leaveCorps', { gridWorkerId: idOf('worker', 1), until: '2026-03-01' });
  const absence = { gridWorkerId: idOf('worker', 1), since: '2026-03-01', until: '2026-03-09', kind: 'LEAVE' };
  await mutate('recordAbsence', { ...absence, substituteId: gridWorkerId });
  await mutate('changeAbsence', { absenceId: await newestOf('grid_worker_absence'), until: '2026-03-08' });
  const rule = { label: '网格员', roles: ['FULL_TIME'], minimum: 5, gridKind: 'RURAL', householdsEach: 300 };
  await mutate('setStaffingRules', { validFrom: '2026-03-02', rules: [rule] });
  const kind = { code: 'FIRST_AID', label: '急救', validMonths: 1, requiredRoles: ['GRID_HEAD'] };
  await mutate('putTrainingKind', kind);
  const training = { gridWorkerId, kind: kind.code, completedOn: '2026-02-05' };
  await mutate('recordTraining', { ...training, certificate: 'A-1' });
  await mutate('recordTraining', { ...training, completedOn: '2026-02-06' });
  const [voided] = await sql(`select id from training_record where completed_on = '2026-02-06'`);
  await mutate('voidTraining', { trainingId: voided?.id });

  await seedCases({ subgraph: { sql } });
  const scheme = { validFrom: '2026-01-01', objectionDays: 7, weights };
  await mutate('setAssessmentScheme', { ...scheme, weights: [{ indicator: 'POINTS', weight: 100 }] });
  await mutate('setAssessmentScheme', scheme);
  await mutate('startAssessment', { areaCode: BAISHU, periodFrom: '2026-01-01', periodTo: '2026-01-31' });
  await mutate('withdrawAssessment', { assessmentRunId: await newestOf('assessment_run') });
  await mutate('startAssessment', { areaCode: BAISHU, periodFrom: '2026-02-01', periodTo: '2026-02-28' });
  const [run] = await sql(`select id from assessment_run where status = 'COMPUTING'`);
  await mutate('recomputeAssessment', { assessmentRunId: run?.id });
  await runJobs();
  await mutate('publishAssessment', { assessmentRunId: run?.id });
  const [own] = await sql('select id from assessment where grid_worker_id = $1 and run_id = $2', [
    gridWorkerId,
    run?.id,
  ]);
  await mutate('objectToAssessment', { assessmentId: own?.id, text: '第2户长期外出', indicator: 'DATA_VERIFIED' });
  await ask(`{ objectionsToAnswer ${select('AssessmentObjectionConnection')} }`);
  await mutate('answerObjection', { objectionId: await newestOf('assessment_objection'), answer: '维持' });

  await ask(`{
    gridWorkers ${select('GridWorkerConnection')} corpsList ${select('Corps')}
    gridWorkerAbsences(period: { from: "2026-01-01" }) ${select('GridWorkerAbsenceConnection')}
    staffingRules ${select('StaffingRules')} understaffedGrids ${select('UnderstaffedGridConnection')}
    trainingKinds ${select('TrainingKind')} trainingGaps ${select('TrainingGapConnection')}
    assessmentSchemes ${select('AssessmentScheme')} forbiddenIndicators ${select('ForbiddenIndicator')}
    assessmentRuns ${select('AssessmentRunConnection')} assessments(runId: "${run?.id as string}") ${select('AssessmentConnection')}
  }`);
  for (const type of ['Assessment', 'AssessmentRun']) {
    const [field, id] = type === 'Assessment' ? ['assessment', own?.id] : ['assessmentRun', run?.id];
    await ask(`{ ${field}(id: "${id as string}") ${select(type)} myAssessments ${select('Assessment')} }`);
  }
  await mutate('retireGridWorker', { gridWorkerId, until: '2026-03-02', successorId: idOf('worker', 1) });
  await mutate('dissolveCorps', { corpsId, dissolvedOn: '2026-03-02' });
};
