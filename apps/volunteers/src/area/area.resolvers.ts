import type { Context } from '../context.ts';
import { figures } from '../figures.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { readFigures } from '../read-figures.ts';

const volunteerStatistics = async (context: Context, code: string) => {
  const figure = await readFigures(context, code);
  return {
    volunteers: figure(figures.volunteers),
    hours: figure(figures.halfHours) / 2,
    ordersPosted: figure(figures.ordersPosted),
    ordersCompleted: figure(figures.ordersCompleted),
  };
};

export const areaResolvers: Pick<Resolvers, 'Area'> = {
  Area: {
    __resolveReference: ({ code }) => ({ code }),
    volunteerStatistics: ({ code }, _, context) => volunteerStatistics(context, code),
  },
};
