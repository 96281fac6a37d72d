import { caseResolvers } from './case/case.resolvers.ts';
import { referenceResolvers } from './case/reference.resolvers.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { serviceItemResolvers } from './service-item/service-item.resolvers.ts';
import { statisticsResolvers } from './statistics/statistics.resolvers.ts';
import { whistleResolvers } from './whistle/whistle.resolvers.ts';

export const resolvers: Resolvers = {
  ...caseResolvers,
  ...referenceResolvers,
  ...statisticsResolvers,
  ...serviceItemResolvers,
  ...whistleResolvers,
  Query: { ...caseResolvers.Query, ...serviceItemResolvers.Query },
};
