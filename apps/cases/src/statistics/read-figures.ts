import { badArgument, limitExceeded, readCounters } from '@gridloom/service-kit';
import { addDays } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { clockMetrics } from '../deadline/deadline-counters.ts';
import type { PeriodInput } from '../generated/resolvers.ts';
import { figureColumns, figureNames, noFigures, type FigureDimension, type Figures } from './case-figures.ts';

/** Days of the county, both included; an end left out is open. */
export interface Period {
  readonly from: string | null;
  readonly to: string | null;
}

export const readPeriod = (context: Context, input: PeriodInput | null | undefined): Period => {
  const period = { from: input?.from ?? null, to: input?.to ?? null };
  if (period.from !== null && period.to !== null && period.from > period.to) {
    throw badArgument(context.locale, {
      zh: `期间的起始日 ${period.from} 晚于截止日 ${period.to}。`,
      en: `The period begins on ${period.from}, after its last day ${period.to}.`,
    });
  }
  return period;
};

interface Span {
  readonly grain: 'DAY' | 'MONTH';
  readonly from: string | null;
  readonly to: string | null;
  /** Its rows are taken away again: days of a whole month that do not belong to the period. */
  readonly minus?: true;
}

const monthOf = (day: string) => `${day.slice(0, 7)}-01`;
const nextMonth = (day: string) => monthOf(addDays(monthOf(day), 31));

const dayOfMonth = (day: string) => Number(day.slice(8));
/** The last day on which a month is begun with its days; from the next one on fewer days are wanted than missing. */
const MIDDLE = 16;

/** How a period begins: with the days up to the next month, or with a whole month and the days before taken away. */
const beginOf = (from: string): { readonly month: string; readonly days: readonly Span[] } => {
  const month = monthOf(from);
  if (month === from) return { month, days: [] };
  if (dayOfMonth(from) > MIDDLE) {
    return { month: nextMonth(from), days: [{ grain: 'DAY', from, to: addDays(nextMonth(from), -1) }] };
  }
  return { month, days: [{ grain: 'DAY', from: month, to: addDays(from, -1), minus: true }] };
};

/** How a period ends, the same way; `month` is the first that is left out. */
const endOf = (to: string): { readonly month: string; readonly days: readonly Span[] } => {
  const after = addDays(to, 1);
  if (monthOf(after) === after) return { month: after, days: [] };
  if (dayOfMonth(to) < MIDDLE) return { month: monthOf(to), days: [{ grain: 'DAY', from: monthOf(to), to }] };
  const month = nextMonth(to);
  return { month, days: [{ grain: 'DAY', from: after, to: addDays(month, -1), minus: true }] };
};

/** A period as whole months and some days at its two ends, so that ten years are read in some 150 rows instead of 3,650. */
export const spansOf = ({ from, to }: Period): readonly Span[] => {
  if (from !== null && to !== null && nextMonth(from) >= monthOf(addDays(to, 1))) return [{ grain: 'DAY', from, to }];
  const begin = from === null ? null : beginOf(from);
  const end = to === null ? null : endOf(to);
  return [
    { grain: 'MONTH', from: begin?.month ?? null, to: end ? addDays(end.month, -1) : null },
    ...(begin?.days ?? []),
    ...(end?.days ?? []),
  ];
};

const spansSql = (spans: readonly Span[], params: unknown[]): string => {
  const bind = (value: unknown) => {
    params.push(value);
    return `$${String(params.length)}::date`;
  };
  const parts = spans.map(({ grain, from, to }) =>
    [
      `grain = '${grain}'`,
      ...(from === null ? [] : [`period >= ${bind(from)}`]),
      ...(to === null ? [] : [`period <= ${bind(to)}`]),
    ].join(' and '),
  );
  return `(${parts.map((part) => `(${part})`).join(' or ')})`;
};

/** The sums of a period's figures: `of` the columns, and `any`, whether one of them is more or less than nothing. */
const sumsSql = (spans: readonly Span[], params: unknown[]): { readonly of: string; readonly any: string } => {
  const minus = spans.filter((span) => span.minus);
  const times = minus.length === 0 ? '' : ` * case when ${spansSql(minus, params)} then -1 else 1 end`;
  const sums = figureColumns.map((name) => [name, `sum(${name}${times})::int`] as const);
  return {
    of: sums.map(([name, sum]) => `${sum} as ${name}`).join(', '),
    any: sums.map(([, sum]) => `${sum} <> 0`).join(' or '),
  };
};

const figuresOf = (row: Record<string, unknown>): Figures =>
  Object.fromEntries(figureNames.map((name, at) => [name, row[figureColumns[at] ?? name] as number])) as Figures;

/** Figures added up. */
export const addUp = (all: readonly Figures[]): Figures => {
  const total = noFigures();
  for (const figures of all) for (const name of figureNames) total[name] += figures[name];
  return total;
};

/** A figure by its key: a source, an item's code, or nothing for the total. */
export interface KeyedFigures {
  readonly key: string;
  readonly figures: Figures;
}

/** Figures of an area in a period, told apart by a dimension; the most accepted first. One statement for all areas at once. */
export const loadFigures = (
  context: Context,
  dimension: FigureDimension,
  period: Period,
  areaCode: string,
): Promise<readonly KeyedFigures[]> =>
  context.batches.load('Area.caseFigures', { dimension, period }, areaCode, async (codes) => {
    const params: unknown[] = [codes, dimension];
    const spans = spansOf(period);
    const sums = sumsSql(spans, params);
    const rows = await context.sql(
      `select area_code, key, ${sums.of} from case_figure
       where area_code = any($1::text[]) and dimension = $2 and ${spansSql(spans, params)}
       group by area_code, key having ${sums.any} order by area_code, accepted desc, key`,
      params,
    );
    const byArea = new Map<string, KeyedFigures[]>(codes.map((code) => [code, []]));
    for (const row of rows) {
      byArea.get(row.area_code as string)?.push({ key: row.key as string, figures: figuresOf(row) });
    }
    return codes.map((code) => byArea.get(code) ?? []);
  });

/** Figures of the grids of a village by the grids of now, the most accepted first. */
export const loadFiguresByGridsOfNow = async (
  context: Context,
  period: Period,
  areaCode: string,
): Promise<readonly KeyedFigures[]> => {
  const [then, moved] = await Promise.all([
    loadFigures(context, 'GRID', period, areaCode),
    loadFigures(context, 'GRID_NOW', period, areaCode),
  ]);
  const byKey = new Map<string, Figures>();
  for (const { key, figures } of [...then, ...moved]) byKey.set(key, addUp([byKey.get(key) ?? noFigures(), figures]));
  return [...byKey]
    .map(([key, figures]) => ({ key, figures }))
    .sort((a, b) => b.figures.accepted - a.figures.accepted || (a.key < b.key ? -1 : 1));
};

/** Figures of handlers or grids themselves, wherever in the county; one statement for all at once. */
export const loadOwnFigures = (
  context: Context,
  dimension: 'HANDLER' | 'GRID' | 'GRID_NOW',
  period: Period,
  key: string,
): Promise<Figures> =>
  context.batches.load('caseFigures.own', { dimension, period }, key, async (keys) => {
    const params: unknown[] = [keys, dimension];
    // A handler's figures stand in every area above the case; those of the county are all of them.
    const root =
      dimension === 'HANDLER' ? context.areas.all().find(({ parentCode }) => parentCode === null)?.code : null;
    if (root) params.push(root);
    const spans = spansOf(period);
    const rows = await context.sql(
      `select key, ${sumsSql(spans, params).of} from case_figure
       where key = any($1::text[]) and dimension = $2 and ${dimension === 'GRID_NOW' ? `dimension = 'GRID_NOW'` : `dimension in ('HANDLER', 'GRID')`} ${root ? 'and area_code = $3' : ''}
         and ${spansSql(spans, params)}
       group by key`,
      params,
    );
    const byKey = new Map(rows.map((row) => [row.key as string, figuresOf(row)]));
    return keys.map((one) => byKey.get(one) ?? noFigures());
  });

export const loadTotalFigures = async (context: Context, period: Period, areaCode: string): Promise<Figures> =>
  (await loadFigures(context, 'TOTAL', period, areaCode))[0]?.figures ?? noFigures();

const MOST_DAYS = 1_100;

/** Days of a period on which cases were accepted or closed, in order. Refuses more than 1,100 of them. */
export const loadDays = (
  context: Context,
  period: Period,
  areaCode: string,
): Promise<readonly { readonly day: string; readonly accepted: number; readonly closed: number }[]> =>
  context.batches.load('Area.caseDays', period, areaCode, async (codes) => {
    const params: unknown[] = [codes];
    const rows = await context.sql(
      `select f.* from unnest($1::text[]) as area(code) cross join lateral (
         select area_code, period::text as day, accepted, closed from case_figure
         where area_code = area.code and dimension = 'TOTAL' and accepted + closed > 0
           and ${spansSql([{ grain: 'DAY', ...period }], params)}
         order by period limit ${String(MOST_DAYS + 1)}) f`,
      params,
    );
    const byArea = new Map<string, { day: string; accepted: number; closed: number }[]>(
      codes.map((code) => [code, []]),
    );
    for (const row of rows) {
      byArea
        .get(row.area_code as string)
        ?.push({ day: row.day as string, accepted: row.accepted as number, closed: row.closed as number });
    }
    return codes.map((code) => {
      const days = byArea.get(code) ?? [];
      if (days.length <= MOST_DAYS) return days;
      throw limitExceeded(context.locale, {
        zh: `byDay 一次至多 ${String(MOST_DAYS)} 天，请缩短 period。`,
        en: `byDay gives at most ${String(MOST_DAYS)} days; ask for a shorter period.`,
      });
    });
  });

/**
 * Open cases of an area with all below whose clock has run out by now: those that the watch over deadlines has counted, and those that
 * it comes to within the minute, found by its own index. Two statements for all areas at once.
 */
export const loadOverdue = (context: Context, areaCode: string): Promise<number> =>
  context.batches.load('Area.overdueCases', null, areaCode, async (codes) => {
    const kept = await readCounters(context.sql, codes);
    const counts = new Map(codes.map((code) => [code, kept.get(code)?.(clockMetrics.OVERDUE) ?? 0]));
    const coming = await context.sql(
      `select c.area_code, count(*)::int as n from case_deadline d join case_file c on c.id = d.case_id
       where d.next_alarm_at <= $1::timestamptz and d.due_at < $1::timestamptz
         and d.overdue_at is null and d.ended_at is null and d.paused_at is null
       group by c.area_code`,
      [context.now().toISOString()],
    );
    for (const row of coming) {
      for (const code of context.areas.withAncestors(row.area_code as string)) {
        counts.set(code, (counts.get(code) ?? 0) + (row.n as number));
      }
    }
    return codes.map((code) => counts.get(code) ?? 0);
  });

/** What the statistics of an area are asked for; each figure is read when it is selected. */
export interface StatisticsAsked {
  readonly areaCode: string;
  readonly period: Period;
}

/** A percentage with one decimal; null where there is nothing to divide by. */
export const percentage = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part * 1_000) / whole) / 10;
