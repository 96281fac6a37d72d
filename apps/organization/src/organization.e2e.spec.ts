import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase, migrateDatabase, sqlOf } from '@gridloom/service-kit';
import { createTestDatabase, testKafka, testTopicPrefix, type TestDatabase } from '@gridloom/testkit';

import { COUNTY, seedCounty } from './county-for-tests.ts';
import { database } from './database.ts';

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

const start = (environment: Readonly<Record<string, string>>): ChildProcess =>
  spawn(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url))], {
    env: { PATH: process.env.PATH, GRIDLOOM_LOG_LEVEL: 'silent', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });

describe('organization as a process', () => {
  let server: TestDatabase;
  let port: number;
  let service: ChildProcess | undefined;

  beforeAll(async () => {
    server = await createTestDatabase('organization');
    await migrateDatabase(database, server.migratorUrl);
    await seedCounty({ appUrl: server.appUrl, seedGrids: () => Promise.resolve() });
    port = await freePort();
  });
  afterAll(async () => {
    if (service?.exitCode === null) {
      service.kill('SIGKILL');
      await once(service, 'exit');
    }
    await server.drop();
  });

  const untilReady = async (): Promise<void> => {
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  it('tells its areas and roles over Kafka, is ready once it has heard them back, answers, and stops when told', async () => {
    service = start({
      GRIDLOOM_PORT: String(port),
      GRIDLOOM_DATABASE_URL: server.appUrl,
      GRIDLOOM_KAFKA_BROKERS: testKafka().join(','),
      GRIDLOOM_TOPIC_PREFIX: testTopicPrefix('organization'),
      GRIDLOOM_KAFKA_PARTITIONS: '1',
      GRIDLOOM_OIDC_ISSUER: 'http://127.0.0.1:9/',
      GRIDLOOM_OIDC_JWKS_URL: 'http://127.0.0.1:9/jwks',
    });
    await untilReady();
    const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ area(code: "${COUNTY}") { name partyMemberCount } }` }),
    });
    expect(await answer.json()).toEqual({ data: { area: { name: '汝阳县', partyMemberCount: 3 } } });

    const orm = await connectDatabase(database, { url: server.appUrl, pool: 2 });
    const areas = await sqlOf(orm.em.fork())('select code from area_view order by code');
    await orm.close(true);
    expect(areas).toHaveLength(6);

    service.kill('SIGTERM');
    expect(await once(service, 'exit')).toEqual([0, null]);
  });

  it('names all that is wrong with its configuration, and exits with 78', async () => {
    const wrong = start({ GRIDLOOM_PORT: 'x' });
    let told = '';
    wrong.stderr?.on('data', (chunk: Buffer) => {
      told += chunk.toString();
    });
    expect(await once(wrong, 'exit')).toEqual([78, null]);
    for (const name of ['GRIDLOOM_PORT', 'GRIDLOOM_DATABASE_URL', 'GRIDLOOM_KAFKA_BROKERS', 'GRIDLOOM_OIDC_ISSUER'])
      expect(told).toContain(name);
  });
});
