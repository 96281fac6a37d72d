import {
  conflict,
  invalidInput,
  runCommand,
  type CommandOutcome,
  type Conflict,
  type InvalidInput,
  type KeyReused,
  type Locale,
  type SqlExecutor,
} from '@gridloom/service-kit';

import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import type { GridKind } from '../grid/grid.ts';
import type { GridRole } from '../worker/grid-assignment.ts';
import { dayProblem, nameProblem } from '../worker/worker-problems.ts';

interface StaffingRuleInput {
  readonly label: string;
  readonly roles: readonly GridRole[];
  readonly gridKind?: GridKind | null | undefined;
  readonly minimum: number;
  readonly householdsEach?: number | null | undefined;
}

export interface SetStaffingRulesInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly validFrom: string;
  readonly rules: readonly StaffingRuleInput[];
}

export interface SetStaffingRulesSuccess {
  readonly __typename: 'SetStaffingRulesSuccess';
  readonly staffingRuleSetId: string;
}

const MOST_RULES = 20;
const MOST_WORKERS = 100;
const MOST_HOUSEHOLDS = 10_000;

const numberProblem = (locale: Locale, field: string, value: number, least: number, most: number) => {
  if (value >= least && value <= most) return undefined;
  const last = field.split('.').at(-1) ?? field;
  return invalidInput(
    locale,
    field,
    { zh: `${last} 应在 ${least} 到 ${most} 之间。`, en: `${last} lies between ${least} and ${most}.` },
    `${least}–${most}`,
  );
};

/** What is wrong with the rules, if anything is. */
export const staffingRulesProblem = (locale: Locale, rules: readonly StaffingRuleInput[]): InvalidInput | undefined => {
  const count = numberProblem(locale, 'input.rules', rules.length, 1, MOST_RULES);
  if (count) return count;
  for (const [at, { label, roles, minimum, householdsEach }] of rules.entries()) {
    const field = `input.rules.${at}`;
    const problem =
      nameProblem(locale, `${field}.label`, label) ??
      numberProblem(locale, `${field}.minimum`, minimum, 0, MOST_WORKERS) ??
      (isAbsent(householdsEach)
        ? undefined
        : numberProblem(locale, `${field}.householdsEach`, householdsEach, 1, MOST_HOUSEHOLDS));
    if (problem) return problem;
    if (roles.length === 0 || new Set(roles).size < roles.length) {
      return invalidInput(locale, `${field}.roles`, {
        zh: 'roles 至少一项，每项一次。',
        en: 'roles has at least one role, each once.',
      });
    }
    if (minimum === 0 && isAbsent(householdsEach)) {
      return invalidInput(locale, `${field}.minimum`, {
        zh: 'minimum 为 0 时须填 householdsEach，否则此项不作任何要求。',
        en: 'with a minimum of 0 there is a householdsEach, else the rule asks for nothing.',
      });
    }
  }
  return undefined;
};

const set = async (
  context: Context,
  sql: SqlExecutor,
  { validFrom, rules }: SetStaffingRulesInput,
): Promise<CommandOutcome<SetStaffingRulesSuccess | InvalidInput | Conflict>> => {
  const { locale, today, caller } = context;
  const problem =
    dayProblem(locale, 'input.validFrom', { from: today }, validFrom) ?? staffingRulesProblem(locale, rules);
  if (problem) return { result: problem };
  if (caller.kind === 'anonymous') throw new TypeError('Nobody is signed in');
  const id = context.newId();
  const [entered] = await sql(
    `insert into staffing_rule_set (id, valid_from, set_by_account_id, set_at) values ($1, $2, $3, $4)
     on conflict (valid_from) do nothing returning id`,
    [id, validFrom, caller.accountId, context.now().toISOString()],
  );
  if (!entered) {
    return {
      result: conflict(locale, {
        zh: `自 ${validFrom} 起的配备标准已设置；请选另一天。`,
        en: `There are staffing rules from ${validFrom} on already; choose another day.`,
      }),
    };
  }
  await sql(
    `insert into staffing_rule (set_id, position, label, roles, grid_kind, minimum, households_each)
     select $1, r.position, r.label, array(select jsonb_array_elements_text(r.roles)), r.grid_kind, r.minimum, r.households_each
     from jsonb_to_recordset($2::jsonb)
       as r (position int, label text, roles jsonb, grid_kind text, minimum int, households_each int)`,
    [
      id,
      JSON.stringify(
        rules.map(({ label, roles, gridKind, minimum, householdsEach }, position) => ({
          position,
          label: label.trim(),
          roles,
          grid_kind: gridKind ?? null,
          minimum,
          households_each: householdsEach ?? null,
        })),
      ),
    ],
  );
  return { result: { __typename: 'SetStaffingRulesSuccess', staffingRuleSetId: id } };
};

/** Sets which roles each grid is to have (设置配备标准), from a day on; the rules before stay for the days before. */
export const setStaffingRules = (
  context: Context,
  input: SetStaffingRulesInput,
): Promise<SetStaffingRulesSuccess | InvalidInput | Conflict | KeyReused> =>
  runCommand<SetStaffingRulesSuccess | InvalidInput | Conflict>(context, {
    name: 'setStaffingRules',
    input,
    work: (_, sql) => set(context, sql, input),
  });
