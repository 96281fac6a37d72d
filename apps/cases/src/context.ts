import type { SubgraphContext } from '@gridloom/service-kit';

import { caseReachOf, type CaseReach } from './case/case-reach.ts';
import type { WebhookSecrets } from './webhook/webhook-secret.ts';
import type { WebhookAddresses } from './webhook/webhook-url.ts';

/** What resolvers and commands of cases work with. */
export interface Context extends SubgraphContext {
  /** Which cases exist for the caller. */
  readonly caseReach: CaseReach;
  /** Where webhooks may go to. */
  readonly webhookAddresses: WebhookAddresses;
  readonly webhookSecrets: WebhookSecrets;
}

/** What contexts of a service have in common. */
type ServiceTools = Pick<Context, 'webhookAddresses' | 'webhookSecrets'>;

export const extendContext = (context: SubgraphContext, tools: ServiceTools): Context => ({
  ...context,
  ...tools,
  caseReach: caseReachOf(context.caller, context.areas),
});
