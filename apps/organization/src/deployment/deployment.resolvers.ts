import { loadArea } from '../area/load-area.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { loadEntity } from '../load-entity.ts';
import { Organization } from '../organization/organization.ts';
import { beginDeployment } from './begin-deployment.ts';
import { Deployment } from './deployment.ts';
import { endDeployment } from './end-deployment.ts';

const gridOf = (gridId: string | null | undefined) => (gridId == null ? null : { id: gridId });

export const deploymentResolvers = {
  Mutation: {
    beginDeployment: (_, { input }, context) => beginDeployment(context, input),
    endDeployment: (_, { input }, context) => endDeployment(context, input),
  },
  BeginDeploymentSuccess: {
    deployment: ({ deploymentId }, _, context) => loadEntity(context, Deployment, deploymentId),
  },
  EndDeploymentSuccess: {
    deployment: ({ deploymentId }, _, context) => loadEntity(context, Deployment, deploymentId),
  },
  Deployment: {
    organization: (deployment, _, context) => loadEntity(context, Organization, deployment.organizationId),
    area: (deployment, _, context) => loadArea(context, deployment.areaCode),
    grid: (deployment) => gridOf(deployment.gridId),
  },
  ReportIn: {
    organization: (reportIn, _, context) => loadEntity(context, Organization, reportIn.organizationId),
    area: (reportIn, _, context) => loadArea(context, reportIn.areaCode),
    grid: (reportIn) => gridOf(reportIn.gridId),
  },
  LeadAssignment: {
    organization: (lead, _, context) => loadEntity(context, Organization, lead.organizationId),
    area: (lead, _, context) => loadArea(context, lead.areaCode),
  },
  DeploymentConnection: { totalCount: (page) => page.count() },
  ReportInConnection: { totalCount: (page) => page.count() },
  LeadAssignmentConnection: { totalCount: (page) => page.count() },
} satisfies Resolvers;
