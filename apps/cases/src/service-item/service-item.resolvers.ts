import { shanghaiDay } from '@gridloom/standards';

import type { Resolvers } from '../generated/resolvers.ts';
import { listHandlers } from '../organization/handlers.ts';
import { grantsOf, organizationOf } from './grants.ts';
import { differenceOf } from './item-difference.ts';
import { listServiceItems, loadDuty, loadServiceItem, loadVersions } from './list-service-items.ts';

export const serviceItemResolvers = {
  Query: {
    serviceItems: async (_, { areaCode, ...args }, context) => {
      const { totalCount, edges, pageInfo } = await listServiceItems(context, areaCode, args);
      return { edges: [...edges], pageInfo, totalCount: totalCount ?? 0 };
    },
    serviceItem: (_, { code }, context) => loadServiceItem(context, 'code', code),
    handlers: async (_, { areaCode, ...args }, context) => {
      const { totalCount, edges, pageInfo } = await listHandlers(context, areaCode, args);
      return {
        edges: edges.map(({ node, cursor }) => ({ node: organizationOf(node.id), cursor })),
        pageInfo,
        totalCount: totalCount ?? 0,
      };
    },
  },
  ServiceItem: {
    sponsor: (item) => organizationOf(item.sponsorId),
    duty: (item, _, context) => loadDuty(context, item.dutyId),
    state: async (item, _, context) => item.stateOn(shanghaiDay(context.now()), await loadVersions(context, item.id)),
    assistants: ({ assistants }) => [...assistants],
    grants: (item) => grantsOf(item),
    versions: (item, _, context) => loadVersions(context, item.id),
    difference: (item, { from, to }, context) => differenceOf(context, item, from, to),
  },
  ServiceItemVersion: {
    sponsor: ({ sponsorId }) => organizationOf(sponsorId),
    duty: ({ dutyId }, _, context) => loadDuty(context, dutyId),
    assistants: ({ assistants }) => [...assistants],
    grants: (version) => grantsOf(version),
  },
  ServiceItemAssistant: { organization: ({ organizationId }) => organizationOf(organizationId) },
} satisfies Resolvers;
