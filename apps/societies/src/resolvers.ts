import { areaResolvers } from './area/area.resolvers.ts';
import { centreResolvers } from './centre/centre.resolvers.ts';
import { councilResolvers } from './council/council.resolvers.ts';
import { demandResolvers } from './demand/demand.resolvers.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { gridResolvers } from './grid/grid.resolvers.ts';
import { societyResolvers } from './society/society.resolvers.ts';

export const resolvers: Resolvers = {
  ...areaResolvers,
  ...centreResolvers,
  ...councilResolvers,
  ...demandResolvers,
  ...gridResolvers,
  ...societyResolvers,
  Query: { ...societyResolvers.Query, ...centreResolvers.Query },
  Mutation: { ...societyResolvers.Mutation, ...councilResolvers.Mutation, ...demandResolvers.Mutation },
};
