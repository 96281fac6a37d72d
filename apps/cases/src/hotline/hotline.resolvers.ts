import type { Context } from '../context.ts';
import { loadCase } from '../case/load-case.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { reportCase } from '../intake/report-case.ts';
import { answerHotlineOrder } from './answer-hotline-order.ts';
import { listHotlineOrders, loadOrder, loadOrderOfCase } from './load-hotline-order.ts';
import { receiveHotlineOrders } from './receive-hotline-orders.ts';

export const intakeResolvers = {
  Query: {
    hotlineOrders: async (_, args, context) => {
      const { edges, pageInfo, totalCount, totalCountIsExact } = await listHotlineOrders(context, args);
      return { edges, pageInfo, totalCount: totalCount ?? 0, totalCountIsExact: totalCountIsExact ?? true };
    },
    hotlineOrder: (_, { upstreamNumber }, context) => loadOrder(context, 'upstreamNumber', upstreamNumber.trim()),
  },
  Mutation: {
    reportCase: (_, { input }, context) => reportCase(context, input),
    receiveHotlineOrders: (_, { input }, context) => receiveHotlineOrders(context, input),
    answerHotlineOrder: (_, { input }, context) => answerHotlineOrder(context, input),
  },
  ReportCaseSuccess: {
    case: ({ caseId }: { readonly caseId: string }, _: unknown, context: Context) => loadCase(context, caseId),
  },
  ReceiveHotlineOrdersSuccess: { results: ({ results }) => [...results] },
  HotlineOrderReceipt: {
    order: ({ outcome, upstreamNumber }, _, context) =>
      outcome === 'REFUSED' ? null : loadOrder(context, 'upstreamNumber', upstreamNumber),
  },
  AnswerHotlineOrderSuccess: { order: ({ hotlineOrderId }, _, context) => loadOrder(context, 'id', hotlineOrderId) },
  HotlineOrder: {
    overdue: (order, _, context) => order.isOverdue(context.now()),
    case: ({ caseId }, _, context) => loadCase(context, caseId),
    answeredBy: ({ answeredByAccountId: id }) => (id ? { __typename: 'Account', id } : null),
  },
  Case: { hotlineOrder: ({ id }, _, context) => loadOrderOfCase(context, id) },
} satisfies Resolvers;
