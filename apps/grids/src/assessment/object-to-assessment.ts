import {
  conflict,
  invalidInput,
  notFound,
  runCommand,
  type CommandOutcome,
  type Conflict,
  type EntityManager,
  type InvalidInput,
  type KeyReused,
  type Locale,
  type NotFound,
  type SqlExecutor,
} from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/postgresql';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { GridWorker } from '../worker/grid-worker.ts';
import { Assessment, AssessmentObjection, AssessmentRun, AssessmentStepRefused } from './assessment.ts';
import type { Indicator } from './indicators.ts';
import { managesAssessmentsOf } from './run-assessment.ts';
import { scoreAssessments } from './score-assessments.ts';

export interface ObjectToAssessmentInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly assessmentId: string;
  readonly indicator?: Indicator | null | undefined;
  readonly text: string;
}
export interface AnswerObjectionInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly objectionId: string;
  readonly answer: string;
  readonly leaveOut?: readonly { readonly indicator: Indicator; readonly subjectId: string }[] | null | undefined;
}
export interface ObjectToAssessmentSuccess {
  readonly __typename: 'ObjectToAssessmentSuccess';
  readonly objectionId: string;
}
export interface AnswerObjectionSuccess {
  readonly __typename: 'AnswerObjectionSuccess';
  readonly objectionId: string;
}

type Problem = InvalidInput | NotFound | Conflict;

const MOST_TEXT = 1_000;
const MOST_LEFT_OUT = 200;

const textProblem = (locale: Locale, field: string, text: string, least: number): InvalidInput | undefined => {
  const length = text.trim().length;
  if (length >= least && length <= MOST_TEXT) return undefined;
  const last = field.split('.').at(-1) ?? field;
  return invalidInput(
    locale,
    field,
    { zh: `${last} 应为 ${least}–${MOST_TEXT} 个字。`, en: `${last} has ${least} to ${MOST_TEXT} characters.` },
    `${least}–${MOST_TEXT}`,
  );
};

const object = async (
  context: Context,
  em: EntityManager,
  { assessmentId, indicator, text }: ObjectToAssessmentInput,
): Promise<CommandOutcome<ObjectToAssessmentSuccess | Problem>> => {
  const { locale, today, caller } = context;
  const missing = notFound(locale, 'input.assessmentId');
  const own = caller.kind === 'account' ? await em.findOne(GridWorker, { accountId: caller.accountId }) : null;
  const assessment =
    own && isUuid(assessmentId) ? await em.findOne(Assessment, { id: assessmentId, gridWorkerId: own.id }) : null;
  // Held, so that the run does not become final meanwhile, and one objection comes after another.
  const run = assessment
    ? await em.findOne(AssessmentRun, { id: assessment.runId }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  if (!assessment || !run?.isSeenByWorkers()) return { result: missing };
  const problem = textProblem(locale, 'input.text', text, 5);
  if (problem) return { result: problem };
  if (!run.takesObjectionsOn(today)) {
    const last = run.objectionsUntil ?? run.periodTo;
    return {
      result: conflict(locale, {
        zh: `异议期已于 ${last} 结束。`,
        en: `Objections were possible until ${last}.`,
      }),
    };
  }
  const open = await em.findOne(AssessmentObjection, { assessmentId: assessment.id, status: 'OPEN' });
  if (open) {
    return {
      result: conflict(locale, {
        zh: '您已提出异议，尚待答复。',
        en: 'You have objected already; the answer is still to come.',
      }),
    };
  }
  const objection = em.create(AssessmentObjection, {
    id: context.newId(),
    assessmentId: assessment.id,
    indicator: indicator ?? null,
    text: text.trim(),
    status: 'OPEN',
    madeAt: context.now(),
  });
  return { result: { __typename: 'ObjectToAssessmentSuccess', objectionId: objection.id } };
};

/** A worker objects to the own result (提出异议), while there is time for it. */
export const objectToAssessment = (
  context: Context,
  input: ObjectToAssessmentInput,
): Promise<ObjectToAssessmentSuccess | Problem | KeyReused> =>
  runCommand<ObjectToAssessmentSuccess | Problem>(context, {
    name: 'objectToAssessment',
    input,
    work: (em) => object(context, em, input),
  });

/** The first row to be left out that is none of the worker's, or is left out already. */
const leaveOutProblem = async (
  { locale }: Context,
  sql: SqlExecutor,
  assessment: Assessment,
  leaveOut: readonly { readonly indicator: string; readonly subjectId: string }[],
): Promise<InvalidInput | undefined> => {
  if (leaveOut.length > MOST_LEFT_OUT) {
    return invalidInput(
      locale,
      'input.leaveOut',
      { zh: `leaveOut 最多 ${MOST_LEFT_OUT} 条。`, en: `leaveOut has at most ${MOST_LEFT_OUT} rows.` },
      `0–${MOST_LEFT_OUT}`,
    );
  }
  const known = await sql(
    `select distinct r.indicator, r.subject_id
     from unnest($3::text[], $4::uuid[]) as wanted (indicator, subject_id)
     join assessment_span s on s.run_id = $1 and s.grid_worker_id = $2
     join assessment_row r on r.run_id = s.run_id and r.grid_id = s.grid_id and r.day >= s.since and r.day < s.until
       and r.indicator = wanted.indicator and r.subject_id = wanted.subject_id
     where not exists (
       select 1 from assessment_exclusion x
       where x.assessment_id = $5 and x.indicator = r.indicator and x.subject_id = r.subject_id)`,
    [
      assessment.runId,
      assessment.gridWorkerId,
      leaveOut.map(({ indicator }) => indicator),
      leaveOut.map(({ subjectId }) => (isUuid(subjectId) ? subjectId.toLowerCase() : null)),
      assessment.id,
    ],
  );
  const keys = new Set(known.map((row) => `${row.indicator as string} ${row.subject_id as string}`));
  const at = leaveOut.findIndex(({ indicator, subjectId }) => !keys.delete(`${indicator} ${subjectId.toLowerCase()}`));
  return at < 0
    ? undefined
    : invalidInput(locale, `input.leaveOut.${at}.subjectId`, {
        zh: 'subjectId 应为该网格员此指标下尚未剔除的一条明细，每条一次。',
        en: 'subjectId is a row behind this indicator of the worker that is not left out yet, each once.',
      });
};

const answer = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  input: AnswerObjectionInput,
): Promise<CommandOutcome<AnswerObjectionSuccess | Problem>> => {
  const { locale, caller } = context;
  const missing = notFound(locale, 'input.objectionId');
  const { objectionId } = input;
  const objection = isUuid(objectionId)
    ? await em.findOne(AssessmentObjection, { id: objectionId }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  if (!objection) return { result: missing };
  const assessment = await em.findOneOrFail(Assessment, { id: objection.assessmentId });
  const run = await em.findOneOrFail(AssessmentRun, { id: assessment.runId });
  if (!managesAssessmentsOf(context, run.areaCode)) return { result: missing };
  const leaveOut = isAbsent(input.leaveOut) ? [] : input.leaveOut;
  const problem =
    textProblem(locale, 'input.answer', input.answer, 2) ?? (await leaveOutProblem(context, sql, assessment, leaveOut));
  if (problem) return { result: problem };
  if (caller.kind === 'anonymous') throw new TypeError('Nobody is signed in');
  const before = assessment.score ?? null;
  if (leaveOut.length > 0 && objection.status === 'OPEN') {
    await sql(
      `insert into assessment_exclusion (assessment_id, indicator, subject_id, objection_id)
       select $1, l.indicator, l.subject_id, $2 from unnest($3::text[], $4::uuid[]) as l (indicator, subject_id)`,
      [
        assessment.id,
        objection.id,
        leaveOut.map(({ indicator }) => indicator),
        leaveOut.map(({ subjectId }) => subjectId),
      ],
    );
    await scoreAssessments(sql, { assessmentId: assessment.id });
    await em.refresh(assessment);
  }
  try {
    objection.settle(
      input.answer.trim(),
      { accountId: caller.accountId, at: context.now() },
      { before, after: assessment.score ?? null },
      leaveOut.length > 0,
    );
  } catch (error) {
    if (!(error instanceof AssessmentStepRefused)) throw error;
    return {
      result: conflict(locale, { zh: '该异议已答复。', en: 'The objection has its answer already.' }),
    };
  }
  return { result: { __typename: 'AnswerObjectionSuccess', objectionId: objection.id } };
};

/** Answers an objection (答复异议): the score stays, or follows from what is left out. The entry stays either way. */
export const answerObjection = (
  context: Context,
  input: AnswerObjectionInput,
): Promise<AnswerObjectionSuccess | Problem | KeyReused> =>
  runCommand<AnswerObjectionSuccess | Problem>(context, {
    name: 'answerObjection',
    input,
    work: (em, sql) => answer(context, em, sql, input),
  });
