import type { CaseSource } from '../case/case-words.ts';
import type { Context } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { loadServiceItem } from '../service-item/list-service-items.ts';
import type { Figures } from './case-figures.ts';
import {
  loadDays,
  loadFigures,
  loadFiguresByGridsOfNow,
  loadOverdue,
  loadTotalFigures,
  percentage,
  type KeyedFigures,
  type StatisticsAsked,
} from './read-figures.ts';

const totals = (asked: StatisticsAsked, context: Context) => loadTotalFigures(context, asked.period, asked.areaCode);

const byArea = (asked: StatisticsAsked, context: Context): Promise<KeyedFigures[]> =>
  Promise.all(
    context.areas
      .all()
      .filter((area) => area.parentCode === asked.areaCode)
      .map(async ({ code }) => ({ key: code, figures: await loadTotalFigures(context, asked.period, code) })),
  );

const hasHappened = ({ figures }: KeyedFigures) =>
  Object.entries(figures).some(([name, count]) => name !== 'reported' && count > 0);

/** The keys of a dimension for which something happened, the most accepted first. */
const by = (dimension: 'SOURCE' | 'ITEM' | 'HANDLER') => async (asked: StatisticsAsked, _: object, context: Context) =>
  (await loadFigures(context, dimension, asked.period, asked.areaCode)).filter(hasHappened);

/** Figures and the rates that follow from them, of whatever they are. */
const figureFields = <P>(figuresOf: (parent: P, context: Context) => Figures | Promise<Figures>) => {
  const count = (name: keyof Figures) => async (parent: P, _: object, context: Context) =>
    (await figuresOf(parent, context))[name];
  const rate = (part: keyof Figures, whole: keyof Figures) => async (parent: P, _: object, context: Context) => {
    const figures = await figuresOf(parent, context);
    return percentage(figures[part], figures[whole]);
  };
  return {
    accepted: count('accepted'),
    closed: count('closed'),
    returned: count('returned'),
    closingRate: rate('closed', 'accepted'),
    responseRate: rate('respondedInTime', 'responded'),
    onTimeRate: rate('resolvedInTime', 'resolved'),
    firstCheckRate: rate('passed', 'checked'),
    solutionRate: rate('solved', 'evaluated'),
    satisfactionRate: rate('satisfied', 'evaluated'),
  };
};

const keyed = figureFields<KeyedFigures>(({ figures }) => figures);
/** Cases are accepted before a body has them. */
const { accepted: _accepted, closingRate: _closingRate, ...keyedByHandler } = keyed;

export const statisticsResolvers = {
  CaseStatistics: {
    ...figureFields(totals),
    reported: async (asked, _, context) => (await totals(asked, context)).reported,
    resolved: async (asked, _, context) => (await totals(asked, context)).resolved,
    evaluated: async (asked, _, context) => (await totals(asked, context)).evaluated,
    overdue: (asked, _, context) => loadOverdue(context, asked.areaCode),
    bySource: by('SOURCE'),
    byServiceItem: by('ITEM'),
    byHandler: by('HANDLER'),
    byGrid: async ({ period, areaCode }, { grids }, context) => {
      const figures = await (grids === 'NOW'
        ? loadFiguresByGridsOfNow(context, period, areaCode)
        : loadFigures(context, 'GRID', period, areaCode));
      return figures.filter(hasHappened);
    },
    byArea: (asked, _, context) => byArea(asked, context),
    byDay: async (asked, _, context) => [...(await loadDays(context, asked.period, asked.areaCode))],
  },
  CasesBySource: { ...keyed, source: ({ key }) => key as CaseSource },
  CasesByServiceItem: {
    ...keyed,
    serviceItem: ({ key }, _, context) => loadServiceItem(context, 'code', key),
  },
  CasesByHandler: {
    ...keyedByHandler,
    dispatched: ({ figures }) => figures.dispatched,
    resolved: ({ figures }) => figures.resolved,
    handler: ({ key }) => ({ __typename: 'Organization', id: key }),
  },
  CasesByGrid: { ...keyed, grid: ({ key }) => ({ __typename: 'Grid', id: key }) },
  CasesByArea: { ...keyed, area: ({ key }) => ({ __typename: 'Area', code: key }) },
} satisfies Resolvers;
