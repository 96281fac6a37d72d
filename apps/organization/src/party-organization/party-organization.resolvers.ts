import { Staff } from '../appointment/staff.ts';
import { loadArea } from '../area/load-area.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { loadEntity } from '../load-entity.ts';
import { attachPartyOrganization } from './attach-party-organization.ts';
import { listBranches, listPartyOrganizations } from './list-party-organizations.ts';
import { PartyOrganization } from './party-organization.ts';

export const partyOrganizationResolvers = {
  Query: {
    partyOrganization: (_, { id }, context) => loadEntity(context, PartyOrganization, id),
    partyOrganizations: (_, args, context) => listPartyOrganizations(context, args),
  },
  Mutation: {
    attachPartyOrganization: (_, { input }, context) => attachPartyOrganization(context, input),
  },
  AttachPartyOrganizationSuccess: {
    partyOrganization: ({ partyOrganizationId }, _, context) =>
      loadEntity(context, PartyOrganization, partyOrganizationId),
  },
  PartyOrganization: {
    __resolveReference: ({ id }, context) => loadEntity(context, PartyOrganization, id),
    parent: (organization, _, context) => loadEntity(context, PartyOrganization, organization.parentId),
    branches: (organization, args, context) => listBranches(context, organization.id, args),
    area: (organization, _, context) => loadArea(context, organization.areaCode),
    grid: (organization) => (organization.gridId == null ? null : { id: organization.gridId }),
    secretary: (organization, _, context) => loadEntity(context, Staff, organization.secretaryId),
  },
  PartyOrganizationConnection: { totalCount: (page) => page.count() },
} satisfies Resolvers;
