import {
  conflict,
  invalidInput,
  runCommand,
  type CommandOutcome,
  type Conflict,
  type InvalidInput,
  type KeyReused,
  type SqlExecutor,
  type UserErrorCode,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { indicators, weightsProblem, WEIGHTS_TOTAL, type ForbiddenKind } from './indicators.ts';

export interface SetAssessmentSchemeInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly validFrom: string;
  readonly objectionDays: number;
  readonly weights: readonly { readonly indicator: string; readonly weight: number }[];
}

export interface SetAssessmentSchemeSuccess {
  readonly __typename: 'SetAssessmentSchemeSuccess';
  readonly assessmentSchemeId: string;
}

export interface IndicatorForbidden {
  readonly __typename: 'IndicatorForbidden';
  readonly code: UserErrorCode;
  readonly message: string;
  readonly field: string;
  readonly indicator: string;
  readonly forbidden: { readonly code: string; readonly label: string; readonly reason: string };
}

type Result = SetAssessmentSchemeSuccess | IndicatorForbidden | InvalidInput | Conflict;

const MOST_OBJECTION_DAYS = 60;

/** A forbidden kind in the caller's language. */
export const forbiddenIn = ({ locale }: Pick<Context, 'locale'>, { code, label, reason }: ForbiddenKind) => ({
  code,
  label: label[locale],
  reason: reason[locale],
});

/** What is wrong with the weights, told to the caller. */
export const schemeProblem = (
  { locale }: Pick<Context, 'locale'>,
  { weights, objectionDays }: SetAssessmentSchemeInput,
): IndicatorForbidden | InvalidInput | undefined => {
  const problem = weightsProblem(weights);
  const known = indicators.join(', ');
  if (problem?.kind === 'forbidden') {
    const indicator = weights[problem.at]?.indicator ?? '';
    const { label, reason } = problem.forbidden;
    return {
      __typename: 'IndicatorForbidden',
      code: 'RULE_VIOLATED',
      message: {
        zh: `“${indicator}”属于${label.zh}，不得作为考核指标：${reason.zh}可用的指标：${known}。`,
        en: `“${indicator}” is of a forbidden kind, ${label.en}: ${reason.en}. Indicators are ${known}.`,
      }[locale],
      field: `input.weights.${problem.at}.indicator`,
      indicator,
      forbidden: forbiddenIn({ locale }, problem.forbidden),
    };
  }
  if (problem?.kind === 'total') {
    return invalidInput(
      locale,
      'input.weights',
      {
        zh: `weights 的权重合计应为 ${WEIGHTS_TOTAL}，现为 ${problem.total}。`,
        en: `the weights come to ${WEIGHTS_TOTAL} in all, got ${problem.total}.`,
      },
      String(WEIGHTS_TOTAL),
    );
  }
  if (problem?.kind === 'out of range') {
    return invalidInput(
      locale,
      `input.weights.${problem.at}.weight`,
      { zh: 'weight 应在 1 到 100 之间。', en: 'weight lies between 1 and 100.' },
      '1–100',
    );
  }
  if (problem) {
    return invalidInput(
      locale,
      `input.weights.${problem.at}.indicator`,
      { zh: `indicator 应为下列指标之一，每项一次：${known}。`, en: `indicator is one of these, each once: ${known}.` },
      known,
    );
  }
  if (objectionDays < 1 || objectionDays > MOST_OBJECTION_DAYS) {
    return invalidInput(
      locale,
      'input.objectionDays',
      {
        zh: `objectionDays 应在 1 到 ${MOST_OBJECTION_DAYS} 之间。`,
        en: `objectionDays lies between 1 and ${MOST_OBJECTION_DAYS}.`,
      },
      `1–${MOST_OBJECTION_DAYS}`,
    );
  }
  return undefined;
};

const set = async (
  context: Context,
  sql: SqlExecutor,
  input: SetAssessmentSchemeInput,
): Promise<CommandOutcome<Result>> => {
  const { locale, caller } = context;
  const problem = schemeProblem(context, input);
  if (problem) return { result: problem };
  if (caller.kind === 'anonymous') throw new TypeError('Nobody is signed in');
  const id = context.newId();
  const [entered] = await sql(
    `insert into assessment_scheme (id, valid_from, objection_days, set_by_account_id, set_at) values ($1, $2, $3, $4, $5)
     on conflict (valid_from) do nothing returning id`,
    [id, input.validFrom, input.objectionDays, caller.accountId, context.now().toISOString()],
  );
  if (!entered) {
    return {
      result: conflict(locale, {
        zh: `自 ${input.validFrom} 起的指标与权重已设置；请选另一天。`,
        en: `There are weights from ${input.validFrom} on already; choose another day.`,
      }),
    };
  }
  await sql(
    `insert into assessment_weight (scheme_id, indicator, position, weight)
     select $1, w.indicator, w.position, w.weight from unnest($2::text[], $3::int[]) with ordinality as w (indicator, weight, position)`,
    [id, input.weights.map(({ indicator }) => indicator), input.weights.map(({ weight }) => weight)],
  );
  return { result: { __typename: 'SetAssessmentSchemeSuccess', assessmentSchemeId: id } };
};

/** Sets the weights (设置考核指标与权重). What is computed already keeps those by which it was computed. */
export const setAssessmentScheme = (context: Context, input: SetAssessmentSchemeInput): Promise<Result | KeyReused> =>
  runCommand<Result>(context, {
    name: 'setAssessmentScheme',
    input,
    work: (_, sql) => set(context, sql, input),
  });
