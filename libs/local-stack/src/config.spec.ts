import { describe, expect, test } from '@jest/globals';
import { defaultPorts, readStackEnvironment } from './config.ts';

describe('the environment of the local stack', () => {
  test('forces nothing when it says nothing', () => {
    expect(readStackEnvironment({})).toEqual({ ports: defaultPorts });
    expect(readStackEnvironment({ GRIDLOOM_INFRA: '', GRIDLOOM_POSTGRES_URL: '' })).toEqual({ ports: defaultPorts });
  });

  test('gives the addresses of servers that somebody else runs', () => {
    const env = {
      GRIDLOOM_POSTGRES_URL: 'postgres://a:b@db:5432/postgres',
      GRIDLOOM_KAFKA_BROKERS: 'k1:9092, k2:9092',
    };
    expect(readStackEnvironment(env).external).toEqual({
      postgresUrl: 'postgres://a:b@db:5432/postgres',
      brokers: ['k1:9092', 'k2:9092'],
    });
  });

  test('gives no addresses when another way is forced', () => {
    const env = { GRIDLOOM_INFRA: 'embedded', GRIDLOOM_POSTGRES_URL: 'postgres://a:b@db/p' };
    expect(readStackEnvironment(env)).toEqual({ infra: 'embedded', ports: defaultPorts });
  });

  test('refuses one address without the other and names the missing one', () => {
    expect(() => readStackEnvironment({ GRIDLOOM_POSTGRES_URL: 'postgres://a:b@db/p' })).toThrow(
      /GRIDLOOM_KAFKA_BROKERS is not set\. Give both addresses/,
    );
    expect(() => readStackEnvironment({ GRIDLOOM_INFRA: 'external' })).toThrow(
      /GRIDLOOM_POSTGRES_URL and GRIDLOOM_KAFKA_BROKERS is not set/,
    );
  });

  test('names every wrong variable in one line', () => {
    const env = { GRIDLOOM_INFRA: 'cloud', GRIDLOOM_KAFKA_PORT: '99999', GRIDLOOM_KAFKA_BROKERS: 'kafka' };
    expect(() => readStackEnvironment(env)).toThrow(/GRIDLOOM_INFRA.*GRIDLOOM_KAFKA_BROKERS.*GRIDLOOM_KAFKA_PORT/);
    expect(() => readStackEnvironment(env)).not.toThrow(/\n/);
  });

  test('chooses other ports', () => {
    const env = { GRIDLOOM_POSTGRES_PORT: '6000', GRIDLOOM_KAFKA_PORT: '6001' };
    expect(readStackEnvironment(env).ports).toEqual({ postgres: 6000, kafka: 6001 });
  });
});
