import { isUuid } from '@gridloom/service-kit';

import type { Resolvers } from '../generated/resolvers.ts';

import { listSocietiesOfGrid } from '../society/list-societies.ts';

export const gridResolvers: Pick<Resolvers, 'Grid'> = {
  Grid: {
    __resolveReference: ({ id }) => (isUuid(id) ? { id } : null),
    societies: ({ id }, page, context) => listSocietiesOfGrid(context, id, page),
  },
};
