import {
  addJob,
  invalidInput,
  runCommand,
  type CommandOutcome,
  type InvalidInput,
  type KeyReused,
  type SqlExecutor,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { careKinds, type CareKind } from '../resident/care-record.ts';
import { SETTLE_DUE_DAYS } from './settle-due-days.ts';

export interface PutVisitIntervalInput {
  readonly clientMutationKey?: string | null | undefined;
  /** None: every household. */
  readonly careKind?: CareKind | null | undefined;
  /** None: households of that kind are visited as all others are. */
  readonly intervalDays?: number | null | undefined;
  readonly validFrom: string;
}

export interface PutVisitIntervalSuccess {
  readonly __typename: 'PutVisitIntervalSuccess';
}

type Result = PutVisitIntervalSuccess | InvalidInput;

const MOST_DAYS = 1_000;

const problemOf = (context: Context, { careKind, intervalDays, validFrom }: PutVisitIntervalInput) => {
  const { locale, today } = context;
  if (careKind && !careKinds.includes(careKind)) {
    const allowed = careKinds.join(', ');
    return invalidInput(
      locale,
      'input.careKind',
      { zh: `input.careKind 应为：${allowed}。`, en: `input.careKind is one of ${allowed}.` },
      allowed,
    );
  }
  if (intervalDays === null || intervalDays === undefined ? !careKind : intervalDays < 1 || intervalDays > MOST_DAYS) {
    return invalidInput(
      locale,
      'input.intervalDays',
      {
        zh: `input.intervalDays 应为 1 至 ${MOST_DAYS} 天；面向所有户的间隔不能取消。`,
        en: `input.intervalDays is 1 to ${MOST_DAYS} days; the interval of all households is never taken away.`,
      },
      `1–${MOST_DAYS}`,
    );
  }
  if (validFrom < today) {
    return invalidInput(
      locale,
      'input.validFrom',
      { zh: `input.validFrom 不能早于今天（${today}）。`, en: `input.validFrom is today, ${today}, or later.` },
      `>= ${today}`,
    );
  }
  return undefined;
};

const put = async (
  context: Context,
  sql: SqlExecutor,
  input: PutVisitIntervalInput,
): Promise<CommandOutcome<Result>> => {
  const problem = problemOf(context, input);
  if (problem) return { result: problem };
  const { intervalDays, validFrom } = input;
  const careKind = input.careKind ?? null;
  await sql('select id from county_rule for update');
  // What begins on that day or later is replaced; what runs then ends.
  await sql('delete from visit_interval_rule where care_kind is not distinct from $1 and valid_from >= $2::date', [
    careKind,
    validFrom,
  ]);
  await sql(
    `update visit_interval_rule set valid_until = $2::date
     where care_kind is not distinct from $1 and (valid_until is null or valid_until > $2::date)`,
    [careKind, validFrom],
  );
  if (intervalDays !== null && intervalDays !== undefined) {
    await sql(
      `insert into visit_interval_rule (id, care_kind, interval_days, valid_from, made_by_account_id, made_at)
       values ($1, $2, $3, $4::date, $5, $6)`,
      [
        context.newId(),
        careKind,
        intervalDays,
        validFrom,
        context.caller.kind === 'account' ? context.caller.accountId : null,
        context.now(),
      ],
    );
  }
  if (validFrom === context.today) await addJob(sql, { name: SETTLE_DUE_DAYS, payload: {}, key: SETTLE_DUE_DAYS });
  return { result: { __typename: 'PutVisitIntervalSuccess' } };
};

/** Lays down how often households are visited from a day on (走访频次规则); due days follow. */
export const putVisitInterval = (context: Context, input: PutVisitIntervalInput): Promise<Result | KeyReused> =>
  runCommand<Result>(context, {
    name: 'putVisitInterval',
    input,
    work: (_, sql) => put(context, sql, input),
  });

export interface VisitInterval {
  readonly careKind: CareKind | null;
  readonly intervalDays: number;
  readonly validFrom: string;
  readonly validUntil: string | null;
}

/** The rules in force and those to come. */
export const listVisitIntervals = async (context: Context): Promise<VisitInterval[]> => {
  const rows = await context.sql(
    `select care_kind, interval_days, valid_from::text as valid_from, valid_until::text as valid_until from visit_interval_rule
     where valid_until is null or valid_until > $1::date order by care_kind nulls first, valid_from`,
    [context.today],
  );
  return rows.map((row) => ({
    careKind: row.care_kind as CareKind | null,
    intervalDays: row.interval_days as number,
    validFrom: row.valid_from as string,
    validUntil: row.valid_until as string | null,
  }));
};
