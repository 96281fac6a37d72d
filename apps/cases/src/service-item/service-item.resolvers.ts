import type { Resolvers } from '../generated/resolvers.ts';
import { listHandlers } from '../organization/handlers.ts';
import { listDutyLists, listServiceItems, loadDuties, loadDuty } from './list-service-items.ts';

export const serviceItemResolvers = {
  Query: {
    serviceItems: async (_, { areaCode, ...args }, context) => {
      const { totalCount, edges, pageInfo } = await listServiceItems(context, areaCode, args);
      return { edges: [...edges], pageInfo, totalCount: totalCount ?? 0 };
    },
    handlers: async (_, { areaCode, ...args }, context) => {
      const { totalCount, edges, pageInfo } = await listHandlers(context, areaCode, args);
      return {
        edges: edges.map(({ node, cursor }) => ({
          node: { __typename: 'Organization' as const, id: node.id },
          cursor,
        })),
        pageInfo,
        totalCount: totalCount ?? 0,
      };
    },
    dutyLists: (_, { areaCode }, context) => listDutyLists(context, areaCode),
  },
  ServiceItem: {
    sponsor: (item) => ({ __typename: 'Organization', id: item.sponsorId }),
    duty: (item, _, context) => loadDuty(context, item.dutyId),
  },
  DutyList: { duties: (list, _, context) => loadDuties(context, list.id) },
} satisfies Resolvers;
