import { addJob, conflict, notFound, runCommand, type Conflict, type NotFound } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { RedeliverWebhookInput } from '../generated/resolvers.ts';
import { isUuid } from '../ids.ts';
import { DELIVER_JOB, deliveryKey } from './queue-deliveries.ts';

/** It is done. */
export interface Redelivered {
  readonly __typename: 'RedeliverWebhookSuccess';
  readonly deliveryId: string;
}

/** Delivers again what was parked, or arrived and is wanted once more; its attempts are counted anew. */
export const redeliverWebhook = (context: Context, input: RedeliverWebhookInput) =>
  runCommand<Redelivered | NotFound | Conflict>(context, {
    name: 'redeliverWebhook',
    input,
    work: async (_em, sql) => {
      const reach = context.reach('MANAGE_WEBHOOKS');
      const [row] = isUuid(input.deliveryId)
        ? await sql(
            `select d.id::text, d.status, s.ended_at from webhook_delivery d join webhook_subscription s on s.id = d.subscription_id
             where d.id = $1 and ($2::boolean or s.area_code = any($3::text[])) for update of d`,
            [input.deliveryId, reach.all, reach.areaCodes],
          )
        : [];
      if (!row) return { result: notFound(context.locale, 'input.deliveryId') };
      const deliveryId = row.id as string;
      if (row.status === 'WAITING' || row.ended_at !== null) {
        const message =
          row.status === 'WAITING'
            ? { zh: '该推送仍在等待，无需重新推送。', en: 'It waits to be delivered already.' }
            : { zh: '该订阅已停用。', en: 'The subscription has ended.' };
        return { result: conflict(context.locale, message) };
      }
      await sql(`update webhook_delivery set status = 'WAITING', attempts = 0, next_attempt_at = $2 where id = $1`, [
        deliveryId,
        context.now(),
      ]);
      await addJob(sql, { name: DELIVER_JOB, payload: { deliveryId }, key: deliveryKey(deliveryId, 0) });
      return { result: { __typename: 'RedeliverWebhookSuccess', deliveryId } };
    },
  });
