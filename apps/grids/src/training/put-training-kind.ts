import {
  invalidInput,
  runCommand,
  type CommandOutcome,
  type InvalidInput,
  type KeyReused,
  type SqlExecutor,
} from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import type { GridRole } from '../worker/grid-assignment.ts';
import { nameProblem } from '../worker/worker-problems.ts';

export interface PutTrainingKindInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly code: string;
  readonly label: string;
  readonly validMonths?: number | null | undefined;
  readonly requiredRoles: readonly GridRole[];
  readonly retired?: boolean | null | undefined;
}

export interface PutTrainingKindSuccess {
  readonly __typename: 'PutTrainingKindSuccess';
  readonly code: string;
}

const CODE = /^[A-Z][A-Z0-9_]{1,39}$/;
const MOST_MONTHS = 120;

/** What is wrong with a kind as it was sent in. */
export const trainingKindProblem = (
  { locale }: Context,
  { code, label, validMonths, requiredRoles }: PutTrainingKindInput,
): InvalidInput | undefined => {
  if (!CODE.test(code)) {
    return invalidInput(
      locale,
      'input.code',
      {
        zh: 'code 应为 2–40 个大写字母、数字或下划线，以字母开头。',
        en: 'code has 2 to 40 capitals, digits or underscores, a letter first.',
      },
      'FIRE_SAFETY',
    );
  }
  const problem = nameProblem(locale, 'input.label', label);
  if (problem) return problem;
  if (!isAbsent(validMonths) && (validMonths < 1 || validMonths > MOST_MONTHS)) {
    return invalidInput(
      locale,
      'input.validMonths',
      {
        zh: `validMonths 应在 1 到 ${MOST_MONTHS} 之间；长期有效则不填。`,
        en: `validMonths lies between 1 and ${MOST_MONTHS}; it is left out where a training holds for good.`,
      },
      `1–${MOST_MONTHS}`,
    );
  }
  if (new Set(requiredRoles).size < requiredRoles.length) {
    return invalidInput(locale, 'input.requiredRoles', {
      zh: 'requiredRoles 每项职务只列一次。',
      en: 'requiredRoles names each role once.',
    });
  }
  return undefined;
};

const put = async (
  context: Context,
  sql: SqlExecutor,
  input: PutTrainingKindInput,
): Promise<CommandOutcome<PutTrainingKindSuccess | InvalidInput>> => {
  const problem = trainingKindProblem(context, input);
  if (problem) return { result: problem };
  const { code, label, validMonths, requiredRoles, retired } = input;
  await sql(
    `insert into training_kind as k (code, label, valid_months, required_roles, retired) values ($1, $2, $3, $4::text[], $5)
     on conflict (code) do update set label = excluded.label, valid_months = excluded.valid_months,
       required_roles = excluded.required_roles, retired = excluded.retired, version = k.version + 1`,
    [code, label.trim(), validMonths ?? null, requiredRoles, retired ?? false],
  );
  return { result: { __typename: 'PutTrainingKindSuccess', code } };
};

/** Adds a kind of training or changes it (设置培训种类); records keep the validity with which they were made. */
export const putTrainingKind = (
  context: Context,
  input: PutTrainingKindInput,
): Promise<PutTrainingKindSuccess | InvalidInput | KeyReused> =>
  runCommand<PutTrainingKindSuccess | InvalidInput>(context, {
    name: 'putTrainingKind',
    input,
    work: (_, sql) => put(context, sql, input),
  });
