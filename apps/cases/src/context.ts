import type { SubgraphContext } from '@gridloom/service-kit';

import { caseReachOf, type CaseReach } from './case/case-reach.ts';
import type { WebhookAddresses } from './webhook/webhook-url.ts';

/** What resolvers and commands of cases work with. */
export interface Context extends SubgraphContext {
  /** Which cases exist for the caller. */
  readonly caseReach: CaseReach;
  /** Where webhooks may go to. */
  readonly webhookAddresses: WebhookAddresses;
}

export const extendContext = (context: SubgraphContext, webhookAddresses: WebhookAddresses): Context => ({
  ...context,
  webhookAddresses,
  caseReach: caseReachOf(context.caller, context.areas),
});
