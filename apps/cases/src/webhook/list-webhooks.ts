import {
  type Connection,
  keysetSql,
  manyByKey,
  oneByKey,
  orderBySql,
  type PageArgs,
  pagesByParent,
  readByIds,
  readPage,
  type SortKey,
  toConnection,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isUuid } from '../ids.ts';
import { WebhookSubscription } from './webhook-subscription.ts';

export type DeliveryStatus = 'WAITING' | 'DELIVERED' | 'PARKED' | 'DROPPED';

/** A notice on its way to a subscriber. */
export interface Delivery {
  readonly id: string;
  readonly subscriptionId: string;
  readonly messageId: string;
  readonly kind: string;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly nextAttemptAt: Date | null;
  readonly lastAttemptAt: Date | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly deliveredAt: Date | null;
}

const order: readonly SortKey[] = [
  { expression: 'd.created_at', direction: 'desc', type: 'timestamptz' },
  { expression: 'd.id', direction: 'desc', type: 'uuid' },
];

const columns = `d.id::text as id, d.subscription_id::text as subscription_id, d.notice_id::text as notice_id, n.kind, d.status, d.attempts,
  d.created_at, d.created_at::text as sort_key, d.next_attempt_at, d.last_attempt_at, d.last_status, d.last_error, d.delivered_at`;

const dateOf = (value: unknown): Date | null => (value === null ? null : new Date(value as string | Date));

const deliveryOf = (row: Record<string, unknown>): Delivery & { readonly key: string } => ({
  id: row.id as string,
  subscriptionId: row.subscription_id as string,
  messageId: row.notice_id as string,
  kind: row.kind as string,
  status: row.status as DeliveryStatus,
  attempts: row.attempts as number,
  createdAt: new Date(row.created_at as string | Date),
  nextAttemptAt: dateOf(row.next_attempt_at),
  lastAttemptAt: dateOf(row.last_attempt_at),
  lastStatus: row.last_status as number | null,
  lastError: row.last_error as string | null,
  deliveredAt: dateOf(row.delivered_at),
  key: row.sort_key as string,
});

/** What was delivered to a subscriber or waits, the newest first; one statement for all subscriptions of a page. */
export const listDeliveries = (
  context: Context,
  subscriptionId: string,
  { status, ...args }: PageArgs & { readonly status?: DeliveryStatus | null | undefined },
): Promise<Connection<Delivery>> => {
  const page = readPage(args, context.locale, order.length);
  return context.batches.load('Webhook.deliveries', { status, ...args }, subscriptionId, async (ids) => {
    const params: unknown[] = [ids, status ?? null];
    const pages = await pagesByParent(
      context.sql,
      { ids, type: 'uuid' },
      `select ${columns} from webhook_delivery d join notice n on n.id = d.notice_id
       where d.subscription_id = parent.id and ($2::text is null or d.status = $2) and ${keysetSql(order, page.after, params)}
       order by ${orderBySql(order)}`,
      params.slice(1),
      page.first,
    );
    return ids.map((id) =>
      toConnection((pages.get(id) ?? []).map(deliveryOf), page.first, ({ key, id: own }) => [key, own]),
    );
  });
};

export const loadDelivery = (context: Context, id: string): Promise<Delivery | null> =>
  context.batches.load('WebhookDelivery', null, id, async (ids) => {
    const rows = await context.sql(
      `select ${columns} from webhook_delivery d join notice n on n.id = d.notice_id where d.id = any($1::uuid[])`,
      [ids.filter(isUuid)],
    );
    return oneByKey(ids, rows.map(deliveryOf), (delivery) => delivery.id);
  });

/** Subscriptions of the caller's area, the newest first. */
export const listSubscriptions = async (
  context: Context,
  { ended, ...args }: PageArgs & { readonly ended?: boolean | null | undefined },
): Promise<Connection<WebhookSubscription>> => {
  const page = readPage(args, context.locale, 2);
  const keys: readonly SortKey[] = [
    { expression: 's.created_at', direction: 'desc', type: 'timestamptz' },
    { expression: 's.id', direction: 'desc', type: 'uuid' },
  ];
  const reach = context.reach('MANAGE_WEBHOOKS');
  const params: unknown[] = [reach.all, reach.areaCodes];
  const rows = await context.sql(
    `select s.id::text as id, s.created_at::text as created_at from webhook_subscription s
     where ($1::boolean or s.area_code = any($2::text[])) and ${ended === true ? 'true' : 's.ended_at is null'}
       and ${keysetSql(keys, page.after, params)} order by ${orderBySql(keys)} limit ${String(page.first + 1)}`,
    params,
  );
  const ids = rows.map((row) => row.id as string);
  const found = await context.em.find(WebhookSubscription, { id: { $in: ids } }, { disableIdentityMap: true });
  const sorted = manyByKey(ids, found, ({ id }) => id).flat();
  const keyOf = new Map(rows.map((row) => [row.id as string, row.created_at as string]));
  return toConnection(sorted, page.first, ({ id }) => [keyOf.get(id), id]);
};

export const loadSubscription = (context: Context, id: string): Promise<WebhookSubscription | null> =>
  context.batches.load('WebhookSubscription', null, id, async (ids) => {
    const found = await readByIds(context.em, WebhookSubscription, ids);
    return oneByKey(ids, found, (subscription) => subscription.id);
  });
