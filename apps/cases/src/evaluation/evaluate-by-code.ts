import { appendEvents } from '@gridloom/messaging';
import {
  invalidInput,
  sqlOf,
  type Conflict,
  type EntityManager,
  type InvalidInput,
  type SqlExecutor,
  type UserErrorCode,
} from '@gridloom/service-kit';
import { YearNotLoaded } from '@gridloom/standards';
import { LockMode } from '@mikro-orm/core';

import { loadCaseRules } from '../case/case-rules.ts';
import { Case } from '../case/case.ts';
import { recordChange } from '../case/record-change.ts';
import { calendarNotLoaded } from '../case/run-case-command.ts';
import { ComplainantUnclear, TransitionRefused } from '../case/transition-refused.ts';
import type { Context } from '../context.ts';
import type { EvaluateByCodeInput } from '../generated/resolvers.ts';
import { answerEvaluation } from './answer-evaluation.ts';
import { hashCode, isSameHash, readCode } from './evaluation-code.ts';

const COMMENT_LIMIT = 1_000;
const MINUTE_MS = 60_000;
/** Wrong codes of the whole county in one minute; codes have 39 bits that nobody knows, and each bears five tries. */
const FAILURES_A_MINUTE = 60;

interface CodeProblem<Name extends string> {
  readonly __typename: Name;
  readonly code: UserErrorCode;
  readonly message: string;
}

/** It was evaluated; what the public may be told of it. */
export interface EvaluatedByCode {
  readonly __typename: 'EvaluateByCodeSuccess';
  readonly number: string;
  readonly satisfied: boolean;
}

const codeInvalid = (context: Context): CodeProblem<'EvaluationCodeInvalid'> => ({
  __typename: 'EvaluationCodeInvalid',
  code: 'RULE_VIOLATED',
  message: context.say({
    zh: '评价码无效、已使用或已过期。请核对后重试，或联系村（社区）或网格办。',
    en: 'The code is not valid, was used, or has expired. Check it, or ask the village or the grid office.',
  }),
});

const tooMany = (context: Context): CodeProblem<'TooManyAttempts'> => ({
  __typename: 'TooManyAttempts',
  code: 'LIMIT_EXCEEDED',
  message: context.say({ zh: '尝试过于频繁，请一分钟后再试。', en: 'Too many attempts; try again in a minute.' }),
});

const transact = <T>(context: Context, work: (em: EntityManager, sql: SqlExecutor) => Promise<T>): Promise<T> =>
  context.em.fork().transactional((em) => work(em, sqlOf(em)));

const minuteOf = (at: Date) => new Date(Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS);

const isLimited = async (context: Context): Promise<boolean> => {
  const [row] = await context.sql('select failures from evaluation_code_failure where minute = $1', [
    minuteOf(context.now()),
  ]);
  return ((row?.failures as number | undefined) ?? 0) >= FAILURES_A_MINUTE;
};

const countFailure = (context: Context): Promise<void> =>
  transact(context, async (_em, sql) => {
    const minute = minuteOf(context.now());
    await sql(
      `insert into evaluation_code_failure (minute, failures) values ($1, 1)
       on conflict (minute) do update set failures = evaluation_code_failure.failures + 1`,
      [minute],
    );
    await sql('delete from evaluation_code_failure where minute < $1', [minute]);
  });

interface FoundCode {
  readonly id: string;
  readonly caseId: string;
  readonly complainantId: string;
}

/** Takes one try before anything is compared, so that many guesses at once get no more tries than one after another. */
const tryCode = async (context: Context, text: string): Promise<FoundCode | null> => {
  const code = readCode(text);
  if (!code) return null;
  const [row] = await transact(context, (_em, sql) =>
    sql(
      `update evaluation_code set tries_left = tries_left - 1
       where locator = $1 and used_at is null and revoked_at is null and expires_at > $2 and tries_left > 0
       returning id::text, code_hash, case_id::text, complainant_id::text`,
      [code.locator, context.now()],
    ),
  );
  if (!row || !isSameHash(row.code_hash as string, hashCode(code))) return null;
  const id = row.id as string;
  await transact(context, (_em, sql) =>
    sql('update evaluation_code set tries_left = tries_left + 1 where id = $1', [id]),
  );
  return { id, caseId: row.case_id as string, complainantId: row.complainant_id as string };
};

class Undone extends Error {
  readonly problem: InvalidInput | Conflict;

  constructor(problem: InvalidInput | Conflict) {
    super('The answer was not taken');
    this.problem = problem;
  }
}

const evaluate = (context: Context, input: EvaluateByCodeInput, found: FoundCode): Promise<EvaluatedByCode | null> =>
  transact(context, async (em, sql) => {
    const file = await em.findOneOrFail(Case, { id: found.caseId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    const at = context.now();
    const used = await sql(
      'update evaluation_code set used_at = $2 where id = $1 and used_at is null and revoked_at is null returning id',
      [found.id, at],
    );
    if (used.length === 0) return null;
    const rules = await loadCaseRules(sql, file.flowVersion);
    const by = { at, actorAccountId: null };
    const { satisfied } = input;
    const reasonCodes = input.reasonCodes ?? [];
    const answer = { satisfied, comment: input.comment ?? null, reasonCodes, channel: 'CODE' } as const;
    const change = await answerEvaluation(context, { em, sql, rules, by }, file, answer, () => found.complainantId);
    if ('__typename' in change) throw new Undone(change);
    const withAncestors = (code: string) => context.areas.withAncestors(code);
    await appendEvents(sql, await recordChange({ em, sql, newId: context.newId, withAncestors }, file, change));
    return { __typename: 'EvaluateByCodeSuccess', number: file.number, satisfied };
  });

/** A complainant evaluates by a one-time code (凭码评价), without signing in. Wrong codes are told nothing about. */
export const evaluateByCode = async (context: Context, input: EvaluateByCodeInput) => {
  if (await isLimited(context)) return tooMany(context);
  if (input.comment && input.comment.length > COMMENT_LIMIT) {
    const message = { zh: '评价内容过长。', en: 'The comment is too long.' };
    return invalidInput(context.locale, 'input.comment', message, `≤ ${String(COMMENT_LIMIT)}`);
  }
  const found = await tryCode(context, input.code);
  if (!found) {
    await countFailure(context);
    return codeInvalid(context);
  }
  try {
    return (await evaluate(context, input, found)) ?? codeInvalid(context);
  } catch (error) {
    if (error instanceof Undone)
      return error.problem.__typename === 'InvalidInput' ? error.problem : codeInvalid(context);
    if (error instanceof TransitionRefused || error instanceof ComplainantUnclear) return codeInvalid(context);
    if (error instanceof YearNotLoaded) return calendarNotLoaded(context, error);
    throw error;
  }
};
