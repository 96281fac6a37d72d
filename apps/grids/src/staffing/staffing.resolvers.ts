import type { Resolvers } from '../generated/resolvers.ts';
import {
  findStaffingRules,
  listUnderstaffedGrids,
  loadStaffingOfGrid,
  loadStaffingRuleSet,
  loadStaffingRulesOfSet,
} from './load-staffing.ts';
import { setStaffingRules } from './set-staffing-rules.ts';

export const staffingResolvers: Pick<
  Resolvers,
  'Query' | 'Mutation' | 'Grid' | 'StaffingRules' | 'SetStaffingRulesSuccess'
> = {
  Query: {
    staffingRules: (_, { on }, context) => findStaffingRules(context, on ?? context.today),
    understaffedGrids: (_, args, context) => listUnderstaffedGrids(context, args),
  },
  Mutation: {
    setStaffingRules: (_, { input }, context) => setStaffingRules(context, input),
  },
  Grid: {
    staffing: (grid, _, context) => loadStaffingOfGrid(context, grid),
  },
  StaffingRules: {
    rules: ({ id }, _, context) => loadStaffingRulesOfSet(context, id),
  },
  SetStaffingRulesSuccess: {
    staffingRules: ({ staffingRuleSetId }, _, context) => loadStaffingRuleSet(context, staffingRuleSetId),
  },
};
