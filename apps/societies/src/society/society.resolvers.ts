import type { Resolvers } from '../generated/resolvers.ts';
import { listMatters } from '../council/list-matters.ts';
import { listMeetings } from '../council/list-meetings.ts';
import { listDemands } from '../demand/list-demands.ts';
import { figures } from '../figures.ts';
import { readFigures } from '../read-figures.ts';
import { endMembership } from './end-membership.ts';
import { fileSociety } from './file-society.ts';
import { findSociety } from './find-society.ts';
import { findMembership, listMemberships } from './list-memberships.ts';
import { listSocieties, listSocietiesOfArea } from './list-societies.ts';
import { registerMembership } from './register-membership.ts';

export const societyResolvers: Pick<
  Resolvers,
  | 'Society'
  | 'Membership'
  | 'Query'
  | 'Mutation'
  | 'FileSocietySuccess'
  | 'RegisterMembershipSuccess'
  | 'EndMembershipSuccess'
> = {
  Query: {
    society: (_, { id }, context) => findSociety(context, id),
    societies: (_, { areaCode, ...args }, context) =>
      areaCode == null ? listSocieties(context, args) : listSocietiesOfArea(context, areaCode, args),
  },
  Mutation: {
    fileSociety: (_, { input }, context) => fileSociety(context, input),
    registerMembership: (_, { input }, context) => registerMembership(context, input),
    endMembership: (_, { input }, context) => endMembership(context, input),
  },
  Society: {
    __resolveReference: ({ id }, context) => findSociety(context, id),
    memberCount: async ({ id }, _, context) => (await readFigures(context, id))(figures.members),
    organizer: ({ organizerAccountId }) => ({ __typename: 'Account', id: organizerAccountId }),
    area: ({ areaCode }) => ({ __typename: 'Area', code: areaCode }),
    grid: ({ gridId }) => (gridId == null ? null : { __typename: 'Grid', id: gridId }),
    meetings: ({ id }, args, context) => listMeetings(context, id, args),
    matters: ({ id }, args, context) => listMatters(context, id, args),
    demands: ({ id }, args, context) => listDemands(context, id, args),
    memberships: ({ id }, args, context) => listMemberships(context, id, args),
  },
  Membership: {
    resident: ({ residentId }) => ({ __typename: 'Resident', id: residentId }),
  },
  FileSocietySuccess: {
    society: ({ societyId }, _, context) => findSociety(context, societyId),
  },
  RegisterMembershipSuccess: {
    membership: ({ membershipId }, _, context) => findMembership(context, membershipId),
    society: ({ societyId }, _, context) => findSociety(context, societyId),
  },
  EndMembershipSuccess: {
    membership: ({ membershipId }, _, context) => findMembership(context, membershipId),
    society: ({ societyId }, _, context) => findSociety(context, societyId),
  },
};
