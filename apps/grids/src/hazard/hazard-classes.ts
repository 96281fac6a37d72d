import {
  invalidInput,
  runCommand,
  type CommandOutcome,
  type InvalidInput,
  type KeyReused,
  type SqlExecutor,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { HazardClass, HazardSeverity } from './hazard.ts';

export const readHazardClasses = async (sql: SqlExecutor): Promise<readonly HazardClass[]> => {
  const rows = await sql(
    `select code, label, severity, recheck_days, becomes_case, on_the_spot, photo, retired_on::text as retired_on
     from hazard_class order by position, code`,
  );
  return rows.map((row) => ({
    code: row.code as string,
    label: row.label as string,
    severity: row.severity as HazardSeverity,
    recheckDays: row.recheck_days as number,
    becomesCase: row.becomes_case as boolean,
    onTheSpot: row.on_the_spot as boolean,
    photo: row.photo as HazardClass['photo'],
    retiredOn: row.retired_on as string | null,
  }));
};

export const listHazardClasses = (context: Context): Promise<readonly HazardClass[]> =>
  context.batches.load('hazardClasses', null, 'county', async (keys) => {
    const classes = await readHazardClasses(context.sql);
    return keys.map(() => classes);
  });

export interface PutHazardClassInput {
  readonly clientMutationKey?: string | null | undefined;
  readonly code: string;
  readonly label: string;
  readonly severity: HazardSeverity;
  readonly recheckDays: number;
  readonly becomesCase: boolean;
  readonly onTheSpot: boolean;
  readonly photo: HazardClass['photo'];
  readonly retired?: boolean | null | undefined;
}

export interface PutHazardClassSuccess {
  readonly __typename: 'PutHazardClassSuccess';
  readonly classCode: string;
}

type Result = PutHazardClassSuccess | InvalidInput;

const CODE = /^[A-Z][A-Z0-9_]{0,39}$/;
const MOST_RECHECK_DAYS = 365;

/** What is wrong with a class as it was sent in. */
export const hazardClassProblem = (
  { locale }: Context,
  { code, label, recheckDays }: Pick<PutHazardClassInput, 'code' | 'label' | 'recheckDays'>,
): InvalidInput | undefined => {
  if (!CODE.test(code)) {
    return invalidInput(locale, 'input.code', {
      zh: 'input.code 应为大写字母开头的代码（A–Z、0–9、_，至多 40 位）。',
      en: 'input.code is a code in capitals: A–Z, 0–9 and _, 40 at most.',
    });
  }
  const length = label.trim().length;
  if (length < 1 || length > 40) {
    return invalidInput(
      locale,
      'input.label',
      { zh: 'input.label 应为 1 至 40 个字。', en: 'input.label has 1 to 40 characters.' },
      '1–40',
    );
  }
  if (recheckDays < 1 || recheckDays > MOST_RECHECK_DAYS) {
    return invalidInput(
      locale,
      'input.recheckDays',
      {
        zh: `input.recheckDays 应为 1 至 ${MOST_RECHECK_DAYS} 天。`,
        en: `input.recheckDays is 1 to ${MOST_RECHECK_DAYS} days.`,
      },
      `1–${MOST_RECHECK_DAYS}`,
    );
  }
  return undefined;
};

const put = async (context: Context, sql: SqlExecutor, input: PutHazardClassInput): Promise<CommandOutcome<Result>> => {
  const problem = hazardClassProblem(context, input);
  if (problem) return { result: problem };
  await sql(
    `insert into hazard_class (code, label, position, severity, recheck_days, becomes_case, on_the_spot, photo, retired_on)
     values ($1, $2, (select coalesce(max(position), 0) + 1 from hazard_class), $3, $4, $5, $6, $7, $8::date)
     on conflict (code) do update set label = excluded.label, severity = excluded.severity, recheck_days = excluded.recheck_days,
       becomes_case = excluded.becomes_case, on_the_spot = excluded.on_the_spot, photo = excluded.photo,
       retired_on = case when excluded.retired_on is null then null else coalesce(hazard_class.retired_on, excluded.retired_on) end`,
    [
      input.code,
      input.label.trim(),
      input.severity,
      input.recheckDays,
      input.becomesCase,
      input.onTheSpot,
      input.photo,
      input.retired === true ? context.today : null,
    ],
  );
  return { result: { __typename: 'PutHazardClassSuccess', classCode: input.code } };
};

/** Adds or changes a class of hazards (隐患类别); hazards that were found keep theirs. */
export const putHazardClass = (context: Context, input: PutHazardClassInput): Promise<Result | KeyReused> =>
  runCommand<Result>(context, { name: 'putHazardClass', input, work: (_, sql) => put(context, sql, input) });
