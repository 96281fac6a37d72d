import { conflict, invalidInput, type Conflict, type InvalidInput, type SqlExecutor } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import type { Context } from '../context.ts';
import type { ClockUnit } from './stage-clock.ts';

/** A table of rules with versions: what tells rules apart, `$1` … in order. */
interface RuleTable {
  readonly name: 'deadline_rule' | 'reminder_rule';
  readonly columns: readonly string[];
}

interface NewRule {
  readonly key: readonly (string | null)[];
  readonly amount: number;
  readonly unit: ClockUnit;
  readonly validFrom: string;
}

const MOST = 1_000;

/** Checks how long and from when. */
export const ruleProblem = (
  context: Context,
  { amount, unit, validFrom }: Pick<NewRule, 'amount' | 'unit' | 'validFrom'>,
): InvalidInput | null => {
  if (!(amount > 0 && amount <= MOST) || (unit === 'WORKING_DAYS' && !Number.isInteger(amount))) {
    return invalidInput(
      context.locale,
      'input.amount',
      { zh: '应为大于 0 的整天数或小时数。', en: 'Whole days, or hours, above 0.' },
      `0 < amount ≤ ${String(MOST)}`,
    );
  }
  return dayProblem(context, 'input.validFrom', validFrom);
};

export const dayProblem = (context: Context, field: string, day: string): InvalidInput | null => {
  const today = shanghaiDay(context.now());
  if (day >= today) return null;
  return invalidInput(
    context.locale,
    field,
    { zh: `不能早于今天（${today}）。`, en: `Today (${today}) at the earliest.` },
    `≥ ${today}`,
  );
};

/** Puts a version of a rule in force from a day on; the one before ends then. A version of the same day is replaced. */
export const putRuleVersion = async (
  context: Context,
  sql: SqlExecutor,
  { name, columns }: RuleTable,
  { key, amount, unit, validFrom }: NewRule,
): Promise<{ readonly id: string } | Conflict> => {
  await sql(`lock table ${name} in share row exclusive mode`);
  const same = columns.map((column, index) => `${column} is not distinct from $${String(index + 1)}`).join(' and ');
  const rows = await sql(
    `select id::text, valid_from::text as valid_from, valid_until::text as valid_until from ${name} where ${same} order by valid_from`,
    key,
  );
  const later = rows.find((row) => (row.valid_from as string) > validFrom);
  if (later) {
    const day = later.valid_from as string;
    return conflict(context.locale, {
      zh: `已有自 ${day} 起生效的规则，请先废止。`,
      en: `A rule that holds from ${day} on is there already; withdraw it first.`,
    });
  }
  const last = rows.at(-1);
  if (last?.valid_from === validFrom) {
    await sql(`update ${name} set amount = $2, unit = $3, valid_until = null where id = $1`, [last.id, amount, unit]);
    return { id: last.id as string };
  }
  if (last && (last.valid_until === null || (last.valid_until as string) > validFrom)) {
    await sql(`update ${name} set valid_until = $2 where id = $1`, [last.id, validFrom]);
  }
  const id = context.newId();
  const values = [id, ...key, amount, unit, validFrom];
  await sql(
    `insert into ${name} (id, ${columns.join(', ')}, amount, unit, valid_from) values (${values
      .map((_, index) => `$${String(index + 1)}`)
      .join(', ')})`,
    values,
  );
  return { id };
};

/** Ends a rule; one that has not begun to hold goes. @returns whether it is still there */
export const endRuleVersion = async (
  sql: SqlExecutor,
  name: RuleTable['name'],
  rule: { readonly id: string; readonly validFrom: string },
  validUntil: string,
): Promise<boolean> => {
  if (rule.validFrom >= validUntil) {
    await sql(`delete from ${name} where id = $1`, [rule.id]);
    return false;
  }
  await sql(`update ${name} set valid_until = $2 where id = $1`, [rule.id, validUntil]);
  return true;
};
