import type { Resolvers } from '../generated/resolvers.ts';
import { loadCaseOfDemand } from '../case/load-case.ts';

/** What cases add to hazards and errands. */
export const fieldWorkResolvers = {
  Hazard: {
    __resolveReference: ({ id }) => ({ __typename: 'Hazard', id }),
    case: ({ id }, _, context) => loadCaseOfDemand(context, id),
  },
  Errand: {
    __resolveReference: ({ id }) => ({ __typename: 'Errand', id }),
    case: ({ id }, _, context) => loadCaseOfDemand(context, id),
  },
} satisfies Pick<Resolvers, 'Hazard' | 'Errand'>;
