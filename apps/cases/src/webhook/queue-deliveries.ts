import { addJobs, type SqlExecutor } from '@gridloom/service-kit';

import type { Case } from '../case/case.ts';
import type { NoticeParty } from '../notice/find-recipients.ts';
import type { NoticeKind } from '../notice/notice-words.ts';
import { webhookPayload } from './webhook-payload.ts';

export const DELIVER_JOB = 'deliver-webhook';
/** One job an attempt, however often it is asked for. */
export const deliveryKey = (deliveryId: string, attempt: number): string =>
  `${DELIVER_JOB} ${deliveryId} ${String(attempt)}`;

/** A notice as those who subscribed are told it. */
export interface ToldNotice {
  readonly noticeId: string;
  readonly kind: NoticeKind;
  readonly at: Date;
  readonly dueAt?: Date | null;
  readonly reason?: string | null;
  readonly parties: readonly NoticeParty[];
  readonly areas: readonly string[];
}

/**
 * Queues a notice for all who subscribed to such notices, in the transaction of the change.
 * @param insertNotice writes the notice that deliveries refer to; called once if there are any
 * @returns whether there are any
 */
export const queueDeliveries = async (
  { sql, newId }: { readonly sql: SqlExecutor; readonly newId: () => string },
  file: Case,
  notice: ToldNotice,
  insertNotice: () => Promise<unknown>,
): Promise<boolean> => {
  const bodies = [...(file.handlerId ? [file.handlerId] : []), ...file.assistantIds];
  const subscriptions = await sql(
    `select id::text from webhook_subscription where ended_at is null and area_code = any($1::text[])
       and (organization_id is null or organization_id = any($2::uuid[])) and (kinds is null or $3 = any(kinds)) order by id`,
    [notice.areas, bodies, notice.kind],
  );
  if (subscriptions.length === 0) return false;
  await insertNotice();
  const deliveries = subscriptions.map((row) => ({ id: newId(), subscriptionId: row.id as string }));
  await sql(
    `insert into webhook_delivery (id, subscription_id, notice_id, payload, status, attempts, created_at, next_attempt_at)
     select d.id, d.subscription_id, $3, $4::jsonb, 'WAITING', 0, $5, $5 from unnest($1::uuid[], $2::uuid[]) as d(id, subscription_id)`,
    [
      deliveries.map(({ id }) => id),
      deliveries.map(({ subscriptionId }) => subscriptionId),
      notice.noticeId,
      JSON.stringify(webhookPayload(file, notice)),
      notice.at,
    ],
  );
  await addJobs(
    sql,
    deliveries.map(({ id }) => ({ name: DELIVER_JOB, payload: { deliveryId: id }, key: deliveryKey(id, 0) })),
  );
  return true;
};
