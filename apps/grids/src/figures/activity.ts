import { badArgument, type AreaTree, type SqlExecutor, type SubgraphContext } from '@gridloom/service-kit';
import { addDays } from '@gridloom/standards';

import { subjectsAt } from './metrics.ts';

/** What is counted by the day on which it was done. */
export const activities = {
  visits: 'visits',
  demands: 'demands',
  patrols: 'patrols',
  hazardsFound: 'hazards.found',
  hazardsGone: 'hazards.gone',
  errandsBegun: 'errands.begun',
  errandsCompleted: 'errands.completed',
} as const;

export type Activity = (typeof activities)[keyof typeof activities];

export interface ActivityIncrement {
  readonly subject: string;
  readonly activity: Activity;
  readonly day: string;
  readonly delta: number;
}

const monthOf = (day: string) => `${day.slice(0, 7)}-01`;

/** Increments of something done at a place on a day, for the grid and all areas. */
export const activityAt = (
  areas: AreaTree,
  place: { readonly areaCode: string; readonly gridId: string },
  day: string,
  deltas: Readonly<Partial<Record<Activity, number>>>,
): ActivityIncrement[] =>
  subjectsAt(areas, place).flatMap((subject) =>
    Object.entries(deltas).map(([activity, delta]) => ({ subject, activity: activity as Activity, day, delta })),
  );

/** Adds increments to the figures by day and by month, in one order everywhere. */
export const addActivity = async (sql: SqlExecutor, increments: readonly ActivityIncrement[]): Promise<void> => {
  const sums = new Map<string, { subject: string; activity: Activity; grain: string; period: string; delta: number }>();
  for (const { subject, activity, day, delta } of increments) {
    for (const [grain, period] of [
      ['DAY', day],
      ['MONTH', monthOf(day)],
    ] as const) {
      const key = `${subject}\u0000${activity}\u0000${grain}\u0000${period}`;
      const known = sums.get(key);
      if (known) known.delta += delta;
      else sums.set(key, { subject, activity, grain, period, delta });
    }
  }
  const rows = [...sums]
    .filter(([, { delta }]) => delta !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
  if (rows.length === 0) return;
  await sql(
    `insert into activity_figure (subject, metric, grain, period, value)
     select i.subject, i.metric, i.grain, i.period, i.delta
     from unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::bigint[]) with ordinality
       as i (subject, metric, grain, period, delta, n) order by i.n
     on conflict (subject, metric, grain, period) do update set value = activity_figure.value + excluded.value`,
    [
      rows.map(({ subject }) => subject),
      rows.map(({ activity }) => activity),
      rows.map(({ grain }) => grain),
      rows.map(({ period }) => period),
      rows.map(({ delta }) => delta),
    ],
  );
};

/** Adds what many rows of an import say was done, read from SQL: `rows` with a `place` alias that has grid_id and area_code. */
export const addActivityOfRows = async (
  sql: SqlExecutor,
  areas: AreaTree,
  activity: Activity,
  { rows, place, at }: { readonly rows: string; readonly place: string; readonly at: string },
): Promise<void> => {
  const counted = await sql(
    `select ${place}.grid_id, ${place}.area_code, (${at} at time zone 'Asia/Shanghai')::date::text as day, count(*)::int as n
     from ${rows} group by 1, 2, 3`,
  );
  await addActivity(
    sql,
    counted.flatMap((row) =>
      activityAt(areas, { gridId: row.grid_id as string, areaCode: row.area_code as string }, row.day as string, {
        [activity]: row.n as number,
      }),
    ),
  );
};

/** Days of the county, both included; an end left out is open. */
export interface Period {
  readonly from: string | null;
  readonly to: string | null;
}

interface PeriodInput {
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
}

/** The period asked for; undefined where none is, which means everything since the founding. */
export const readPeriod = (
  context: Pick<SubgraphContext, 'locale'>,
  input: PeriodInput | null | undefined,
): Period | undefined => {
  const period = { from: input?.from ?? null, to: input?.to ?? null };
  if (period.from !== null && period.to !== null && period.from > period.to) {
    throw badArgument(context.locale, {
      zh: `期间的起始日 ${period.from} 晚于截止日 ${period.to}。`,
      en: `The period begins on ${period.from}, after its last day ${period.to}.`,
    });
  }
  return period.from === null && period.to === null ? undefined : period;
};

interface Span {
  readonly grain: 'DAY' | 'MONTH';
  readonly from: string | null;
  readonly to: string | null;
}

/** A period as whole months and the days at its two ends. */
export const spansOf = ({ from, to }: Period): readonly Span[] => {
  const firstMonth = from === null || monthOf(from) === from ? from : monthOf(addDays(monthOf(from), 31));
  const endMonth = to === null ? null : monthOf(addDays(to, 1));
  if (from !== null && to !== null && firstMonth !== null && endMonth !== null && firstMonth >= endMonth) {
    return [{ grain: 'DAY', from, to }];
  }
  return [
    { grain: 'MONTH', from: firstMonth, to: endMonth === null ? null : addDays(endMonth, -1) },
    ...(from !== null && firstMonth !== null && from < firstMonth
      ? [{ grain: 'DAY' as const, from, to: addDays(firstMonth, -1) }]
      : []),
    ...(to !== null && endMonth !== null && endMonth <= to ? [{ grain: 'DAY' as const, from: endMonth, to }] : []),
  ];
};

/** What was done in a period at each subject (an area's code or a grid's id), by activity; one statement for all. */
export const readActivity = async (
  sql: SqlExecutor,
  subjects: readonly string[],
  period: Period,
): Promise<Map<string, (activity: Activity) => number>> => {
  const params: unknown[] = [subjects];
  const bind = (value: string) => `$${String(params.push(value))}::date`;
  const spans = spansOf(period).map(({ grain, from, to }) =>
    [
      `grain = '${grain}'`,
      ...(from === null ? [] : [`period >= ${bind(from)}`]),
      ...(to === null ? [] : [`period <= ${bind(to)}`]),
    ].join(' and '),
  );
  const rows = await sql(
    `select subject, metric, sum(value)::int as value from activity_figure
     where subject = any($1::text[]) and (${spans.map((span) => `(${span})`).join(' or ')}) group by subject, metric`,
    params,
  );
  const values = new Map(rows.map((row) => [`${row.subject as string} ${row.metric as string}`, row.value as number]));
  return new Map(subjects.map((subject) => [subject, (activity) => values.get(`${subject} ${activity}`) ?? 0]));
};
