import { Refused } from '@gridloom/access';
import type { EventDraft } from '@gridloom/messaging';
import {
  conflict,
  notFound,
  runCommand,
  type Bilingual,
  type CommandResult,
  type Conflict,
  type EntityManager,
  type InvalidInput,
  type KeyReused,
  type NotFound,
  type SqlExecutor,
  type UserErrorCode,
} from '@gridloom/service-kit';
import { YearNotLoaded } from '@gridloom/standards';
import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';

import type { RecordTools } from '../case/record-change.ts';
import type { CalendarNotLoaded } from '../case/run-case-command.ts';
import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { wordsProblem } from '../words-problem.ts';
import { whistleEventsOf } from './whistle-events.ts';
import { mayTakeWhistleStep, whistleReachSql } from './whistle-reach.ts';
import { WhistleStepRefused } from './whistle-step-refused.ts';
import {
  Whistle,
  WhistleAnswer,
  WhistleStep,
  type NewWhistleStep,
  type WhistleAction,
  type WhistleBy,
  type WhistleStatus,
} from './whistle.ts';

/** A step was done; the resolver of the result's type loads the whistle again. */
export interface WhistleDone<Name extends string = string> {
  readonly __typename: `${Name}Success`;
  readonly whistleId: string;
}

export interface WhistleStepNotAllowed {
  readonly __typename: 'WhistleStepNotAllowed';
  readonly code: UserErrorCode;
  readonly message: string;
  readonly currentStatus: WhistleStatus;
  readonly allowedSteps: readonly WhistleAction[];
}

/** What every step may answer besides its success. */
export type WhistleProblem = WhistleStepNotAllowed | CalendarNotLoaded | InvalidInput | NotFound | KeyReused | Conflict;

/** What the work of a step has at hand; the whistle's row is locked. */
export interface WhistleTools extends RecordTools {
  readonly em: EntityManager;
  readonly sql: SqlExecutor;
  readonly by: WhistleBy;
  /** What the bodies did, in order; none before it is blown. */
  readonly answers: readonly WhistleAnswer[];
}

/** What a step did. */
export interface WhistleChange {
  readonly steps: readonly NewWhistleStep[];
  /** Answers, where they are others than before. */
  readonly answers?: readonly WhistleAnswer[];
  /** What else is told, e.g. of the case. */
  readonly events?: readonly EventDraft[];
}

const statusNames: Record<WhistleStatus, Bilingual> = {
  DRAFTED: { zh: '待审批', en: 'drafted' },
  BLOWN: { zh: '已吹哨', en: 'blown' },
  ANSWERED: { zh: '已应哨', en: 'answered by all' },
  ARRIVED: { zh: '已到场', en: 'attended by all' },
  RELEASED: { zh: '已解除', en: 'released' },
  DECLINED: { zh: '未批准', en: 'declined' },
  RECALLED: { zh: '已撤回', en: 'recalled' },
};

const actionNames: Record<WhistleAction, string> = {
  APPROVE: '批准',
  DECLINE: '不批准',
  ANSWER: '应哨',
  ARRIVE: '报到',
  RECORD_OUTCOME: '填报结果',
  RELEASE: '解除',
  RATE: '评价',
  RECALL: '撤回',
};

const stepNotAllowed = (context: Context, refused: WhistleStepRefused): WhistleStepNotAllowed => ({
  __typename: 'WhistleStepNotAllowed',
  code: 'TRANSITION_NOT_ALLOWED',
  message: context.say({
    zh: `哨令当前状态为“${statusNames[refused.currentStatus].zh}”，不能${actionNames[refused.action]}；此时允许：${
      refused.allowedSteps.map((action) => actionNames[action]).join('、') || '无（已结束）'
    }。`,
    en: `The whistle is ${statusNames[refused.currentStatus].en}: ${refused.action} is not allowed now. Allowed: ${
      refused.allowedSteps.join(', ') || 'nothing, it has ended'
    }.`,
  }),
  currentStatus: refused.currentStatus,
  allowedSteps: refused.allowedSteps,
});

const problemOf = (context: Context, error: unknown): WhistleProblem | null => {
  if (error instanceof WhistleStepRefused) return stepNotAllowed(context, error);
  if (error instanceof YearNotLoaded) {
    return {
      __typename: 'CalendarNotLoaded',
      code: 'RULE_VIOLATED',
      message: context.say(error.explanation),
      year: error.year,
    };
  }
  if (error instanceof UniqueConstraintViolationException && error.message.includes('whistle_live_key')) {
    return conflict(context.locale, {
      zh: '此事件已有一道未结束的哨令。',
      en: 'A whistle for this case has not ended yet.',
    });
  }
  return null;
};

/** Runs work and answers what is expected to go wrong. */
export const answeringWhistle = async <R>(context: Context, work: () => Promise<R>): Promise<R | WhistleProblem> => {
  try {
    return await work();
  } catch (error) {
    const problem = problemOf(context, error);
    if (problem) return problem;
    throw error;
  }
};

export const recordToolsOf = (context: Context, em: EntityManager, sql: SqlExecutor): RecordTools => ({
  em,
  sql,
  newId: context.newId,
  withAncestors: (code) => context.areas.withAncestors(code),
});

/** Writes a step of a whistle and gives its events. */
export const recordWhistle = async (
  em: EntityManager,
  whistle: Whistle,
  answers: readonly WhistleAnswer[],
  steps: readonly NewWhistleStep[],
  at: Date,
): Promise<EventDraft[]> => {
  await em.flush();
  await em.insertMany(WhistleStep, [...steps]);
  return whistleEventsOf(whistle, answers, steps, at);
};

/**
 * Runs a step of a whistle as one transaction: lock, look whether it exists for the caller, whether the caller is one of those who do
 * this (else Refused), whether the state allows it (else WhistleStepNotAllowed), then the step, its rows and events.
 */
export const runWhistleCommand = <Name extends string, Extra extends CommandResult>(
  context: Context,
  command: {
    readonly name: Name;
    readonly action: WhistleAction;
    readonly input: { readonly clientMutationKey?: string | null | undefined; readonly whistleId: string };
    /** The body that acts, or that is rated. */
    readonly organizationId?: string;
    readonly words?: { readonly field: string; readonly text: string | null | undefined; readonly needed: boolean };
    readonly work: (whistle: Whistle, tools: WhistleTools) => Promise<WhistleChange | Extra>;
  },
): Promise<WhistleDone<Name> | WhistleProblem | Extra> =>
  answeringWhistle(context, () =>
    runCommand<WhistleDone<Name> | WhistleProblem | Extra>(context, {
      name: command.name,
      input: command.input,
      work: async (em, sql) => {
        const { action, input, name, words } = command;
        const organizationId = command.organizationId?.toLowerCase() ?? null;
        const params: unknown[] = [input.whistleId];
        const seen = isUuid(input.whistleId)
          ? await sql(`select 1 from whistle w where w.id = $1 and ${whistleReachSql(context, params)}`, params)
          : [];
        // the case before the whistle, as whoever drafts another one does
        await sql(
          'select 1 from case_file c join whistle w on w.case_id = c.id where w.id = any($1::uuid[]) for update of c',
          [seen.length > 0 ? [input.whistleId] : []],
        );
        const whistle =
          seen.length > 0
            ? await em.findOne(Whistle, { id: input.whistleId.toLowerCase() }, { lockMode: LockMode.PESSIMISTIC_WRITE })
            : null;
        if (!whistle) return { result: notFound(context.locale, 'input.whistleId') };
        const answers = await em.find(WhistleAnswer, { whistleId: whistle.id }, { orderBy: { position: 'asc' } });
        if (organizationId !== null && !answers.some((answer) => answer.organizationId === organizationId)) {
          return { result: notFound(context.locale, 'input.organizationId') };
        }
        if (!(await mayTakeWhistleStep(context, action, whistle, organizationId))) {
          throw new Refused(
            'FORBIDDEN',
            context.say({
              zh: `此哨令不由您${actionNames[action]}。`,
              en: `It is not for you to do this with this whistle (${action}).`,
            }),
          );
        }
        whistle.require(action);
        const wrong = words ? wordsProblem(context, words.field, words.text, words.needed) : null;
        if (wrong) return { result: wrong };
        const by: WhistleBy = {
          at: context.now(),
          accountId: context.caller.kind === 'account' ? context.caller.accountId : null,
          note: words?.text?.trim() ?? null,
        };
        const change = await command.work(whistle, { ...recordToolsOf(context, em, sql), by, answers });
        if ('__typename' in change) return { result: change };
        const events = await recordWhistle(em, whistle, change.answers ?? answers, change.steps, by.at);
        return {
          result: { __typename: `${name}Success` as const, whistleId: whistle.id },
          events: [...events, ...(change.events ?? [])],
        };
      },
    }),
  );
