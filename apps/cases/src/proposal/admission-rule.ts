import { invalidInput, runCommand, type InvalidInput, type KeyReused, type SqlExecutor } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { PutAdmissionRuleInput } from '../generated/resolvers.ts';

/** By which rule the county admits items (准入规则). */
export interface AdmissionRule {
  readonly hearingDays: number;
  readonly temporaryDays: number;
}

export const loadAdmissionRule = async (sql: SqlExecutor): Promise<AdmissionRule> => {
  const [row] = await sql('select hearing_days, temporary_days from admission_rule');
  if (!row) throw new Error('The county has no admission rule');
  return { hearingDays: row.hearing_days as number, temporaryDays: row.temporary_days as number };
};

export interface RulePut {
  readonly __typename: 'PutAdmissionRuleSuccess';
}

/** Sets the rule; proposals that are under way go by the one of then. */
export const putAdmissionRule = (
  context: Context,
  input: PutAdmissionRuleInput,
): Promise<RulePut | InvalidInput | KeyReused> =>
  runCommand<RulePut | InvalidInput>(context, {
    name: 'PutAdmissionRule',
    input,
    work: async (_, sql) => {
      const limits = [
        ['hearingDays', 90],
        ['temporaryDays', 366],
      ] as const;
      for (const [field, most] of limits) {
        if (input[field] >= 1 && input[field] <= most) continue;
        return {
          result: invalidInput(
            context.locale,
            `input.${field}`,
            { zh: `须为 1 到 ${String(most)} 天。`, en: `1 to ${String(most)} days.` },
            `1–${String(most)}`,
          ),
        };
      }
      await sql('update admission_rule set hearing_days = $1, temporary_days = $2', [
        input.hearingDays,
        input.temporaryDays,
      ]);
      return { result: { __typename: 'PutAdmissionRuleSuccess' } };
    },
  });
