import { applyIncrements, createTally, type SqlExecutor } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import type { Case, CaseChange } from '../case/case.ts';
import type { CaseStatus } from '../case/case-flow.ts';
import type { NewTimelineEntry } from '../case/timeline-entry.ts';

/**
 * By what the figures of a day or month are told apart; grids only within their own village or community. GRID_NOW is what is added to
 * those of the grids of then to have those of the grids of now.
 */
export type FigureDimension = 'TOTAL' | 'SOURCE' | 'ITEM' | 'HANDLER' | 'GRID' | 'GRID_NOW';

/** What is counted on the day on which it happens. */
export const figureNames = [
  'reported',
  'accepted',
  'closed',
  'evaluated',
  'satisfied',
  'solved',
  'dispatched',
  'responded',
  'respondedInTime',
  'resolved',
  'resolvedInTime',
  'checked',
  'passed',
  'returned',
] as const;
export type FigureName = (typeof figureNames)[number];
export type Figures = Record<FigureName, number>;

/** Their columns in case_figure, in the same order. */
export const figureColumns = figureNames.map((name) =>
  name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`),
);

export const noFigures = (): Figures =>
  Object.fromEntries(figureNames.map((name) => [name, 0])) as Record<FigureName, number>;

/** How many cases of a subject (area code or grid id) are in a state, in the table of kept figures. */
export const statusMetric = (status: CaseStatus): string => `status:${status}`;

interface FigureKey {
  readonly areaCode: string;
  readonly dimension: FigureDimension;
  readonly key: string;
  readonly grain: 'DAY' | 'MONTH';
  readonly period: string;
}

type Counted = Pick<Case, 'areaCode' | 'gridId' | 'source' | 'serviceItemCode'> & Partial<Pick<Case, 'countedGridId'>>;

/** Rework that a check has found, not a complainant or the office's word. */
const isFailedCheck = (entry: NewTimelineEntry, { entries }: CaseChange): boolean =>
  entry.reason !== 'WELL_FOUNDED' && entries.every(({ step }) => step !== 'EVALUATED');

const namesOf = (entry: NewTimelineEntry, change: CaseChange): readonly FigureName[] => {
  switch (entry.step) {
    case 'REPORTED':
      return ['reported'];
    case 'ACCEPTED':
      return ['accepted'];
    case 'CLOSED':
      return ['closed'];
    case 'EVALUATED':
      return [
        'evaluated',
        ...(entry.satisfied ? ['satisfied' as const] : []),
        ...(entry.solved ? ['solved' as const] : []),
      ];
    case 'DISPATCHED':
    case 'TRANSFERRED':
    case 'ESCALATED':
    case 'FELL_BACK':
      return ['dispatched'];
    case 'TAKEN_UP':
    case 'SELF_HANDLED':
      return entry.inTime === true ? ['responded', 'respondedInTime'] : ['responded'];
    case 'RESOLVED':
      return entry.inTime === true ? ['resolved', 'resolvedInTime'] : ['resolved'];
    case 'VERIFIED':
      return ['checked', 'passed'];
    case 'REWORKED':
      return isFailedCheck(entry, change) ? ['checked'] : [];
    case 'RETURNED':
      return ['returned'];
    default:
      return [];
  }
};

/** When and where something happened, and who had the case. */
type FigurePlace = Pick<NewTimelineEntry, 'at' | 'gridId' | 'handlerId'>;

/** Adds up what steps change in the figures: of days and months per area, source, item, handler and grid, and of states per area and grid. */
export const createCaseTally = (withAncestors: (areaCode: string) => readonly string[]) => {
  const states = createTally();
  const sums = new Map<string, { readonly key: FigureKey; readonly figures: Figures }>();
  const addTo = (key: FigureKey, names: readonly FigureName[], by: 1 | -1) => {
    const id = `${key.areaCode} ${key.dimension} ${key.grain} ${key.period} ${key.key}`;
    let sum = sums.get(id);
    if (!sum) {
      sum = { key, figures: noFigures() };
      sums.set(id, sum);
    }
    for (const name of names) sum.figures[name] += by;
  };
  const count = (
    { areaCode: home, source, serviceItemCode: item, countedGridId }: Counted,
    areas: readonly string[],
    { at, gridId, handlerId }: FigurePlace,
    names: readonly FigureName[],
    by: 1 | -1,
  ) => {
    const day = shanghaiDay(at);
    for (const areaCode of areas) {
      for (const [grain, period] of [['DAY', day] as const, ['MONTH', `${day.slice(0, 7)}-01`] as const]) {
        addTo({ areaCode, dimension: 'TOTAL', key: '', grain, period }, names, by);
        addTo({ areaCode, dimension: 'SOURCE', key: source, grain, period }, names, by);
        if (item) addTo({ areaCode, dimension: 'ITEM', key: item, grain, period }, names, by);
        if (handlerId) addTo({ areaCode, dimension: 'HANDLER', key: handlerId, grain, period }, names, by);
        if (!gridId || areaCode !== home) continue;
        addTo({ areaCode, dimension: 'GRID', key: gridId, grain, period }, names, by);
        if (!countedGridId || countedGridId === gridId) continue;
        addTo({ areaCode, dimension: 'GRID_NOW', key: gridId, grain, period }, names, by === 1 ? -1 : 1);
        addTo({ areaCode, dimension: 'GRID_NOW', key: countedGridId, grain, period }, names, by);
      }
    }
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
        const names = namesOf(entry, change);
        if (names.length > 0) count(counted, areas, entry, names, 1);
      }
      if (change.undoesClosing) count(counted, areas, change.undoesClosing, ['closed'], -1);
    },
    increments: () => states.increments(),
    figures: () => [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum),
  };
};

export type CaseTally = ReturnType<typeof createCaseTally>;

const ROWS_A_STATEMENT = 20_000;
const columns = figureColumns.join(', ');

/** Writes a tally into the kept figures; rows in one order everywhere, so that two writers never wait in a circle. */
export const writeTally = async (sql: SqlExecutor, tally: CaseTally): Promise<void> => {
  await applyIncrements(sql, tally.increments());
  const all = tally.figures();
  for (let at = 0; at < all.length; at += ROWS_A_STATEMENT) {
    const rows = all.slice(at, at + ROWS_A_STATEMENT);
    await sql(
      `insert into case_figure (area_code, dimension, key, grain, period, ${columns})
       select area_code, dimension, key, grain, period, ${columns}
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[], ${figureNames
         .map((_, index) => `$${String(index + 6)}::int[]`)
         .join(', ')}) with ordinality
         as f(area_code, dimension, key, grain, period, ${columns}, n) order by n
       on conflict (area_code, dimension, grain, period, key) do update set
         ${figureColumns.map((name) => `${name} = case_figure.${name} + excluded.${name}`).join(', ')}`,
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
