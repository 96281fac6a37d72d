import { applyIncrements, createTally, type SqlExecutor } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import type { Case, CaseChange } from '../case/case.ts';
import type { CaseStatus } from '../case/case-flow.ts';
import type { NewTimelineEntry } from '../case/timeline-entry.ts';

/** By what the figures of a day or month are told apart. */
export type FigureDimension = 'TOTAL' | 'SOURCE' | 'ITEM';

/** What is counted on the day on which it happens. */
export const figureNames = ['reported', 'accepted', 'closed', 'evaluated', 'satisfied'] as const;
export type FigureName = (typeof figureNames)[number];
export type Figures = Record<FigureName, number>;

export const noFigures = (): Figures => ({ reported: 0, accepted: 0, closed: 0, evaluated: 0, satisfied: 0 });

/** How many cases of a subject (area code or grid id) are in a state, in the table of kept figures. */
export const statusMetric = (status: CaseStatus): string => `status:${status}`;

interface FigureKey {
  readonly areaCode: string;
  readonly dimension: FigureDimension;
  readonly key: string;
  readonly grain: 'DAY' | 'MONTH';
  readonly period: string;
}

type Counted = Pick<Case, 'areaCode' | 'gridId' | 'source' | 'serviceItemCode'>;

const namesOf = (entry: NewTimelineEntry): readonly FigureName[] => {
  switch (entry.step) {
    case 'REPORTED':
      return ['reported'];
    case 'ACCEPTED':
      return ['accepted'];
    case 'CLOSED':
      return ['closed'];
    case 'EVALUATED':
      return entry.satisfied ? ['evaluated', 'satisfied'] : ['evaluated'];
    default:
      return [];
  }
};

/** Adds up what steps change in the figures: of days and months per area, source and item, and of states per area and grid. */
export const createCaseTally = (withAncestors: (areaCode: string) => readonly string[]) => {
  const states = createTally();
  const sums = new Map<string, { readonly key: FigureKey; readonly figures: Figures }>();
  const addTo = (key: FigureKey, names: readonly FigureName[]) => {
    const id = `${key.areaCode} ${key.dimension} ${key.grain} ${key.period} ${key.key}`;
    let sum = sums.get(id);
    if (!sum) {
      sum = { key, figures: noFigures() };
      sums.set(id, sum);
    }
    for (const name of names) sum.figures[name] += 1;
  };
  return {
    add: (counted: Counted, change: CaseChange): void => {
      const areas = withAncestors(counted.areaCode);
      const subjects = counted.gridId ? [...areas, counted.gridId] : areas;
      if (change.from !== change.to) {
        for (const subject of subjects) {
          if (change.from) states.add(subject, statusMetric(change.from), -1);
          states.add(subject, statusMetric(change.to));
        }
      }
      for (const entry of change.entries) {
        const names = namesOf(entry);
        if (names.length === 0) continue;
        const day = shanghaiDay(entry.at);
        for (const areaCode of areas) {
          for (const [grain, period] of [['DAY', day] as const, ['MONTH', `${day.slice(0, 7)}-01`] as const]) {
            addTo({ areaCode, dimension: 'TOTAL', key: '', grain, period }, names);
            addTo({ areaCode, dimension: 'SOURCE', key: counted.source, grain, period }, names);
            const item = counted.serviceItemCode;
            if (item) addTo({ areaCode, dimension: 'ITEM', key: item, grain, period }, names);
          }
        }
      }
    },
    increments: () => states.increments(),
    figures: () => [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum),
  };
};

export type CaseTally = ReturnType<typeof createCaseTally>;

const ROWS_A_STATEMENT = 20_000;

/** Writes a tally into the kept figures; rows in one order everywhere, so that two writers never wait in a circle. */
export const writeTally = async (sql: SqlExecutor, tally: CaseTally): Promise<void> => {
  await applyIncrements(sql, tally.increments());
  const all = tally.figures();
  for (let at = 0; at < all.length; at += ROWS_A_STATEMENT) {
    const rows = all.slice(at, at + ROWS_A_STATEMENT);
    await sql(
      `insert into case_figure (area_code, dimension, key, grain, period, ${figureNames.join(', ')})
       select area_code, dimension, key, grain, period, ${figureNames.join(', ')}
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[], ${figureNames
         .map((_, index) => `$${String(index + 6)}::int[]`)
         .join(', ')}) with ordinality
         as f(area_code, dimension, key, grain, period, ${figureNames.join(', ')}, n) order by n
       on conflict (area_code, dimension, grain, period, key) do update set
         ${figureNames.map((name) => `${name} = case_figure.${name} + excluded.${name}`).join(', ')}`,
      [
        rows.map(({ key }) => key.areaCode),
        rows.map(({ key }) => key.dimension),
        rows.map(({ key }) => key.key),
        rows.map(({ key }) => key.grain),
        rows.map(({ key }) => key.period),
        ...figureNames.map((name) => rows.map(({ figures }) => figures[name])),
      ],
    );
  }
};
