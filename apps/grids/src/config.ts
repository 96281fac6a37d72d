import {
  createSealingProvider,
  parseHashKey,
  parseSealingKeys,
  SealingKeysInvalid,
  type SealingProvider,
} from '@gridloom/access';
import { filesConfig, subgraphConfig } from '@gridloom/service-kit';
import { z } from 'zod';

/** What grids is told besides what every subgraph is: the keys of personal data. Without them it does not start. */
export const gridsConfig = subgraphConfig
  .extend({ ...filesConfig, GRIDLOOM_SEALING_KEYS: z.string(), GRIDLOOM_HASH_KEY: z.string() })
  .transform(({ GRIDLOOM_FILES: files, GRIDLOOM_SEALING_KEYS, GRIDLOOM_HASH_KEY, ...config }, issues) => {
    const sealing = sealingOf(GRIDLOOM_SEALING_KEYS, GRIDLOOM_HASH_KEY);
    if ('problem' in sealing) {
      issues.addIssue({ code: 'custom', path: ['GRIDLOOM_SEALING_KEYS'], message: sealing.problem });
      return z.NEVER;
    }
    return { ...config, files, sealing: sealing.provider };
  });

const sealingOf = (keys: string, hashKey: string): { provider: SealingProvider } | { problem: string } => {
  try {
    return { provider: createSealingProvider({ keys: parseSealingKeys(keys), hashKey: parseHashKey(hashKey) }) };
  } catch (error) {
    if (error instanceof SealingKeysInvalid) return { problem: error.message };
    throw error;
  }
};
