import {
  keysetSql,
  oneByKey,
  orderBySql,
  readPage,
  toConnection,
  type Connection,
  type PageArgs,
  type SortKey,
} from '@gridloom/service-kit';

import type { CaseStage } from '../case/case-flow.ts';
import type { CaseSource } from '../case/case-words.ts';
import type { Context } from '../context.ts';
import type { ReminderRule } from './alarm.ts';
import { loadReminderRules } from './load-stage-clock.ts';
import type { ClockUnit } from './stage-clock.ts';

/** A deadline rule with its validity. */
export interface DeadlineRuleVersion {
  readonly id: string;
  readonly stage: CaseStage;
  readonly serviceItemCode: string | null;
  readonly bodyKind: string | null;
  readonly source: CaseSource | null;
  readonly amount: number;
  readonly unit: ClockUnit;
  readonly validFrom: string;
  readonly validUntil: string | null;
}

const columns = `r.id::text, r.stage, r.service_item_code, r.body_kind, r.source, r.amount, r.unit, r.valid_from::text as valid_from,
  r.valid_until::text as valid_until`;

const ruleOf = (row: Record<string, unknown>): DeadlineRuleVersion => ({
  id: row.id as string,
  stage: row.stage as CaseStage,
  serviceItemCode: row.service_item_code as string | null,
  bodyKind: row.body_kind as string | null,
  source: row.source as CaseSource | null,
  amount: row.amount as number,
  unit: row.unit as ClockUnit,
  validFrom: row.valid_from as string,
  validUntil: row.valid_until as string | null,
});

const order: readonly SortKey[] = [
  {
    expression: `array_position(array['ACCEPT', 'DISPATCH', 'TAKE_UP', 'HANDLE', 'VERIFY', 'EVALUATE'], r.stage)`,
    direction: 'asc',
    type: 'int',
  },
  { expression: `coalesce(r.service_item_code, '')`, direction: 'asc', type: 'text' },
  { expression: `coalesce(r.body_kind, '')`, direction: 'asc', type: 'text' },
  { expression: `coalesce(r.source, '')`, direction: 'asc', type: 'text' },
  { expression: 'r.valid_from', direction: 'asc', type: 'date' },
];
const stages = ['ACCEPT', 'DISPATCH', 'TAKE_UP', 'HANDLE', 'VERIFY', 'EVALUATE'];

/** Deadline rules by stage, item, kind of body and source, the oldest version first. */
export const listDeadlineRules = async (
  context: Context,
  {
    stage,
    on,
    ...args
  }: PageArgs & { readonly stage?: CaseStage | null | undefined; readonly on?: string | null | undefined },
): Promise<DeadlineRules> => {
  const page = readPage(args, context.locale, order.length);
  const params: unknown[] = [stage ?? null, on ?? null];
  const where = `($1::text is null or r.stage = $1)
    and ($2::date is null or (r.valid_from <= $2 and (r.valid_until is null or r.valid_until > $2)))`;
  const [count] = await context.sql(`select count(*)::int as n from deadline_rule r where ${where}`, params);
  const rows = await context.sql(
    `select ${columns} from deadline_rule r where ${where} and ${keysetSql(order, page.after, params)}
     order by ${orderBySql(order)} limit ${String(page.first + 1)}`,
    params,
  );
  const keyOf = (rule: DeadlineRuleVersion) => [
    stages.indexOf(rule.stage) + 1,
    rule.serviceItemCode ?? '',
    rule.bodyKind ?? '',
    rule.source ?? '',
    rule.validFrom,
  ];
  return toConnection(rows.map(ruleOf), page.first, keyOf, { count: count?.n as number, exact: true });
};

export const loadDeadlineRule = (context: Context, id: string): Promise<DeadlineRuleVersion | null> =>
  context.batches.load('DeadlineRule', null, id, async (ids) => {
    const rows = await context.sql(`select ${columns} from deadline_rule r where r.id = any($1::uuid[])`, [ids]);
    return oneByKey(ids, rows.map(ruleOf), (rule) => rule.id);
  });

export type ReminderRuleVersion = ReminderRule & { readonly validFrom: string };

/** Reminder rules, by kind and stage. There are few. */
export const listReminderRules = async (context: Context, on: string | null): Promise<ReminderRuleVersion[]> => {
  const rules = await loadReminderRules(context.sql);
  return rules
    .map((rule) => ({ ...rule, validFrom: rule.validFrom ?? '' }))
    .filter((rule) => on === null || (rule.validFrom <= on && (!rule.validUntil || on < rule.validUntil)))
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
};

const sortKey = (rule: ReminderRuleVersion) => `${rule.kind} ${rule.stage ?? ''} ${rule.validFrom}`;

export type DeadlineRules = Connection<DeadlineRuleVersion>;
