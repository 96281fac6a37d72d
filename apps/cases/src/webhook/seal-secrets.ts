import { defineJob, type BackgroundTools, type JobDefinition } from '@gridloom/service-kit';

import type { WebhookSecrets } from './webhook-secret.ts';

/**
 * Seals the secrets of webhooks again that another key than the newest has sealed, or none: so that an older key can be taken out of
 * the configuration an hour after the new one was put in front of it.
 */
export const sealSecrets = ({ log }: Pick<BackgroundTools, 'log'>, secrets: WebhookSecrets): JobDefinition =>
  defineJob({
    name: 'seal-webhook-secrets',
    schedule: '7 * * * *',
    parse: () => undefined,
    handle: (_, tools) =>
      tools.transact(async (_em, sql) => {
        const rows = await sql('select id::text, secret from webhook_subscription order by id for update');
        const due = rows.flatMap((row) => {
          const [id, stored] = [row.id as string, row.secret as string];
          if (secrets.isCurrent(stored)) return [];
          const secret = secrets.open(id, stored);
          if (secret !== null) return [{ id, sealed: secrets.seal(id, secret) }];
          log.warn(
            { subscriptionId: id },
            'No key of this service opens the secret of a webhook: it has to be rotated',
          );
          return [];
        });
        if (due.length === 0) return;
        await sql(
          `update webhook_subscription s set secret = n.secret, version = s.version + 1
           from unnest($1::uuid[], $2::text[]) as n (id, secret) where s.id = n.id`,
          [due.map(({ id }) => id), due.map(({ sealed }) => sealed)],
        );
      }),
  });
