import { Refused } from '@gridloom/access';
import {
  conflict,
  invalidInput,
  notFound,
  runCommand,
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
import { LockMode, OptimisticLockError } from '@mikro-orm/core';

import type { Context } from '../context.ts';
import type { StageClock } from '../deadline/stage-clock.ts';
import type { FlowTransition } from '../flow/flow.ts';
import { isUuid } from '../ids.ts';
import type { ServiceItemState } from '../service-item/service-item.ts';
import type { CaseAction, CaseStatus } from './case-flow.ts';
import { actionNames, statusNames } from './case-names.ts';
import { loadCaseFacts, mayAct } from './case-policy.ts';
import { reaches } from './case-reach.ts';
import { loadCaseRules, type CaseRules } from './case-rules.ts';
import { Case, type CaseChange, type StepBy } from './case.ts';
import { recordChange, type RecordTools } from './record-change.ts';
import { ComplainantUnclear, TransitionRefused } from './transition-refused.ts';

/** A step was done; the resolver of the result's type loads the case again. */
export interface CaseDone<Name extends string = string> {
  readonly __typename: `${Name}Success`;
  readonly caseId: string;
}

export interface TransitionNotAllowed {
  readonly __typename: 'TransitionNotAllowed';
  readonly code: UserErrorCode;
  readonly message: string;
  readonly currentStatus: CaseStatus;
  readonly allowedActions: readonly CaseAction[];
}

export interface CalendarNotLoaded {
  readonly __typename: 'CalendarNotLoaded';
  readonly code: UserErrorCode;
  readonly message: string;
  readonly year: number;
}

export interface ServiceItemNotInForce {
  readonly __typename: 'ServiceItemNotInForce';
  readonly code: UserErrorCode;
  readonly message: string;
  readonly serviceItemCode: string;
  readonly validFrom?: string | undefined;
  readonly validUntil?: string | undefined;
  readonly itemState?: ServiceItemState | undefined;
  readonly since?: string | undefined;
  readonly reason?: string | undefined;
}

/** What every step may answer besides its success. */
export type CaseProblem = TransitionNotAllowed | CalendarNotLoaded | InvalidInput | NotFound | KeyReused | Conflict;

/** What the work of a step has at hand; the case's row is locked. */
export interface StepTools {
  readonly em: EntityManager;
  readonly sql: SqlExecutor;
  readonly rules: CaseRules;
  readonly clock: StageClock;
  readonly by: StepBy;
}

interface CaseCommand<Name extends string, Extra extends CommandResult> {
  /** The result's type without `Success`, e.g. `AcceptCase`. */
  readonly name: Name;
  readonly action: CaseAction;
  /** What comes out, where the input says so; needed fields are those of that way. */
  readonly outcome?: string;
  readonly input: {
    readonly clientMutationKey?: string | null | undefined;
    readonly caseId: string;
    readonly note?: string | null | undefined;
  };
  readonly work: (file: Case, tools: StepTools) => Promise<CaseChange | Extra>;
}

export const transitionNotAllowed = (context: Context, refused: TransitionRefused): TransitionNotAllowed => ({
  __typename: 'TransitionNotAllowed',
  code: 'TRANSITION_NOT_ALLOWED',
  message: context.say({
    zh: `事件当前状态为“${statusNames[refused.currentStatus].zh}”，不能${actionNames[refused.action].zh}；此时允许：${
      refused.allowedActions.map((action) => actionNames[action].zh).join('、') || '无（已结束）'
    }。`,
    en: `The case is ${statusNames[refused.currentStatus].en}: ${refused.action} is not allowed in this state. Allowed: ${
      refused.allowedActions.join(', ') || 'nothing, it has ended'
    }.`,
  }),
  currentStatus: refused.currentStatus,
  allowedActions: refused.allowedActions,
});

/** A deadline needs a year that is not there. */
export const calendarNotLoaded = (context: Context, error: YearNotLoaded): CalendarNotLoaded => ({
  __typename: 'CalendarNotLoaded',
  code: 'RULE_VIOLATED',
  message: context.say(error.explanation),
  year: error.year,
});

/** The expected answer that an error of a step stands for; null: it is none. */
export const problemOf = (context: Context, error: unknown): CaseProblem | null => {
  if (error instanceof TransitionRefused) return transitionNotAllowed(context, error);
  if (error instanceof YearNotLoaded) {
    return calendarNotLoaded(context, error);
  }
  if (error instanceof ComplainantUnclear) {
    return invalidInput(context.locale, 'input.complainantId', {
      zh: '请指明本事件中尚未评价的一位诉求人。',
      en: 'Name one of the complainants of this case who has not been asked yet.',
    });
  }
  if (error instanceof OptimisticLockError) {
    return conflict(context.locale, {
      zh: '该事件刚被他人办理，请刷新后再试。',
      en: 'Somebody else has just worked on this case; look at it again.',
    });
  }
  return null;
};

const noteLimit = 1_000;

/** What is wrong with the note of a step. */
export const noteProblem = (context: Context, note: string | null | undefined): InvalidInput | null =>
  note && note.length > noteLimit
    ? invalidInput(
        context.locale,
        'input.note',
        { zh: '备注过长。', en: 'The note is too long.' },
        `≤ ${String(noteLimit)}`,
      )
    : null;

/** The caller, now. */
export const stepBy = (context: Context, note: string | null | undefined): StepBy => ({
  at: context.now(),
  actorAccountId: context.caller.kind === 'account' ? context.caller.accountId : null,
  note,
});

/** What changes are recorded with, within the transaction of a command. */
export const recordToolsFor = (context: Context, em: EntityManager, sql: SqlExecutor): RecordTools => ({
  em,
  sql,
  newId: context.newId,
  withAncestors: (code) => context.areas.withAncestors(code),
});

/** Locks a case that exists for the caller; else null. */
export const lockCase = async (context: Context, em: EntityManager, id: string): Promise<Case | null> => {
  const file = isUuid(id)
    ? await em.findOne(Case, { id: id.toLowerCase() }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    : null;
  return file && reaches(context.caseReach, file) ? file : null;
};

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);

/** The first field that the county's flow wants filled in and that is not. */
const missingField = (
  context: Context,
  ways: readonly FlowTransition[],
  outcome: string | undefined,
  input: object,
): InvalidInput | null => {
  const given = new Map(Object.entries(input));
  const wanted = ways
    .filter((way) => outcome === undefined || way.outcome === outcome)
    .flatMap(({ required }) => required);
  const field = wanted.find((name) => isEmpty(given.get(name)));
  return field === undefined
    ? null
    : invalidInput(context.locale, `input.${field}`, {
        zh: '按本县流程，此项须填写。',
        en: "The county's flow wants this to be filled in.",
      });
};

/**
 * Runs a step of a case as one transaction: lock, look whether it exists for the caller, whether the caller is one of those who do
 * this (else Refused), whether the flow allows it now (else TransitionNotAllowed), then the step, its rows, figures and events.
 */
export const runCaseCommand = async <Name extends string, Extra extends CommandResult>(
  context: Context,
  command: CaseCommand<Name, Extra>,
): Promise<CaseDone<Name> | CaseProblem | Extra> => {
  const { action, input, name } = command;
  try {
    return await runCommand<CaseDone<Name> | CaseProblem | Extra>(context, {
      name,
      input,
      work: async (em, sql) => {
        const file = await lockCase(context, em, input.caseId);
        if (!file) return { result: notFound(context.locale, 'input.caseId') };
        const rules = await loadCaseRules(sql, file.flowVersion);
        if (!mayAct(context, action, file, rules.flow, await loadCaseFacts(context, file))) {
          throw new Refused(
            'FORBIDDEN',
            context.say({
              zh: `此事件不由您${actionNames[action].zh}。`,
              en: `It is not for you to do this with this case (${action}).`,
            }),
          );
        }
        const allowed = file.allowedActions(rules.flow, context.now());
        if (!allowed.includes(action)) throw new TransitionRefused(action, file.status, allowed);
        const missing = missingField(context, file.waysOf(rules.flow, action), command.outcome, input);
        if (missing) return { result: missing };
        const tooLong = noteProblem(context, input.note);
        if (tooLong) return { result: tooLong };
        const by = stepBy(context, input.note);
        const outcome = await command.work(file, { em, sql, by, rules, clock: rules.clock });
        if ('__typename' in outcome) return { result: outcome };
        const events = await recordChange(recordToolsFor(context, em, sql), file, outcome);
        return { result: { __typename: `${name}Success` as const, caseId: file.id }, events };
      },
    });
  } catch (error) {
    const problem = problemOf(context, error);
    if (problem) return problem;
    throw error;
  }
};

/** Checks a text that has to be there. */
export const textProblem = (
  context: Context,
  field: string,
  text: string | null | undefined,
  limit: number,
): InvalidInput | null => {
  const length = text?.trim().length ?? 0;
  if (length >= 1 && length <= limit) return null;
  return invalidInput(
    context.locale,
    field,
    {
      zh: `须填写，且不超过 ${String(limit)} 字。`,
      en: `It has to be filled in, with ${String(limit)} characters at most.`,
    },
    `1–${String(limit)}`,
  );
};
