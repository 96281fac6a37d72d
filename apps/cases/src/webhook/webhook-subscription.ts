import { defineEntity, p } from '@mikro-orm/core';

const WebhookSubscriptionSchema = defineEntity({
  name: 'WebhookSubscription',
  tableName: 'webhook_subscription',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version(),
    name: p.text(),
    url: p.text(),
    /** Sealed, see `webhookSecrets`. */
    secret: p.text(),
    areaCode: p.text(),
    organizationId: p.uuid().nullable(),
    kinds: p.array().nullable(),
    evaluationPageUrl: p.text().nullable(),
    createdAt: p.datetime(),
    createdByAccountId: p.uuid().nullable(),
    endedAt: p.datetime().nullable(),
  },
});

/** Where notices are delivered by webhook. Its secret signs; it is told once and read by nobody but the sender. */
export class WebhookSubscription extends WebhookSubscriptionSchema.class {}
WebhookSubscriptionSchema.setClass(WebhookSubscription);
