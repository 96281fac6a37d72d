import { listCentresOfArea } from '../centre/list-centres.ts';
import type { Context } from '../context.ts';
import { figures } from '../figures.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { readFigures } from '../read-figures.ts';
import { listSocietiesOfArea } from '../society/list-societies.ts';

const societyStatistics = async (context: Context, code: string) => {
  const figure = await readFigures(context, code);
  return {
    total: figure(figures.societies),
    selfGoverning: figure(figures.ofKind('SELF_GOVERNING')),
    recreational: figure(figures.ofKind('RECREATIONAL')),
    volunteer: figure(figures.ofKind('VOLUNTEER')),
    members: figure(figures.members),
  };
};

export const areaResolvers: Pick<Resolvers, 'Area'> = {
  Area: {
    __resolveReference: ({ code }) => ({ code }),
    societies: ({ code }, args, context) => listSocietiesOfArea(context, code, args),
    societyStatistics: ({ code }, _, context) => societyStatistics(context, code),
    centres: ({ code }, { first }, context) => listCentresOfArea(context, code, first),
  },
};
