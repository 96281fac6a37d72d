import { notFound, runCommand, type Conflict, type InvalidInput, type NotFound } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { PutReminderRuleInput, WithdrawReminderRuleInput } from '../generated/resolvers.ts';
import { isUuid } from '../ids.ts';
import { dayProblem, endRuleVersion, putRuleVersion, ruleProblem } from './rule-versions.ts';

interface Done<Name extends string> {
  readonly __typename: Name;
  readonly ruleId: string | null;
}

/** Sets when clocks that start from a day on remind, urge or supervise by themselves (提醒与督办规则). */
export const putReminderRule = (context: Context, input: PutReminderRuleInput) =>
  runCommand<Done<'PutReminderRuleSuccess'> | InvalidInput | NotFound | Conflict>(context, {
    name: 'putReminderRule',
    input,
    work: async (_em, sql) => {
      const problem = ruleProblem(context, input);
      if (problem) return { result: problem };
      const put = await putRuleVersion(
        context,
        sql,
        { name: 'reminder_rule', columns: ['kind', 'stage'] },
        {
          key: [input.kind, input.stage ?? null],
          amount: input.amount,
          unit: input.unit,
          validFrom: input.validFrom,
        },
      );
      if ('__typename' in put) return { result: put };
      return { result: { __typename: 'PutReminderRuleSuccess', ruleId: put.id } };
    },
  });

/** Ends such a rule: nothing of the kind happens by itself any more, for clocks that start from that day on. */
export const withdrawReminderRule = (context: Context, input: WithdrawReminderRuleInput) =>
  runCommand<Done<'WithdrawReminderRuleSuccess'> | InvalidInput | NotFound | Conflict>(context, {
    name: 'withdrawReminderRule',
    input,
    work: async (_em, sql) => {
      const problem = dayProblem(context, 'input.validUntil', input.validUntil);
      if (problem) return { result: problem };
      await sql('lock table reminder_rule in share row exclusive mode');
      const [row] = isUuid(input.ruleId)
        ? await sql(
            `select id::text, valid_from::text as valid_from from reminder_rule
             where id = $1 and (valid_until is null or valid_until > $2)`,
            [input.ruleId, input.validUntil],
          )
        : [];
      if (!row) return { result: notFound(context.locale, 'input.ruleId') };
      const rule = { id: row.id as string, validFrom: row.valid_from as string };
      const stays = await endRuleVersion(sql, 'reminder_rule', rule, input.validUntil);
      return { result: { __typename: 'WithdrawReminderRuleSuccess', ruleId: stays ? rule.id : null } };
    },
  });
