import type { Resolvers } from '../generated/resolvers.ts';
import { figures } from '../figures.ts';
import { averageMonthlyWage, findCentre, listProgrammes, programmeFigure } from './list-centres.ts';

export const centreResolvers: Pick<Resolvers, 'Centre' | 'Programme' | 'Query'> = {
  Query: {
    centre: (_, { id }, context) => findCentre(context, id),
  },
  Centre: {
    __resolveReference: ({ id }, context) => findCentre(context, id),
    area: ({ areaCode }) => ({ __typename: 'Area', code: areaCode }),
    grid: ({ gridId }) => (gridId == null ? null : { __typename: 'Grid', id: gridId }),
    programmes: ({ id }, _, context) => listProgrammes(context, id),
  },
  Programme: {
    enrolledCount: (programme, _, context) => programmeFigure(context, programme, figures.enrolled),
    completedCount: (programme, _, context) => programmeFigure(context, programme, figures.completed),
    employedCount: (programme, _, context) => programmeFigure(context, programme, figures.employed),
    averageMonthlyWage: (programme, _, context) => averageMonthlyWage(context, programme),
    mealsServed: (programme, _, context) => programmeFigure(context, programme, figures.mealsServed),
  },
};
