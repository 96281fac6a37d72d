import { createSealingProvider, parseHashKey, parseSealingKeys, SealingKeysInvalid } from '@gridloom/access';
import { filesConfig, subgraphConfig } from '@gridloom/service-kit';
import { z } from 'zod';

/**
 * What cases is told besides what every subgraph is: the keys that the secrets of webhooks are sealed by, without which it does not
 * start; where files of imports and exports are kept; and where webhooks may go: `public`: by https to addresses of the internet alone; `any`: also by http and into networks of
 * the county's own, e.g. in development.
 */
export const casesConfig = subgraphConfig
  .extend({
    ...filesConfig,
    GRIDLOOM_WEBHOOK_ADDRESSES: z.enum(['public', 'any']).default('public'),
    GRIDLOOM_SEALING_KEYS: z.string(),
    GRIDLOOM_HASH_KEY: z.string(),
  })
  .transform(
    (
      { GRIDLOOM_FILES: files, GRIDLOOM_WEBHOOK_ADDRESSES, GRIDLOOM_SEALING_KEYS, GRIDLOOM_HASH_KEY, ...config },
      issues,
    ) => {
      const sealing = sealingOf(GRIDLOOM_SEALING_KEYS, GRIDLOOM_HASH_KEY);
      if (typeof sealing === 'string') {
        issues.addIssue({ code: 'custom', path: ['GRIDLOOM_SEALING_KEYS'], message: sealing });
        return z.NEVER;
      }
      return {
        ...config,
        files,
        sealing,
        webhookAddresses: GRIDLOOM_WEBHOOK_ADDRESSES === 'any' ? ('ANY' as const) : ('PUBLIC' as const),
      };
    },
  );

const sealingOf = (keys: string, hashKey: string) => {
  try {
    return createSealingProvider({ keys: parseSealingKeys(keys), hashKey: parseHashKey(hashKey) });
  } catch (error) {
    if (error instanceof SealingKeysInvalid) return error.message;
    throw error;
  }
};
