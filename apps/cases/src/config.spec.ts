import { ConfigError, parseConfig } from '@gridloom/service-kit';
import { describe, expect, it } from '@jest/globals';

import { casesConfig } from './config.ts';

const key = Buffer.alloc(32, 7).toString('base64url');
const env = {
  GRIDLOOM_PORT: '4103',
  GRIDLOOM_OIDC_ISSUER: 'http://127.0.0.1:4010',
  GRIDLOOM_OIDC_JWKS_URL: 'http://127.0.0.1:4010/jwks',
  GRIDLOOM_DATABASE_URL: 'postgres://a:b@127.0.0.1/c',
  GRIDLOOM_KAFKA_BROKERS: '127.0.0.1:9092',
  GRIDLOOM_SEALING_KEYS: `k1:aes-256-gcm:${key}`,
  GRIDLOOM_HASH_KEY: key,
  GRIDLOOM_FILES: 'file:///var/lib/gridloom',
};

describe('the configuration of cases', () => {
  it('sends webhooks to the internet alone unless it is told otherwise', () => {
    expect(parseConfig(casesConfig, env).webhookAddresses).toBe('PUBLIC');
    expect(parseConfig(casesConfig, { ...env, GRIDLOOM_WEBHOOK_ADDRESSES: 'any' }).webhookAddresses).toBe('ANY');
  });

  it('does not start without keys for the secrets of webhooks, or with faulty ones, and never says what they are', () => {
    const { GRIDLOOM_SEALING_KEYS, GRIDLOOM_HASH_KEY, ...without } = env;
    expect(() => parseConfig(casesConfig, without)).toThrow(/GRIDLOOM_SEALING_KEYS[^]*GRIDLOOM_HASH_KEY/u);
    const attempt = () =>
      parseConfig(casesConfig, {
        ...env,
        GRIDLOOM_SEALING_KEYS: GRIDLOOM_SEALING_KEYS.replace('aes-256-gcm', 'rot13'),
      });
    expect(attempt).toThrow(/GRIDLOOM_SEALING_KEYS: .*algorithm/u);
    expect(attempt).not.toThrow(GRIDLOOM_HASH_KEY);
  });

  it('is refused with an unknown choice, by name', () => {
    const attempt = () => parseConfig(casesConfig, { ...env, GRIDLOOM_WEBHOOK_ADDRESSES: 'everywhere' });
    expect(attempt).toThrow(ConfigError);
  });
});
