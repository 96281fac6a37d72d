import { badArgument, limitExceeded } from '@gridloom/service-kit';
import { addDays } from '@gridloom/standards';

import type { Context } from '../context.ts';
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
}

const monthOf = (day: string) => `${day.slice(0, 7)}-01`;
const nextMonth = (day: string) => monthOf(addDays(monthOf(day), 31));

/** A period as whole months and the days at its two ends, so that ten years are read in some 120 rows instead of 3,650. */
export const spansOf = ({ from, to }: Period): readonly Span[] => {
  const firstMonth = from === null ? null : monthOf(from) === from ? from : nextMonth(from);
  const afterLast = to === null ? null : addDays(to, 1);
  const endMonth = afterLast === null ? null : monthOf(afterLast);
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

const sums = figureColumns.map((name) => `sum(${name})::int as ${name}`).join(', ');

const figuresOf = (row: Record<string, unknown>): Figures =>
  Object.fromEntries(figureNames.map((name, at) => [name, row[figureColumns[at] ?? name] as number])) as Figures;

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
    const rows = await context.sql(
      `select area_code, key, ${sums} from case_figure
       where area_code = any($1::text[]) and dimension = $2 and ${spansSql(spansOf(period), params)}
       group by area_code, key order by area_code, sum(accepted) desc, key`,
      params,
    );
    const byArea = new Map<string, KeyedFigures[]>(codes.map((code) => [code, []]));
    for (const row of rows) {
      byArea.get(row.area_code as string)?.push({ key: row.key as string, figures: figuresOf(row) });
    }
    return codes.map((code) => byArea.get(code) ?? []);
  });

/** Figures of handlers or grids themselves, wherever in the county; one statement for all at once. */
export const loadOwnFigures = (
  context: Context,
  dimension: 'HANDLER' | 'GRID',
  period: Period,
  key: string,
): Promise<Figures> =>
  context.batches.load('caseFigures.own', { dimension, period }, key, async (keys) => {
    const params: unknown[] = [keys, dimension];
    // A handler's figures stand in every area above the case; those of the county are all of them.
    const root =
      dimension === 'HANDLER' ? context.areas.all().find(({ parentCode }) => parentCode === null)?.code : null;
    if (root) params.push(root);
    const rows = await context.sql(
      `select key, ${sums} from case_figure
       where key = any($1::text[]) and dimension = $2 and dimension in ('HANDLER', 'GRID') ${root ? 'and area_code = $3' : ''}
         and ${spansSql(spansOf(period), params)}
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

/** Open cases of an area with all below whose clock has run out by now; one statement for all areas at once. */
export const loadOverdue = (context: Context, areaCode: string): Promise<number> =>
  context.batches.load('Area.overdueCases', null, areaCode, async (codes) => {
    const rows = await context.sql(
      `select area_code, count(*)::int as n from case_file where due_at is not null and due_at < $1::timestamptz
       group by area_code`,
      [context.now().toISOString()],
    );
    const counts = new Map<string, number>();
    for (const row of rows) {
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
