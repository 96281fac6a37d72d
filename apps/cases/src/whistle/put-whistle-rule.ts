import { invalidInput, runCommand, type InvalidInput, type KeyReused } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { PutWhistleRuleInput } from '../generated/resolvers.ts';

export interface WhistleRulePut {
  readonly __typename: 'PutWhistleRuleSuccess';
}

const MOST = 1_000;

/** Sets how long a stage of a kind of whistle may take; whistles that are out keep their clocks. */
export const putWhistleRule = (
  context: Context,
  input: PutWhistleRuleInput,
): Promise<WhistleRulePut | InvalidInput | KeyReused> =>
  runCommand<WhistleRulePut | InvalidInput>(context, {
    name: 'PutWhistleRule',
    input,
    work: async (_, sql) => {
      const { kind, stage, role, amount, unit } = input;
      const whole = unit !== 'WORKING_DAYS' || Number.isInteger(amount);
      if (!(amount > 0) || amount > MOST || !whole) {
        return {
          result: invalidInput(
            context.locale,
            'input.amount',
            { zh: '须大于 0，至多 1000；工作日为整数。', en: 'Above 0, at most 1,000; working days are whole.' },
            '0–1000',
          ),
        };
      }
      const perBody = stage !== 'APPROVE';
      if ((!perBody && role) || (!perBody && kind !== 'EMERGENCY')) {
        return {
          result: invalidInput(
            context.locale,
            role ? 'input.role' : 'input.kind',
            {
              zh: '补批时限只用于应急哨，且不分牵头与配合。',
              en: 'Only emergencies are approved afterwards, for all bodies alike.',
            },
            'EMERGENCY',
          ),
        };
      }
      await sql(
        `insert into whistle_rule (id, kind, stage, role, amount, unit) values ($1, $2, $3, $4, $5, $6)
         on conflict on constraint whistle_rule_key do update set amount = excluded.amount, unit = excluded.unit`,
        [context.newId(), kind, stage, role ?? null, amount, unit],
      );
      return { result: { __typename: 'PutWhistleRuleSuccess' } };
    },
  });
