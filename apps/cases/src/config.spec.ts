import { ConfigError, parseConfig } from '@gridloom/service-kit';
import { describe, expect, it } from '@jest/globals';

import { casesConfig } from './config.ts';

const env = {
  GRIDLOOM_PORT: '4103',
  GRIDLOOM_OIDC_ISSUER: 'http://127.0.0.1:4010',
  GRIDLOOM_OIDC_JWKS_URL: 'http://127.0.0.1:4010/jwks',
  GRIDLOOM_DATABASE_URL: 'postgres://a:b@127.0.0.1/c',
  GRIDLOOM_KAFKA_BROKERS: '127.0.0.1:9092',
};

describe('the configuration of cases', () => {
  it('sends webhooks to the internet alone unless it is told otherwise', () => {
    expect(parseConfig(casesConfig, env).webhookAddresses).toBe('PUBLIC');
    expect(parseConfig(casesConfig, { ...env, GRIDLOOM_WEBHOOK_ADDRESSES: 'any' }).webhookAddresses).toBe('ANY');
  });

  it('is refused with an unknown choice, by name', () => {
    const attempt = () => parseConfig(casesConfig, { ...env, GRIDLOOM_WEBHOOK_ADDRESSES: 'everywhere' });
    expect(attempt).toThrow(ConfigError);
  });
});
