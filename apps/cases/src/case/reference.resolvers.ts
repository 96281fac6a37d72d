import type { Resolvers } from '../generated/resolvers.ts';
import { loadGridFigures } from '../grid/load-grid-figures.ts';
import { loadOwnFigures, readPeriod } from '../statistics/read-figures.ts';
import { listCasesOf } from './list-cases.ts';
import { loadCaseOfDemand } from './load-case.ts';

/** What cases add to entities of other subgraphs. */
export const referenceResolvers: Pick<Resolvers, 'Area' | 'Grid' | 'Organization' | 'VisitDemand' | 'SocietyDemand'> = {
  Area: {
    __resolveReference: ({ code }, context) => (context.areas.find(code) ? { __typename: 'Area', code } : null),
    caseStatistics: ({ code }, { period }, context) => ({ areaCode: code, period: readPeriod(context, period) }),
    cases: ({ code }, args, context) => listCasesOf(context, 'Area', code, args),
  },
  Grid: {
    __resolveReference: ({ id }) => ({ __typename: 'Grid', id }),
    caseStatistics: async ({ id }, { period, grids }, context) => ({
      key: id,
      figures: await loadGridFigures(context, readPeriod(context, period), id.toLowerCase(), grids),
    }),
    cases: ({ id }, args, context) => listCasesOf(context, 'Grid', id, args),
  },
  Organization: {
    __resolveReference: ({ id }) => ({ __typename: 'Organization', id }),
    caseStatistics: async ({ id }, { period }, context) => ({
      key: id,
      figures: await loadOwnFigures(context, 'HANDLER', readPeriod(context, period), id.toLowerCase()),
    }),
  },
  VisitDemand: {
    __resolveReference: ({ id }) => ({ __typename: 'VisitDemand', id }),
    case: ({ id }, _, context) => loadCaseOfDemand(context, id),
  },
  SocietyDemand: {
    __resolveReference: ({ id }) => ({ __typename: 'SocietyDemand', id }),
    case: ({ id }, _, context) => loadCaseOfDemand(context, id),
  },
};
