import { addJob, defineJob, type JobDefinition, type JobTools, type SqlExecutor } from '@gridloom/service-kit';

import { makeEvaluationLinks } from '../evaluation/make-evaluation-links.ts';
import { postWebhook, type WebhookOutcome } from './post-webhook.ts';
import { DELIVER_JOB, deliveryKey } from './queue-deliveries.ts';
import type { WebhookPayload } from './webhook-payload.ts';
import type { WebhookSecrets } from './webhook-secret.ts';
import type { WebhookAddresses } from './webhook-url.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Pauses between attempts; after the last one the delivery is parked. */
export const retryPauses: readonly number[] = [
  10 * SECOND,
  MINUTE,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  8 * HOUR,
  24 * HOUR,
];

/** The receiver says that it is gone for good. */
const GONE = 410;

interface Delivery {
  readonly id: string;
  readonly noticeId: string;
  readonly payload: WebhookPayload;
  readonly attempts: number;
  readonly url: string;
  readonly secret: string;
  readonly subscriptionId: string;
  readonly evaluationPageUrl: string | null;
}

const readDelivery = async (sql: SqlExecutor, id: string): Promise<Delivery | null> => {
  const [row] = await sql(
    `select d.notice_id::text, d.payload, d.attempts, s.id::text as subscription_id, s.url, s.secret, s.evaluation_page_url, s.ended_at from webhook_delivery d
     join webhook_subscription s on s.id = d.subscription_id where d.id = $1 and d.status = 'WAITING' for update of d`,
    [id],
  );
  if (!row) return null;
  if (row.ended_at !== null) {
    await sql(`update webhook_delivery set status = 'DROPPED', next_attempt_at = null where id = $1`, [id]);
    return null;
  }
  return {
    id,
    noticeId: row.notice_id as string,
    payload: row.payload as WebhookPayload,
    attempts: row.attempts as number,
    url: row.url as string,
    secret: row.secret as string,
    subscriptionId: row.subscription_id as string,
    evaluationPageUrl: row.evaluation_page_url as string | null,
  };
};

/** An invitation gets its links only here, so that no code is ever stored. */
const bodyOf = async (tools: JobTools, sql: SqlExecutor, delivery: Delivery): Promise<string> => {
  const { payload, evaluationPageUrl: page } = delivery;
  if (payload.type !== 'case.evaluation-invited' || page === null) return JSON.stringify(payload);
  const evaluationLinks = await makeEvaluationLinks(tools, sql, payload.data.caseId, page);
  return JSON.stringify({ ...payload, data: { ...payload.data, evaluationLinks } });
};

const keepOutcome = async (
  tools: JobTools,
  { id, attempts }: Delivery,
  outcome: WebhookOutcome,
  sql: SqlExecutor,
): Promise<void> => {
  const now = tools.now();
  const error = outcome.kind === 'FAILED' ? outcome.error : null;
  const pause = retryPauses[attempts];
  const again =
    outcome.kind === 'FAILED' && outcome.status !== GONE && pause !== undefined
      ? new Date(now.getTime() + pause)
      : null;
  const status = outcome.kind === 'DELIVERED' ? 'DELIVERED' : again ? 'WAITING' : 'PARKED';
  await sql(
    `update webhook_delivery set attempts = attempts + 1, last_attempt_at = $2, last_status = $3, last_error = $4, status = $5,
       next_attempt_at = $6, delivered_at = case when $5 = 'DELIVERED' then $2::timestamptz end
     where id = $1 and status = 'WAITING'`,
    [id, now, outcome.status, error, status, again],
  );
  if (again)
    await addJob(sql, {
      name: DELIVER_JOB,
      payload: { deliveryId: id },
      runAt: again,
      key: deliveryKey(id, attempts + 1),
    });
};

const parsePayload = (payload: unknown): string => {
  if (typeof payload === 'object' && payload && 'deliveryId' in payload && typeof payload.deliveryId === 'string') {
    return payload.deliveryId;
  }
  throw new TypeError('A delivery is named by deliveryId');
};

/**
 * Posts a delivery. At least once: a process that dies between the answer and its record posts again, under the same message id.
 * What fails is tried again with growing pauses and parked in the end.
 */
export const deliverWebhook = (allowed: WebhookAddresses, secrets: WebhookSecrets): JobDefinition =>
  defineJob({
    name: DELIVER_JOB,
    parse: parsePayload,
    handle: async (deliveryId, tools) => {
      const prepared = await tools.transact(async (_em, sql) => {
        const delivery = await readDelivery(sql, deliveryId);
        return delivery && { delivery, body: await bodyOf(tools, sql, delivery) };
      });
      if (!prepared) return;
      const { delivery, body } = prepared;
      const { noticeId, url, subscriptionId } = delivery;
      const secret = secrets.open(subscriptionId, delivery.secret);
      const outcome: WebhookOutcome =
        secret === null
          ? { kind: 'FAILED', status: null, error: 'No key of this service opens the secret; rotate it' }
          : await postWebhook({ id: noticeId, url, secret, body, at: tools.now() }, allowed);
      await tools.transact((_em, sql) => keepOutcome(tools, delivery, outcome, sql));
    },
  });
