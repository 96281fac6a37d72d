import type { Resolvers } from '../generated/resolvers.ts';
import { findMatter, listMatterItems } from './list-matters.ts';
import { findMeeting, listResolutions } from './list-meetings.ts';
import { moveMatterItem } from './move-matter-item.ts';
import { openMatter } from './open-matter.ts';
import { recordCouncilMeeting } from './record-council-meeting.ts';

export const councilResolvers: Pick<
  Resolvers,
  | 'CouncilMeeting'
  | 'Matter'
  | 'Mutation'
  | 'RecordCouncilMeetingSuccess'
  | 'OpenMatterSuccess'
  | 'MoveMatterItemSuccess'
> = {
  Mutation: {
    recordCouncilMeeting: (_, { input }, context) => recordCouncilMeeting(context, input),
    openMatter: (_, { input }, context) => openMatter(context, input),
    moveMatterItem: (_, { input }, context) => moveMatterItem(context, input),
  },
  CouncilMeeting: {
    resolutions: ({ id }, _, context) => listResolutions(context, id),
  },
  Matter: {
    items: ({ id }, _, context) => listMatterItems(context, id),
  },
  RecordCouncilMeetingSuccess: {
    meeting: ({ meetingId }, _, context) => findMeeting(context, meetingId),
  },
  OpenMatterSuccess: {
    matter: ({ matterId }, _, context) => findMatter(context, matterId),
  },
  MoveMatterItemSuccess: {
    matter: ({ matterId }, _, context) => findMatter(context, matterId),
  },
};
