import {
  addJob,
  conflict,
  invalidInput,
  notFound,
  runCommand,
  type Conflict,
  type InvalidInput,
  type NotFound,
  type SqlExecutor,
} from '@gridloom/service-kit';
import { CalendarInvalid, isIsoDay, WorkingCalendar, yearOfDay, type CalendarYear } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { RECOMPUTE_JOB, recomputeKey } from '../deadline/recompute-job-name.ts';
import type { LoadCalendarYearInput, PutLocalDayInput, RemoveLocalDayInput } from '../generated/resolvers.ts';
import { readCalendarYears, type NamedDay } from './calendar-years.ts';
import { knownArrangement, knownYears, provisionalDays } from './known-year.ts';

interface Done<Name extends string> {
  readonly __typename: Name;
  readonly year: number;
}

const years = { first: 2000, last: 2100 } as const;
const NAME_LIMIT = 40;

/** Every deadline that the year touches is computed anew once this has been committed. */
const recompute = (sql: SqlExecutor, year: number) =>
  addJob(sql, { name: RECOMPUTE_JOB, payload: { year }, key: recomputeKey(year) });

const daysOf = (context: Context, input: LoadCalendarYearInput): readonly NamedDay[] | InvalidInput => {
  const { year, provisional, days } = input;
  if (provisional === true) {
    if (!days) return provisionalDays(year);
    const message = { zh: '暂定年度不填放假安排。', en: 'A provisional year has no arrangement.' };
    return invalidInput(context.locale, 'input.days', message);
  }
  if (!days) {
    const known = knownArrangement(year);
    if (known) return known;
    const message = {
      zh: `本软件尚无 ${String(year)} 年的放假安排，请填写国务院办公厅公布的安排，或设为暂定。`,
      en: `The arrangement for ${String(year)} is not known to this software: give the State Council's, or load the year as provisional.`,
    };
    return invalidInput(
      context.locale,
      'input.days',
      message,
      `${String(knownYears().at(0))}–${String(knownYears().at(-1))}`,
    );
  }
  const seen = new Set<string>();
  for (const [index, { day, name }] of days.entries()) {
    const field = `input.days.${String(index)}`;
    if (!isIsoDay(day) || yearOfDay(day) !== year || seen.has(day)) {
      const message = { zh: `须为 ${String(year)} 年的日期，且不重复。`, en: `Days of ${String(year)}, each once.` };
      return invalidInput(context.locale, `${field}.day`, message);
    }
    if (name && name.length > NAME_LIMIT) return nameTooLong(context, `${field}.name`);
    seen.add(day);
  }
  return days.map(({ day, worked, name }) => ({
    day,
    kind: worked ? 'MAKE_UP_WORKDAY' : 'HOLIDAY',
    name: name ?? null,
  }));
};

const nameTooLong = (context: Context, field: string) =>
  invalidInput(context.locale, field, { zh: '名称过长。', en: 'The name is too long.' }, `≤ ${String(NAME_LIMIT)}`);

/** Loads a year (工作日历): national days are replaced, local ones stay. */
export const loadCalendarYear = (context: Context, input: LoadCalendarYearInput) =>
  runCommand<Done<'LoadCalendarYearSuccess'> | InvalidInput>(context, {
    name: 'loadCalendarYear',
    input,
    work: async (_em, sql) => {
      const { year } = input;
      if (year < years.first || year > years.last) {
        const message = { zh: '年份超出范围。', en: 'The year is out of range.' };
        return {
          result: invalidInput(context.locale, 'input.year', message, `${String(years.first)}–${String(years.last)}`),
        };
      }
      const days = daysOf(context, input);
      if ('__typename' in days) return { result: days };
      const status = input.provisional === true ? 'provisional' : 'loaded';
      try {
        const of = (kind: NamedDay['kind']) => days.filter((day) => day.kind === kind).map(({ day }) => day);
        const table: CalendarYear = {
          year,
          status,
          holidays: of('HOLIDAY'),
          makeUpWorkdays: of('MAKE_UP_WORKDAY'),
          localDays: [],
        };
        new WorkingCalendar([table]).statusOf(year);
      } catch (error) {
        if (!(error instanceof CalendarInvalid)) throw error;
        return { result: invalidInput(context.locale, 'input.days', error.explanation) };
      }
      await sql(
        `insert into calendar_year (year, status) values ($1, $2) on conflict (year) do update set status = excluded.status`,
        [year, status.toUpperCase()],
      );
      await sql(`delete from calendar_day where year = $1 and kind in ('HOLIDAY', 'MAKE_UP_WORKDAY')`, [year]);
      await sql(
        `insert into calendar_day (day, year, kind, name) select d.day, $1, d.kind, d.name
         from unnest($2::date[], $3::text[], $4::text[]) as d(day, kind, name)`,
        [year, days.map(({ day }) => day), days.map(({ kind }) => kind), days.map(({ name }) => name)],
      );
      await recompute(sql, year);
      return { result: { __typename: 'LoadCalendarYearSuccess', year } };
    },
  });

const lockYear = async (sql: SqlExecutor, day: string): Promise<number | null> => {
  const [row] = await sql('select year from calendar_year where year = $1 for update', [yearOfDay(day)]);
  return (row?.year as number | undefined) ?? null;
};

/** Sets a local day (本地放假、上班): it weighs more than the national arrangement. */
export const putLocalDay = (context: Context, input: PutLocalDayInput) =>
  runCommand<Done<'PutLocalDaySuccess'> | InvalidInput | NotFound | Conflict>(context, {
    name: 'putLocalDay',
    input,
    work: async (_em, sql) => {
      if (input.name && input.name.length > NAME_LIMIT) return { result: nameTooLong(context, 'input.name') };
      const year = await lockYear(sql, input.day);
      if (year === null) {
        const message = {
          zh: '该年度的工作日历尚未载入，请先载入。',
          en: 'The calendar of that year is not loaded; load it first.',
        };
        return { result: conflict(context.locale, message) };
      }
      await sql(`delete from calendar_day where day = $1 and kind in ('LOCAL_OFF', 'LOCAL_WORK')`, [input.day]);
      await sql(`insert into calendar_day (day, year, kind, name) values ($1, $2, $3, $4)`, [
        input.day,
        year,
        input.worked ? 'LOCAL_WORK' : 'LOCAL_OFF',
        input.name ?? null,
      ]);
      await recompute(sql, year);
      return { result: { __typename: 'PutLocalDaySuccess', year } };
    },
  });

/** Takes a local day out again; the national arrangement counts. */
export const removeLocalDay = (context: Context, input: RemoveLocalDayInput) =>
  runCommand<Done<'RemoveLocalDaySuccess'> | NotFound>(context, {
    name: 'removeLocalDay',
    input,
    work: async (_em, sql) => {
      const year = await lockYear(sql, input.day);
      const gone =
        year === null
          ? []
          : await sql(`delete from calendar_day where day = $1 and kind in ('LOCAL_OFF', 'LOCAL_WORK') returning day`, [
              input.day,
            ]);
      if (year === null || gone.length === 0) return { result: notFound(context.locale, 'input.day') };
      await recompute(sql, year);
      return { result: { __typename: 'RemoveLocalDaySuccess', year } };
    },
  });

/** A year with its days; one statement a request. */
export const loadYears = (context: Context) =>
  context.batches.load('CalendarYears', null, 'county', async (keys) => {
    const all = await readCalendarYears(context.sql);
    return keys.map(() => all);
  });
