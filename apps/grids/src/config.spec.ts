import { ConfigError, parseConfig } from '@gridloom/service-kit';
import { describe, expect, test } from '@jest/globals';

import { gridsConfig } from './config.ts';

const env = {
  GRIDLOOM_PORT: '4102',
  GRIDLOOM_OIDC_ISSUER: 'http://127.0.0.1:4010',
  GRIDLOOM_OIDC_JWKS_URL: 'http://127.0.0.1:4010/jwks',
  GRIDLOOM_DATABASE_URL: 'postgres://a:b@127.0.0.1/c',
  GRIDLOOM_KAFKA_BROKERS: '127.0.0.1:9092',
  GRIDLOOM_FILES: 'file:///tmp/files',
};
const key = Buffer.alloc(32, 7).toString('base64url');

const problemsOf = (given: Record<string, string>): string => {
  try {
    parseConfig(gridsConfig, { ...env, ...given });
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.join('\n');
    throw error;
  }
};

describe('The configuration of grids', () => {
  test('makes a provider of the keys', () => {
    const { sealing } = parseConfig(gridsConfig, {
      ...env,
      GRIDLOOM_SEALING_KEYS: `k1:aes-256-gcm:${key}`,
      GRIDLOOM_HASH_KEY: key,
    });
    expect(sealing.open(sealing.seal('13800000001'))).toBe('13800000001');
  });

  test('is refused without keys, by name', () => {
    expect(problemsOf({})).toMatch(/GRIDLOOM_SEALING_KEYS[^]*GRIDLOOM_HASH_KEY/);
  });

  test('is refused with broken keys, without their value', () => {
    const problems = problemsOf({ GRIDLOOM_SEALING_KEYS: 'k1:rot13:c2VjcmV0', GRIDLOOM_HASH_KEY: key });
    expect(problems).toMatch(/GRIDLOOM_SEALING_KEYS: .*algorithm/);
    expect(problems).not.toContain('c2VjcmV0');
  });
});
