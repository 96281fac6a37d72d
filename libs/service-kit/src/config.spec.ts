import { describe, expect, it } from '@jest/globals';

import { ConfigError, parseConfig, subgraphConfig } from './config.ts';

const right = {
  GRIDLOOM_PORT: '4102',
  GRIDLOOM_OIDC_ISSUER: 'http://127.0.0.1:4010',
  GRIDLOOM_OIDC_JWKS_URL: 'http://127.0.0.1:4010/jwks',
  GRIDLOOM_DATABASE_URL: 'postgres://u:secret@127.0.0.1/db',
  GRIDLOOM_KAFKA_BROKERS: 'a:9092, b:9092',
};

describe('the configuration of a service', () => {
  it('is one object, with defaults for all but addresses and secrets', () => {
    expect(parseConfig(subgraphConfig, right)).toMatchObject({
      GRIDLOOM_PORT: 4_102,
      GRIDLOOM_KAFKA_BROKERS: ['a:9092', 'b:9092'],
      GRIDLOOM_LOG_LEVEL: 'info',
    });
  });

  it('names every problem at once, and no value', () => {
    const wrong = {
      ...right,
      GRIDLOOM_PORT: '99999999',
      GRIDLOOM_DATABASE_URL: 'mysql://u:secret@h/db',
      GRIDLOOM_OIDC_ISSUER: '',
    };
    try {
      parseConfig(subgraphConfig, wrong);
      throw new Error('it was taken');
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      const { message } = error as ConfigError;
      for (const name of ['GRIDLOOM_PORT', 'GRIDLOOM_DATABASE_URL', 'GRIDLOOM_OIDC_ISSUER'])
        expect(message).toContain(name);
      expect(message).not.toContain('secret');
    }
  });
});
