import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { findFreePort, portHolder, requireFreePort } from './ports.ts';

describe('a port', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.close();
  });

  test('that is taken is refused by name, with who holds it and how to choose another', async () => {
    const port = await findFreePort();
    server = createServer().listen(port);
    const attempt = requireFreePort({ port, what: 'Kafka', variable: 'GRIDLOOM_KAFKA_PORT' });
    await expect(attempt).rejects.toMatchObject({
      what: 'Kafka cannot start',
      cause: expect.stringMatching(
        new RegExp(`^port ${String(port)} on 127.0.0.1 is taken by process ${String(process.pid)} `),
      ),
      remedy: `Stop that program, or choose another port: GRIDLOOM_KAFKA_PORT=${String(port + 1000)}`,
    });
  });

  test('that is free is let pass and held by nobody', async () => {
    const port = await findFreePort();
    await expect(requireFreePort({ port, what: 'Kafka', variable: 'GRIDLOOM_KAFKA_PORT' })).resolves.toBeUndefined();
    expect(await portHolder(port)).toBeUndefined();
  });
});
