import { subgraphConfig } from '@gridloom/service-kit';
import { z } from 'zod';

/**
 * What cases is told besides what every subgraph is. `public`: webhooks go by https to addresses of the internet alone; `any`: also by
 * http and into networks of the county's own, e.g. in development.
 */
export const casesConfig = subgraphConfig
  .extend({ GRIDLOOM_WEBHOOK_ADDRESSES: z.enum(['public', 'any']).default('public') })
  .transform(({ GRIDLOOM_WEBHOOK_ADDRESSES, ...config }) => ({
    ...config,
    webhookAddresses: GRIDLOOM_WEBHOOK_ADDRESSES === 'any' ? ('ANY' as const) : ('PUBLIC' as const),
  }));
