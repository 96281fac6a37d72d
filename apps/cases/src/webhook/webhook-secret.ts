import { randomBytes } from 'node:crypto';

import { SealedTextDamaged, UnknownSealingKey, type SealingProvider } from '@gridloom/access';

const SECRET_BYTES = 32;
const PLAIN = 'whsec_';

/** Keeps what subscriptions sign by: sealed in the database, each for its own row. */
export interface WebhookSecrets {
  /** A new one, as its owner is told it. */
  make(): string;
  seal(subscriptionId: string, secret: string): string;
  /** Null where the keys of this service do not open it: it was sealed elsewhere, or changed. */
  open(subscriptionId: string, stored: string): string | null;
  /** Whether it was sealed by the newest key; else it is due to be sealed again. */
  isCurrent(stored: string): boolean;
}

const contextOf = (subscriptionId: string): string => `webhook_subscription.secret ${subscriptionId}`;

export const webhookSecrets = (sealing: SealingProvider): WebhookSecrets => ({
  make: () => `${PLAIN}${randomBytes(SECRET_BYTES).toString('base64')}`,
  seal: (subscriptionId, secret) => sealing.seal(secret, contextOf(subscriptionId)),
  // a secret of before they were sealed stands there as it was told, until the job comes to it
  open: (subscriptionId, stored) => {
    if (stored.startsWith(PLAIN)) return stored;
    try {
      return sealing.open(stored, contextOf(subscriptionId));
    } catch (error) {
      if (error instanceof UnknownSealingKey || error instanceof SealedTextDamaged) return null;
      throw error;
    }
  },
  isCurrent: (stored) => sealing.isCurrent(stored),
});
