import { describe, expect, test } from '@jest/globals';
import { testKafka, testPostgres } from './config.ts';
import { testTopicPrefix } from './test-topic-prefix.ts';

describe('a topic prefix', () => {
  test('is another one each time and legal in a topic name', () => {
    const prefixes = Array.from({ length: 50 }, () => testTopicPrefix('the story'));
    expect(new Set(prefixes).size).toBe(50);
    for (const prefix of prefixes) expect(prefix).toMatch(/^[A-Za-z0-9_-]+\.$/);
  });
});

describe('the addresses of the test servers', () => {
  test('come from the environment', () => {
    const env = { GRIDLOOM_POSTGRES_URL: 'postgres://a:b@127.0.0.1:1/c', GRIDLOOM_KAFKA_BROKERS: '127.0.0.1:1, k:2' };
    expect(testPostgres(env)).toBe('postgres://a:b@127.0.0.1:1/c');
    expect(testKafka(env)).toEqual(['127.0.0.1:1', 'k:2']);
  });

  test('are asked for by name when they are missing', () => {
    expect(() => testPostgres({})).toThrow(/GRIDLOOM_POSTGRES_URL is not set/);
    expect(() => testKafka({})).toThrow(/GRIDLOOM_KAFKA_BROKERS is not set/);
    expect(() => testKafka({ GRIDLOOM_KAFKA_BROKERS: 'kafka' })).toThrow(/host:port/);
  });
});
