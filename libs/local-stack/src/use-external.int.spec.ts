import { describe, expect, test } from '@jest/globals';
import { readStackEnvironment } from './config.ts';
import { findFreePort } from './ports.ts';
import { useExternal } from './use-external.ts';

const { postgresUrl, brokers } = readStackEnvironment().external ?? { postgresUrl: '', brokers: [] };
const limits = { patience: 0 };

describe('servers that somebody else runs', () => {
  test('are used once they have answered, and never stopped', async () => {
    const stack = await useExternal({ postgresUrl, brokers });
    expect(stack).toMatchObject({ kind: 'external', postgres: { url: postgresUrl }, kafka: { brokers } });
    await stack.stop();
    await useExternal({ postgresUrl, brokers });
  });

  test('that do not answer are named by their variable', async () => {
    const port = String(await findFreePort());
    await expect(useExternal({ postgresUrl: `postgres://a:b@127.0.0.1:${port}/c`, brokers }, limits)).rejects.toThrow(
      /^The server of GRIDLOOM_POSTGRES_URL cannot be used: PostgreSQL at 127\.0\.0\.1:\d+ did not answer/,
    );
    await expect(useExternal({ postgresUrl, brokers: [`127.0.0.1:${port}`] }, limits)).rejects.toThrow(
      /^The server of GRIDLOOM_KAFKA_BROKERS cannot be used: Kafka at 127\.0\.0\.1:\d+ did not answer/,
    );
  });

  test('that refuse the password say so at once', async () => {
    const url = new URL(postgresUrl);
    url.password = 'wrong';
    await expect(useExternal({ postgresUrl: url.href, brokers }, limits)).rejects.toThrow(/it refuses the password of/);
  });
});
