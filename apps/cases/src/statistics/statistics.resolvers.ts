import type { Context } from '../context.ts';
import type { CaseSource } from '../case/case-words.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { loadServiceItem } from '../service-item/list-service-items.ts';
import {
  loadDays,
  loadFigures,
  loadOverdue,
  loadTotalFigures,
  percentage,
  type AreaFigures,
  type ItemFigures,
  type StatisticsAsked,
} from './read-figures.ts';

const totals = (asked: StatisticsAsked, context: Context) => loadTotalFigures(context, asked.period, asked.areaCode);

const byArea = (asked: StatisticsAsked, context: Context): Promise<AreaFigures[]> =>
  Promise.all(
    context.areas
      .all()
      .filter((area) => area.parentCode === asked.areaCode)
      .map(async ({ code }) => {
        const { accepted, closed } = await loadTotalFigures(context, asked.period, code);
        return { areaCode: code, accepted, closed };
      }),
  );

export const statisticsResolvers: Pick<Resolvers, 'CaseStatistics' | 'CasesByServiceItem' | 'CasesByArea'> = {
  CaseStatistics: {
    reported: async (asked, _, context) => (await totals(asked, context)).reported,
    accepted: async (asked, _, context) => (await totals(asked, context)).accepted,
    closed: async (asked, _, context) => (await totals(asked, context)).closed,
    closingRate: async (asked, _, context) => {
      const { accepted, closed } = await totals(asked, context);
      return percentage(closed, accepted);
    },
    overdue: (asked, _, context) => loadOverdue(context, asked.areaCode),
    evaluated: async (asked, _, context) => (await totals(asked, context)).evaluated,
    satisfactionRate: async (asked, _, context) => {
      const { evaluated, satisfied } = await totals(asked, context);
      return percentage(satisfied, evaluated);
    },
    bySource: async (asked, _, context) =>
      (await loadFigures(context, 'SOURCE', asked.period, asked.areaCode))
        .filter(({ figures }) => figures.accepted + figures.closed > 0)
        .map(({ key, figures }) => ({
          source: key as CaseSource,
          accepted: figures.accepted,
          closed: figures.closed,
        })),
    byServiceItem: async (asked, _, context) =>
      (await loadFigures(context, 'ITEM', asked.period, asked.areaCode))
        .filter(({ figures }) => figures.accepted + figures.closed > 0)
        .map(({ key, figures }): ItemFigures => ({
          serviceItemCode: key,
          accepted: figures.accepted,
          closed: figures.closed,
        })),
    byArea: (asked, _, context) => byArea(asked, context),
    byDay: async (asked, _, context) => [...(await loadDays(context, asked.period, asked.areaCode))],
  },
  CasesByServiceItem: {
    serviceItem: (figures, _, context) => loadServiceItem(context, 'code', figures.serviceItemCode),
  },
  CasesByArea: {
    area: (figures) => ({ __typename: 'Area', code: figures.areaCode }),
    closingRate: (figures) => percentage(figures.closed, figures.accepted),
  },
};
