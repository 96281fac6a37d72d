import type { Resolvers } from '../generated/resolvers.ts';
import { completeServiceOrder } from '../order/complete-service-order.ts';
import { findOrder } from '../order/find-order.ts';
import { findOwnHours } from './list-hours.ts';

export const hoursResolvers: Pick<Resolvers, 'ServiceHours' | 'Mutation' | 'CompleteServiceOrderSuccess'> = {
  Mutation: {
    completeServiceOrder: (_, { input }, context) => completeServiceOrder(context, input),
  },
  ServiceHours: {
    serviceOrder: ({ serviceOrderId }, _, context) =>
      serviceOrderId === null ? null : findOrder(context, serviceOrderId),
    recordedBy: ({ recordedByAccountId }) => ({ __typename: 'Account', id: recordedByAccountId }),
  },
  CompleteServiceOrderSuccess: {
    serviceOrder: ({ serviceOrderId }, _, context) => findOrder(context, serviceOrderId),
    serviceHours: ({ serviceHoursId }, _, context) => findOwnHours(context, serviceHoursId),
  },
};
