import { loadCase } from '../case/load-case.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { countUnread, listNotices } from './list-notices.ts';
import { markNoticesRead } from './mark-notices-read.ts';
import { noticeText } from './notice-words.ts';

export const noticeResolvers = {
  Query: { myNotices: async (_, args, context) => listNotices(context, args) },
  Mutation: { markNoticesRead: (_, { input }, context) => markNoticesRead(context, input) },
  MarkNoticesReadSuccess: { unreadCount: ({ accountId }, _, context) => countUnread(context, accountId) },
  NoticeConnection: {
    totalCount: ({ totalCount }) => totalCount ?? 0,
    totalCountIsExact: ({ totalCountIsExact }) => totalCountIsExact ?? true,
    unreadCount: ({ accountId }, _, context) => countUnread(context, accountId),
  },
  Notice: {
    text: (notice, _, context) => context.say(noticeText(notice)),
    case: ({ caseId }, _, context) => loadCase(context, caseId),
  },
} satisfies Resolvers;
