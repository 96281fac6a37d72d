import type { Context } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { listDeliveries, listSubscriptions, loadDelivery, loadSubscription } from './list-webhooks.ts';
import { redeliverWebhook } from './redeliver-webhook.ts';
import {
  createWebhookSubscription,
  endWebhookSubscription,
  rotateWebhookSecret,
  type SubscriptionDone,
} from './subscribe.ts';

const existing = <T>(found: T | null): T => {
  if (found === null) throw new TypeError('What was changed is there');
  return found;
};
const subscription = async ({ subscriptionId }: SubscriptionDone, _: unknown, context: Context) =>
  existing(await loadSubscription(context, subscriptionId));
const secret = (result: SubscriptionDone) => result.secret ?? null;

export const webhookResolvers = {
  Query: { webhookSubscriptions: async (_, args, context) => listSubscriptions(context, args) },
  Mutation: {
    createWebhookSubscription: (_, { input }, context) => createWebhookSubscription(context, input),
    endWebhookSubscription: (_, { input }, context) => endWebhookSubscription(context, input),
    rotateWebhookSecret: (_, { input }, context) => rotateWebhookSecret(context, input),
    redeliverWebhook: (_, { input }, context) => redeliverWebhook(context, input),
  },
  CreateWebhookSubscriptionSuccess: { subscription, secret },
  EndWebhookSubscriptionSuccess: { subscription },
  RotateWebhookSecretSuccess: { subscription, secret },
  RedeliverWebhookSuccess: {
    delivery: async ({ deliveryId }, _, context) => existing(await loadDelivery(context, deliveryId)),
  },
  WebhookSubscription: {
    area: ({ areaCode }) => ({ __typename: 'Area', code: areaCode }),
    organization: ({ organizationId }) => (organizationId ? { __typename: 'Organization', id: organizationId } : null),
    deliveries: ({ id }, args, context) => listDeliveries(context, id, args),
  },
} satisfies Resolvers;
