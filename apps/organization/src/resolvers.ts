import { accountResolvers } from './account/account.resolvers.ts';
import { appointmentResolvers } from './appointment/appointment.resolvers.ts';
import { areaResolvers } from './area/area.resolvers.ts';
import { deploymentResolvers } from './deployment/deployment.resolvers.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { gridResolvers } from './grid/grid.resolvers.ts';
import { organizationResolvers } from './organization/organization.resolvers.ts';
import { partyOrganizationResolvers } from './party-organization/party-organization.resolvers.ts';

export const resolvers: Resolvers = {
  ...areaResolvers,
  ...organizationResolvers,
  ...accountResolvers,
  ...appointmentResolvers,
  ...partyOrganizationResolvers,
  ...deploymentResolvers,
  ...gridResolvers,
  Query: {
    ...areaResolvers.Query,
    ...organizationResolvers.Query,
    ...accountResolvers.Query,
    ...partyOrganizationResolvers.Query,
  },
  Mutation: {
    ...areaResolvers.Mutation,
    ...organizationResolvers.Mutation,
    ...appointmentResolvers.Mutation,
    ...partyOrganizationResolvers.Mutation,
    ...deploymentResolvers.Mutation,
  },
};
