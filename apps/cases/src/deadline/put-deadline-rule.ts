import {
  conflict,
  invalidInput,
  notFound,
  runCommand,
  type Conflict,
  type InvalidInput,
  type NotFound,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { PutDeadlineRuleInput, WithdrawDeadlineRuleInput } from '../generated/resolvers.ts';
import { isUuid } from '../ids.ts';
import { dayProblem, endRuleVersion, putRuleVersion, ruleProblem } from './rule-versions.ts';
import { bodyKinds } from './stage-clock.ts';

interface Done<Name extends string> {
  readonly __typename: Name;
  readonly ruleId: string | null;
}

/** Sets how long a stage may take from a day on (时限规则). Clocks that run already keep what they were started with. */
export const putDeadlineRule = (context: Context, input: PutDeadlineRuleInput) =>
  runCommand<Done<'PutDeadlineRuleSuccess'> | InvalidInput | NotFound | Conflict>(context, {
    name: 'putDeadlineRule',
    input,
    work: async (_em, sql) => {
      const problem = ruleProblem(context, input);
      if (problem) return { result: problem };
      const bodyKind = input.bodyKind ?? null;
      if (bodyKind !== null && !bodyKinds.includes(bodyKind)) {
        const message = { zh: '没有这种单位类型。', en: 'There is no such kind of body.' };
        return { result: invalidInput(context.locale, 'input.bodyKind', message, bodyKinds.join(', ')) };
      }
      const item = input.serviceItemCode ?? null;
      const known = item === null ? [1] : await sql('select 1 from service_item where code = $1', [item]);
      if (known.length === 0) return { result: notFound(context.locale, 'input.serviceItemCode') };
      const put = await putRuleVersion(
        context,
        sql,
        { name: 'deadline_rule', columns: ['stage', 'service_item_code', 'body_kind', 'source'] },
        {
          key: [input.stage, item, bodyKind, input.source ?? null],
          amount: input.amount,
          unit: input.unit,
          validFrom: input.validFrom,
        },
      );
      if ('__typename' in put) return { result: put };
      return { result: { __typename: 'PutDeadlineRuleSuccess', ruleId: put.id } };
    },
  });

/** Ends a particular rule; the default of a stage can only be replaced. */
export const withdrawDeadlineRule = (context: Context, input: WithdrawDeadlineRuleInput) =>
  runCommand<Done<'WithdrawDeadlineRuleSuccess'> | InvalidInput | NotFound | Conflict>(context, {
    name: 'withdrawDeadlineRule',
    input,
    work: async (_em, sql) => {
      const problem = dayProblem(context, 'input.validUntil', input.validUntil);
      if (problem) return { result: problem };
      await sql('lock table deadline_rule in share row exclusive mode');
      const [row] = isUuid(input.ruleId)
        ? await sql(
            `select id::text, valid_from::text as valid_from, service_item_code is null and body_kind is null and source is null as is_default
             from deadline_rule where id = $1 and (valid_until is null or valid_until > $2)`,
            [input.ruleId, input.validUntil],
          )
        : [];
      if (!row) return { result: notFound(context.locale, 'input.ruleId') };
      const rule = { id: row.id as string, validFrom: row.valid_from as string };
      if (row.is_default === true && rule.validFrom < input.validUntil) {
        const message = {
          zh: '环节的默认规则不能废止，只能以新规则替代。',
          en: 'The default rule of a stage cannot be withdrawn, only replaced by another.',
        };
        return { result: conflict(context.locale, message) };
      }
      const stays = await endRuleVersion(sql, 'deadline_rule', rule, input.validUntil);
      return { result: { __typename: 'WithdrawDeadlineRuleSuccess', ruleId: stays ? rule.id : null } };
    },
  });
