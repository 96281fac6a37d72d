import type { Resolvers } from '../generated/resolvers.ts';
import { listVolunteers, mainVolunteer } from '../volunteer/find-volunteer.ts';
import { cancelServiceOrder } from './cancel-service-order.ts';
import { claimServiceOrder } from './claim-service-order.ts';
import { findOrder } from './find-order.ts';
import { listOrders, listOrdersOfCase, listOrdersOfSociety, listOwnOrders } from './list-orders.ts';
import { postServiceOrder } from './post-service-order.ts';
import { releaseServiceOrder } from './release-service-order.ts';

export const orderResolvers: Pick<
  Resolvers,
  | 'ServiceOrder'
  | 'Society'
  | 'Case'
  | 'Query'
  | 'Mutation'
  | 'PostServiceOrderSuccess'
  | 'ClaimServiceOrderSuccess'
  | 'ReleaseServiceOrderSuccess'
  | 'CancelServiceOrderSuccess'
> = {
  Query: {
    serviceOrder: (_, { id }, context) => findOrder(context, id),
    serviceOrders: (_, args, context) => listOrders(context, args),
    myServiceOrders: (_, args, context) => listOwnOrders(context, args),
  },
  Mutation: {
    postServiceOrder: (_, { input }, context) => postServiceOrder(context, input),
    claimServiceOrder: (_, { input }, context) => claimServiceOrder(context, input),
    releaseServiceOrder: (_, { input }, context) => releaseServiceOrder(context, input),
    cancelServiceOrder: (_, { input }, context) => cancelServiceOrder(context, input),
  },
  ServiceOrder: {
    __resolveReference: ({ id }, context) => findOrder(context, id),
    area: ({ areaCode }) => ({ __typename: 'Area', code: areaCode }),
    volunteer: (order, _, context) => mainVolunteer(context, order),
    volunteers: (order, _, context) => listVolunteers(context, order),
    society: ({ societyId }) => (societyId === null ? null : { __typename: 'Society', id: societyId }),
    case: ({ caseId }) => (caseId === null ? null : { __typename: 'Case', id: caseId }),
    poster: ({ posterAccountId }) => ({ __typename: 'Account', id: posterAccountId }),
  },
  Society: {
    __resolveReference: ({ id }) => ({ id }),
    serviceOrders: ({ id }, args, context) => listOrdersOfSociety(context, id, args),
  },
  Case: {
    __resolveReference: ({ id }) => ({ id }),
    serviceOrders: ({ id }, _, context) => listOrdersOfCase(context, id),
  },
  PostServiceOrderSuccess: {
    serviceOrder: ({ serviceOrderId }, _, context) => findOrder(context, serviceOrderId),
  },
  ReleaseServiceOrderSuccess: {
    serviceOrder: ({ serviceOrderId }, _, context) => findOrder(context, serviceOrderId),
  },
  CancelServiceOrderSuccess: {
    serviceOrder: ({ serviceOrderId }, _, context) => findOrder(context, serviceOrderId),
  },
  ClaimServiceOrderSuccess: {
    serviceOrder: ({ serviceOrderId }, _, context) => findOrder(context, serviceOrderId),
  },
};
