import type { Resolvers } from '../generated/resolvers.ts';
import { loadGrid } from '../grid/load-grids.ts';
import { loadHousehold } from '../household/load-households.ts';
import { loadResident } from '../resident/load-residents.ts';
import { loadGridWorker } from '../worker/load-workers.ts';
import { forbiddenKinds } from './indicators.ts';
import { listAssessments, listMyAssessments, loadAssessment, loadAssessmentsOfWorker } from './load-assessments.ts';
import { listEvidence, loadScores, loadSpans, subjectOf } from './load-evidence.ts';
import { listObjectionsToAnswer, loadObjection, loadObjections, readsWords } from './load-objections.ts';
import { countOpenObjections, getRun, listRuns, listSchemes, loadRun, loadScheme, loadWeights } from './load-runs.ts';
import { answerObjection, objectToAssessment } from './object-to-assessment.ts';
import { publishAssessment, recomputeAssessment, startAssessment, withdrawAssessment } from './run-assessment.ts';
import { forbiddenIn, setAssessmentScheme } from './set-assessment-scheme.ts';

type Answered =
  | 'Query'
  | 'Mutation'
  | 'GridWorker'
  | 'AssessmentScheme'
  | 'AssessmentRun'
  | 'Assessment'
  | 'AssessmentSpan'
  | 'AssessmentScore'
  | 'AssessmentRow'
  | 'AssessmentObjection'
  | 'SetAssessmentSchemeSuccess'
  | 'StartAssessmentSuccess'
  | 'RecomputeAssessmentSuccess'
  | 'PublishAssessmentSuccess'
  | 'WithdrawAssessmentSuccess'
  | 'ObjectToAssessmentSuccess'
  | 'AnswerObjectionSuccess';

export const assessmentResolvers: Pick<Resolvers, Answered> = {
  Query: {
    assessmentSchemes: (_, _args, context) => listSchemes(context),
    forbiddenIndicators: (_, _args, context) => forbiddenKinds.map((kind) => forbiddenIn(context, kind)),
    assessmentRuns: (_, args, context) => listRuns(context, args),
    assessmentRun: (_, { id }, context) => loadRun(context, id),
    assessments: (_, args, context) => listAssessments(context, args),
    assessment: (_, { id }, context) => loadAssessment(context, id),
    myAssessments: (_, _args, context) => listMyAssessments(context),
    objectionsToAnswer: (_, args, context) => listObjectionsToAnswer(context, args),
  },
  Mutation: {
    setAssessmentScheme: (_, { input }, context) => setAssessmentScheme(context, input),
    startAssessment: (_, { input }, context) => startAssessment(context, input),
    recomputeAssessment: (_, { input }, context) => recomputeAssessment(context, input),
    publishAssessment: (_, { input }, context) => publishAssessment(context, input),
    withdrawAssessment: (_, { input }, context) => withdrawAssessment(context, input),
    objectToAssessment: (_, { input }, context) => objectToAssessment(context, input),
    answerObjection: (_, { input }, context) => answerObjection(context, input),
  },
  GridWorker: {
    assessments: ({ id }, _, context) => loadAssessmentsOfWorker(context, id),
  },
  AssessmentScheme: {
    weights: ({ id }, _, context) => loadWeights(context, id),
  },
  AssessmentRun: {
    area: ({ areaCode }) => ({ code: areaCode }),
    scheme: ({ schemeId }, _, context) => loadScheme(context, schemeId),
    openObjections: ({ id }, _, context) => countOpenObjections(context, id),
  },
  Assessment: {
    run: ({ runId }, _, context) => getRun(context, runId),
    worker: ({ gridWorkerId }, _, context) => loadGridWorker(context, gridWorkerId),
    indicators: (assessment, _, context) => loadScores(context, assessment),
    spans: (assessment, _, context) => loadSpans(context, assessment),
    objections: ({ id }, _, context) => loadObjections(context, id),
  },
  AssessmentSpan: {
    grid: ({ gridId }, _, context) => loadGrid(context, gridId),
  },
  AssessmentScore: {
    rows: (score, args, context) => listEvidence(context, score, args),
  },
  AssessmentRow: {
    grid: ({ gridId }, _, context) => loadGrid(context, gridId),
    case: (row) => (subjectOf(row).kind === 'case' ? { id: row.subjectId } : null),
    household: (row, _, context) =>
      subjectOf(row).kind === 'household' ? loadHousehold(context, row.subjectId) : null,
    resident: (row, _, context) => (subjectOf(row).kind === 'resident' ? loadResident(context, row.subjectId) : null),
  },
  AssessmentObjection: {
    assessment: ({ assessmentId }, _, context) => loadAssessment(context, assessmentId),
    text: async (objection, _, context) => ((await readsWords(context, objection)) ? objection.text : null),
    answer: async (objection, _, context) =>
      (await readsWords(context, objection)) ? (objection.answer ?? null) : null,
  },
  SetAssessmentSchemeSuccess: {
    assessmentScheme: ({ assessmentSchemeId }, _, context) => loadScheme(context, assessmentSchemeId),
  },
  StartAssessmentSuccess: {
    assessmentRun: ({ assessmentRunId }, _, context) => loadRun(context, assessmentRunId),
  },
  RecomputeAssessmentSuccess: {
    assessmentRun: ({ assessmentRunId }, _, context) => loadRun(context, assessmentRunId),
  },
  PublishAssessmentSuccess: {
    assessmentRun: ({ assessmentRunId }, _, context) => loadRun(context, assessmentRunId),
  },
  WithdrawAssessmentSuccess: {
    assessmentRun: ({ assessmentRunId }, _, context) => loadRun(context, assessmentRunId),
  },
  ObjectToAssessmentSuccess: {
    objection: ({ objectionId }, _, context) => loadObjection(context, objectionId),
  },
  AnswerObjectionSuccess: {
    objection: ({ objectionId }, _, context) => loadObjection(context, objectionId),
  },
};
