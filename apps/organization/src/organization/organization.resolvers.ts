import { listAppointments } from '../appointment/list-appointments.ts';
import { loadArea } from '../area/load-area.ts';
import { listDeployments, listLeadAssignments, listReportIns } from '../deployment/list-deployments.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { loadEntity } from '../load-entity.ts';
import { dissolveOrganization } from './dissolve-organization.ts';
import { listOrganizations } from './list-organizations.ts';
import { Organization } from './organization.ts';
import { registerOrganization } from './register-organization.ts';

export const organizationResolvers = {
  Query: {
    organization: (_, { id }, context) => loadEntity(context, Organization, id),
    organizations: (_, args, context) => listOrganizations(context, args),
  },
  Mutation: {
    registerOrganization: (_, { input }, context) => registerOrganization(context, input),
    dissolveOrganization: (_, { input }, context) => dissolveOrganization(context, input),
  },
  RegisterOrganizationSuccess: {
    organization: ({ organizationId }, _, context) => loadEntity(context, Organization, organizationId),
  },
  DissolveOrganizationSuccess: {
    organization: ({ organizationId }, _, context) => loadEntity(context, Organization, organizationId),
  },
  Organization: {
    __resolveReference: ({ id }, context) => loadEntity(context, Organization, id),
    area: (organization, _, context) => loadArea(context, organization.areaCode),
    appointments: (organization, args, context) => listAppointments(context, organization.id, args),
    deployments: (organization, args, context) => listDeployments(context, organization.id, args),
    reportIns: (organization, args, context) => listReportIns(context, { organizationId: organization.id }, args),
    leadAssignments: (organization, args, context) =>
      listLeadAssignments(context, { organizationId: organization.id }, args),
  },
  OrganizationConnection: { totalCount: (page) => page.count() },
} satisfies Resolvers;
