import { areaResolvers } from './area/area.resolvers.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { hoursResolvers } from './hours/hours.resolvers.ts';
import { orderResolvers } from './order/order.resolvers.ts';
import { volunteerResolvers } from './volunteer/volunteer.resolvers.ts';

export const resolvers: Resolvers = {
  ...areaResolvers,
  ...hoursResolvers,
  ...orderResolvers,
  ...volunteerResolvers,
  Query: { ...orderResolvers.Query, ...volunteerResolvers.Query },
  Mutation: { ...orderResolvers.Mutation, ...hoursResolvers.Mutation, ...volunteerResolvers.Mutation },
};
