import {
  conflict,
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
import { addDays, daysBetween } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/postgresql';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { dayProblem } from '../worker/worker-problems.ts';
import { runEvents } from './assessment-events.ts';
import { AssessmentRun, AssessmentScheme, AssessmentStepRefused, type AssessmentStatus } from './assessment.ts';
import { orderStep } from './compute-assessment.ts';

export interface StartAssessmentInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly areaCode: string;
  readonly periodFrom: string;
  readonly periodTo: string;
}
export interface AssessmentRunInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly assessmentRunId: string;
}
interface RunSuccess<Name extends string> {
  readonly __typename: Name;
  readonly assessmentRunId: string;
}
export type StartAssessmentSuccess = RunSuccess<'StartAssessmentSuccess'>;
export type RecomputeAssessmentSuccess = RunSuccess<'RecomputeAssessmentSuccess'>;
export type PublishAssessmentSuccess = RunSuccess<'PublishAssessmentSuccess'>;
export type WithdrawAssessmentSuccess = RunSuccess<'WithdrawAssessmentSuccess'>;

const LONGEST_DAYS = 366;

/** Whether the caller runs the assessments of an area. */
export const managesAssessmentsOf = (context: Context, areaCode: string): boolean => {
  const reach = context.reach('MANAGE_ASSESSMENTS');
  return context.areas.find(areaCode) !== undefined && (reach.all || reach.areaCodes.includes(areaCode));
};

const villagesOf = ({ areas }: Context, areaCode: string): string[] =>
  areas
    .withDescendants(areaCode)
    .filter((code) => areas.find(code)?.level === 'VILLAGE')
    .sort();

const findScheme = async (em: EntityManager, day: string): Promise<AssessmentScheme | undefined> => {
  const [scheme] = await em.find(
    AssessmentScheme,
    { validFrom: { $lte: day } },
    { orderBy: { validFrom: 'desc' }, limit: 1 },
  );
  return scheme;
};

const noScheme = (locale: Locale, day: string): Conflict =>
  conflict(locale, {
    zh: `截至 ${day} 尚未设置考核指标与权重；请先设置。`,
    en: `There are no weights for a period that ends on ${day}; set them first.`,
  });

const start = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  { areaCode, periodFrom, periodTo }: StartAssessmentInput,
): Promise<CommandOutcome<StartAssessmentSuccess | InvalidInput | NotFound | Conflict>> => {
  const { locale, today, caller, areas } = context;
  if (!managesAssessmentsOf(context, areaCode)) return { result: notFound(locale, 'input.areaCode') };
  const problem =
    dayProblem(locale, 'input.periodTo', { from: periodFrom, to: addDays(today, -1) }, periodTo) ??
    (daysBetween(periodFrom, periodTo) >= LONGEST_DAYS
      ? dayProblem(locale, 'input.periodFrom', { from: addDays(periodTo, 1 - LONGEST_DAYS), to: periodTo }, periodFrom)
      : undefined);
  if (problem) return { result: problem };
  const scheme = await findScheme(em, periodTo);
  if (!scheme) return { result: noScheme(locale, periodTo) };
  // Two that begin at once are looked at one after the other.
  await sql(`select pg_advisory_xact_lock(hashtextextended('assessment-run', 0))`);
  const [other] = await em.find(AssessmentRun, {
    areaCode: { $in: [...areas.withAncestors(areaCode), ...areas.withDescendants(areaCode)] },
    status: { $ne: 'WITHDRAWN' },
    periodFrom: { $lte: periodTo },
    periodTo: { $gte: periodFrom },
  });
  if (other) {
    return {
      result: conflict(locale, {
        zh: `已有 ${other.areaCode} 自 ${other.periodFrom} 至 ${other.periodTo} 的考核；同一时段每名网格员只考核一次。`,
        en: `There is an assessment of ${other.areaCode} from ${other.periodFrom} to ${other.periodTo} already; a worker is assessed once for a day.`,
      }),
    };
  }
  if (caller.kind === 'anonymous') throw new TypeError('Nobody is signed in');
  const areaCodes = villagesOf(context, areaCode);
  const run = em.create(AssessmentRun, {
    id: context.newId(),
    areaCode,
    periodFrom,
    periodTo,
    schemeId: scheme.id,
    status: 'COMPUTING',
    computation: 1,
    areaCodes,
    doneSteps: 0,
    totalSteps: areaCodes.length + 2,
    workerCount: 0,
    startedByAccountId: caller.accountId,
    startedAt: context.now(),
  });
  await em.flush();
  await orderStep(sql, run);
  return { result: { __typename: 'StartAssessmentSuccess', assessmentRunId: run.id } };
};

/** Begins to compute the results of all workers of an area (发起考核); jobs go on with it. */
export const startAssessment = (
  context: Context,
  input: StartAssessmentInput,
): Promise<StartAssessmentSuccess | InvalidInput | NotFound | Conflict | KeyReused> =>
  runCommand<StartAssessmentSuccess | InvalidInput | NotFound | Conflict>(context, {
    name: 'startAssessment',
    input,
    work: (em, sql) => start(context, em, sql, input),
  });

const statusNames: Readonly<Record<AssessmentStatus, { readonly zh: string; readonly en: string }>> = {
  COMPUTING: { zh: '正在计算', en: 'being computed' },
  DRAFT: { zh: '待公布', en: 'a draft' },
  PUBLISHED: { zh: '已公布', en: 'published' },
  FINAL: { zh: '已确定', en: 'final' },
  WITHDRAWN: { zh: '已撤回', en: 'withdrawn' },
};

/** A step of a run that is there for the caller, its row held. */
const step = async <Success extends { readonly __typename: `${string}Success` }>(
  context: Context,
  em: EntityManager,
  { assessmentRunId }: AssessmentRunInput,
  work: (run: AssessmentRun) => Promise<CommandOutcome<Success | Conflict>>,
): Promise<CommandOutcome<Success | NotFound | Conflict>> => {
  const { locale } = context;
  const run = isUuid(assessmentRunId)
    ? await em.findOne(AssessmentRun, { id: assessmentRunId }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  if (!run || !managesAssessmentsOf(context, run.areaCode))
    return { result: notFound(locale, 'input.assessmentRunId') };
  try {
    return await work(run);
  } catch (error) {
    if (!(error instanceof AssessmentStepRefused)) throw error;
    const name = statusNames[run.status];
    return {
      result: conflict(locale, {
        zh: `该批次${name.zh}，不能进行此操作。`,
        en: `The run is ${name.en}: this step is not possible any more, or not yet.`,
      }),
    };
  }
};

/** Computes a draft again (重新计算), with what is known now and the weights of now. */
export const recomputeAssessment = (
  context: Context,
  input: AssessmentRunInput,
): Promise<RecomputeAssessmentSuccess | NotFound | Conflict | KeyReused> =>
  runCommand<RecomputeAssessmentSuccess | NotFound | Conflict>(context, {
    name: 'recomputeAssessment',
    input,
    work: (em, sql) =>
      step<RecomputeAssessmentSuccess>(context, em, input, async (run) => {
        const scheme = await findScheme(em, run.periodTo);
        if (!scheme) return { result: noScheme(context.locale, run.periodTo) };
        run.computeAgain(scheme.id, villagesOf(context, run.areaCode));
        await em.flush();
        await orderStep(sql, run);
        return { result: { __typename: 'RecomputeAssessmentSuccess', assessmentRunId: run.id } };
      }),
  });

/** Shows the results to the workers (公布考核结果); from now on they stay. */
export const publishAssessment = (
  context: Context,
  input: AssessmentRunInput,
): Promise<PublishAssessmentSuccess | NotFound | Conflict | KeyReused> =>
  runCommand<PublishAssessmentSuccess | NotFound | Conflict>(context, {
    name: 'publishAssessment',
    input,
    work: (em) =>
      step<PublishAssessmentSuccess>(context, em, input, async (run) => {
        const { objectionDays } = await em.findOneOrFail(AssessmentScheme, { id: run.schemeId });
        run.publish(context.now(), addDays(context.today, objectionDays));
        await em.flush();
        return {
          result: { __typename: 'PublishAssessmentSuccess', assessmentRunId: run.id },
          events: runEvents(run, context.now()),
        };
      }),
  });

/** Gives up a draft (撤回考核); the area may be assessed for those days again. */
export const withdrawAssessment = (
  context: Context,
  input: AssessmentRunInput,
): Promise<WithdrawAssessmentSuccess | NotFound | Conflict | KeyReused> =>
  runCommand<WithdrawAssessmentSuccess | NotFound | Conflict>(context, {
    name: 'withdrawAssessment',
    input,
    work: (em) =>
      step<WithdrawAssessmentSuccess>(context, em, input, async (run) => {
        run.withdraw();
        await em.flush();
        return { result: { __typename: 'WithdrawAssessmentSuccess', assessmentRunId: run.id } };
      }),
  });
