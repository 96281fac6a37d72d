import type { Resolvers } from './generated/resolvers.ts';
import { gridOperationResolvers } from './grid-operation/grid-operation.resolvers.ts';
import { gridResolvers } from './grid/grid.resolvers.ts';
import { householdResolvers } from './household/household.resolvers.ts';
import { peopleResolvers } from './people/people.resolvers.ts';
import { qualityResolvers } from './quality/quality.resolvers.ts';
import { residentResolvers } from './resident/resident.resolvers.ts';
import { correctionFields, correctionResolvers } from './correction/correction.resolvers.ts';
import { errandResolvers } from './errand/errand.resolvers.ts';
import { hazardResolvers } from './hazard/hazard.resolvers.ts';
import { patrolFields, patrolResolvers } from './patrol/patrol.resolvers.ts';
import { rulesResolvers } from './rules/rules.resolvers.ts';
import { transferResolvers } from './transfer/transfer.resolvers.ts';
import { visitResolvers } from './visit/visit.resolvers.ts';
import { workforceResolvers } from './worker/workforce.resolvers.ts';

export const resolvers: Resolvers = {
  ...gridResolvers,
  ...householdResolvers,
  ...residentResolvers,
  ...visitResolvers,
  ...rulesResolvers,
  ...patrolResolvers,
  ...hazardResolvers,
  ...errandResolvers,
  ...correctionResolvers,
  ...workforceResolvers,
  ...gridOperationResolvers,
  ...peopleResolvers,
  ...qualityResolvers,
  ...transferResolvers,
  Grid: { ...patrolFields.Grid, ...gridResolvers.Grid, ...workforceResolvers.Grid },
  Visit: { ...visitResolvers.Visit, ...correctionFields.Visit },
  Area: { ...gridResolvers.Area, ...patrolFields.Area },
  Household: { ...householdResolvers.Household, ...gridOperationResolvers.Household },
  Dwelling: { ...householdResolvers.Dwelling, ...gridOperationResolvers.Dwelling },
  Query: {
    ...gridResolvers.Query,
    ...workforceResolvers.Query,
    ...transferResolvers.Query,
    ...gridOperationResolvers.Query,
    ...householdResolvers.Query,
    ...residentResolvers.Query,
    ...visitResolvers.Query,
    ...peopleResolvers.Query,
    ...qualityResolvers.Query,
    ...rulesResolvers.Query,
    ...patrolResolvers.Query,
    ...hazardResolvers.Query,
    ...errandResolvers.Query,
    ...correctionResolvers.Query,
  },
  Mutation: {
    ...transferResolvers.Mutation,
    ...gridOperationResolvers.Mutation,
    ...residentResolvers.Mutation,
    ...visitResolvers.Mutation,
    ...rulesResolvers.Mutation,
    ...patrolResolvers.Mutation,
    ...hazardResolvers.Mutation,
    ...errandResolvers.Mutation,
    ...correctionResolvers.Mutation,
    ...workforceResolvers.Mutation,
    ...peopleResolvers.Mutation,
    ...qualityResolvers.Mutation,
  },
};
