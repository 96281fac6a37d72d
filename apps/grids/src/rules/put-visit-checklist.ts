import {
  conflict,
  invalidInput,
  runCommand,
  type CommandOutcome,
  type Conflict,
  type InvalidInput,
  type KeyReused,
  type SqlExecutor,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isAbsent } from '../absent.ts';
import type { AnswerKind, PhotoRule } from './checklist.ts';
import { writeChecklistItems } from './write-checklist-items.ts';

export interface ChecklistItemInput {
  readonly item: string;
  readonly label: string;
  readonly verifiesData?: boolean | null | undefined;
  readonly answerKind?: AnswerKind | null | undefined;
  readonly choices?: readonly string[] | null | undefined;
  readonly unit?: string | null | undefined;
  readonly minimum?: number | null | undefined;
  readonly maximum?: number | null | undefined;
  readonly required?: boolean | null | undefined;
  readonly photo?: PhotoRule | null | undefined;
}

export interface PutVisitChecklistInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly validFrom: string;
  readonly items: readonly ChecklistItemInput[];
}

export interface PutVisitChecklistSuccess {
  readonly __typename: 'PutVisitChecklistSuccess';
  readonly version: number;
}

type Result = PutVisitChecklistSuccess | InvalidInput | Conflict;

export const MAX_ITEMS = 100;
const MAX_CHOICES = 30;
const CODE = /^[A-Z][A-Z0-9_]{0,39}$/;

/** What is wrong with an item by itself. */
export const checklistItemProblem = (
  context: Context,
  field: string,
  item: ChecklistItemInput,
): InvalidInput | undefined => {
  const wrong = (name: string, zh: string, en: string) =>
    invalidInput(context.locale, `${field}.${name}`, { zh: `${field}.${name} ${zh}`, en: `${field}.${name} ${en}` });
  if (!CODE.test(item.item)) {
    return wrong(
      'item',
      '应为大写字母开头的代码（A–Z、0–9、_，至多 40 位）。',
      'is a code in capitals: A–Z, 0–9 and _, 40 at most.',
    );
  }
  const label = item.label.trim().length;
  if (label < 1 || label > 60) return wrong('label', '应为 1 至 60 个字。', 'has 1 to 60 characters.');
  const choices = item.choices ?? [];
  if ((item.answerKind === 'CHOICE') !== choices.length > 0 || choices.length > MAX_CHOICES) {
    return wrong(
      'choices',
      `仅选择题填写，1 至 ${MAX_CHOICES} 个选项。`,
      `is given for CHOICE alone: 1 to ${MAX_CHOICES} of them.`,
    );
  }
  if (
    new Set(choices).size !== choices.length ||
    choices.some((choice) => choice.trim() === '' || choice.length > 40)
  ) {
    return wrong('choices', '各不相同，每个 1 至 40 个字。', 'differ from each other and have 1 to 40 characters.');
  }
  const bounded = !isAbsent(item.minimum) || !isAbsent(item.maximum);
  if (bounded && item.answerKind !== 'NUMBER') {
    return wrong('minimum', '、maximum 仅数值题填写。', 'and maximum are given for NUMBER alone.');
  }
  if (!isAbsent(item.minimum) && !isAbsent(item.maximum) && item.minimum > item.maximum) {
    return wrong('maximum', `应不小于 minimum（${item.minimum}）。`, `is not below minimum, ${item.minimum}.`);
  }
  return undefined;
};

const problemOf = (context: Context, { items, validFrom }: PutVisitChecklistInput): InvalidInput | undefined => {
  const { locale, today } = context;
  if (validFrom < today) {
    return invalidInput(
      locale,
      'input.validFrom',
      { zh: `input.validFrom 不能早于今天（${today}）。`, en: `input.validFrom is today, ${today}, or later.` },
      `>= ${today}`,
    );
  }
  if (items.length < 1 || items.length > MAX_ITEMS) {
    return invalidInput(
      locale,
      'input.items',
      { zh: `input.items 应有 1 至 ${MAX_ITEMS} 项。`, en: `input.items has 1 to ${MAX_ITEMS} items.` },
      `1–${MAX_ITEMS}`,
    );
  }
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    const field = `input.items.${index}`;
    if (seen.has(item.item)) {
      return invalidInput(locale, `${field}.item`, {
        zh: `${field}.item：${item.item} 出现两次。`,
        en: `${field}.item: ${item.item} comes twice.`,
      });
    }
    seen.add(item.item);
    const problem = checklistItemProblem(context, field, item);
    if (problem) return problem;
  }
  return undefined;
};

const put = async (
  context: Context,
  sql: SqlExecutor,
  input: PutVisitChecklistInput,
): Promise<CommandOutcome<Result>> => {
  const problem = problemOf(context, input);
  if (problem) return { result: problem };
  await sql('select id from county_rule for update');
  const [last] = await sql(
    `select max(version) as version, bool_or(valid_from = $1::date) as taken, max(valid_from)::text as newest from visit_checklist`,
    [input.validFrom],
  );
  if (last?.taken === true || ((last?.newest as string | null) ?? '') > input.validFrom) {
    return {
      result: conflict(context.locale, {
        zh: `已有一版清单自 ${String(last?.newest)} 起生效；新版须晚于该日生效。`,
        en: `A version begins on ${String(last?.newest)}; a new one begins later.`,
      }),
    };
  }
  const version = ((last?.version as number | null) ?? 0) + 1;
  await sql(
    'insert into visit_checklist (version, valid_from, made_by_account_id, made_at) values ($1, $2::date, $3, $4)',
    [version, input.validFrom, context.caller.kind === 'account' ? context.caller.accountId : null, context.now()],
  );
  await writeChecklistItems(sql, version, input.items);
  return { result: { __typename: 'PutVisitChecklistSuccess', version } };
};

/** Publishes a new version of the county's checklist (走访清单新版); visits keep the one that they were made by. */
export const putVisitChecklist = (context: Context, input: PutVisitChecklistInput): Promise<Result | KeyReused> =>
  runCommand<Result>(context, {
    name: 'putVisitChecklist',
    input,
    work: (_, sql) => put(context, sql, input),
  });
