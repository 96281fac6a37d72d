import { listLeadAssignments, listReportIns } from '../deployment/list-deployments.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { listOrganizationsOf } from '../organization/list-organizations.ts';
import { listPartyOrganizationsOf } from '../party-organization/list-party-organizations.ts';
import { establishArea } from './establish-area.ts';
import { listAreas, listChildren } from './list-areas.ts';
import { loadArea, loadAreaFigure } from './load-area.ts';
import { revokeArea } from './revoke-area.ts';

export const areaResolvers = {
  Query: {
    area: (_, { code }, context) => loadArea(context, code),
    areas: (_, args, context) => listAreas(context, args),
  },
  Mutation: {
    establishArea: (_, { input }, context) => establishArea(context, input),
    revokeArea: (_, { input }, context) => revokeArea(context, input),
  },
  EstablishAreaSuccess: { area: ({ code }, _, context) => loadArea(context, code) },
  RevokeAreaSuccess: { area: ({ code }, _, context) => loadArea(context, code) },
  Area: {
    __resolveReference: ({ code }, context) => loadArea(context, code),
    parent: (area, _, context) => loadArea(context, area.parentCode),
    successor: (area, _, context) => loadArea(context, area.successorCode),
    children: (area, args, context) => listChildren(context, area.code, args),
    partyMemberCount: (area, _, context) => loadAreaFigure(context, area.code, 'partyMembers'),
    gridPartyOrganizationCount: (area, _, context) => loadAreaFigure(context, area.code, 'gridPartyOrganizations'),
    deployedOrganizationCount: (area, _, context) => loadAreaFigure(context, area.code, 'deployedOrganizations'),
    organizations: (area, args, context) => listOrganizationsOf(context, area.code, args),
    partyOrganizations: (area, args, context) => listPartyOrganizationsOf(context, area.code, args),
    leadAssignments: (area, args, context) => listLeadAssignments(context, { areaCode: area.code }, args),
    reportIns: (area, args, context) => listReportIns(context, { areaCode: area.code }, args),
  },
  AreaConnection: { totalCount: (page) => page.count() },
} satisfies Resolvers;
