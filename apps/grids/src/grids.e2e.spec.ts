import { applyAreas, migrateDatabase, openImport } from '@gridloom/service-kit';
import {
  createTestDatabase,
  readTestTopic,
  startTestService,
  testAreas,
  testAreaTree,
  testTopicPrefix,
} from '@gridloom/testkit';
import { expect, test } from '@jest/globals';

import { database } from './database.ts';
import { importGrids } from './import/index.ts';
import { gridRecords, testSealing, TODAY } from './testing/county.ts';

const secret = (byte: number) => Buffer.alloc(32, byte).toString('base64url');
const keys = { GRIDLOOM_SEALING_KEYS: `test:aes-256-gcm:${secret(7)}`, GRIDLOOM_HASH_KEY: secret(9) };

test('grids as a process is ready with its state topics filled, answers what is public, and stops when told', async () => {
  const server = await createTestDatabase('grids');
  const topicPrefix = testTopicPrefix('grids');
  await migrateDatabase(database, server.migratorUrl);
  const session = await openImport(server.migratorUrl, 'test');
  await applyAreas(
    testAreas.map((area) => ({
      key: area.code,
      sequence: 1,
      data: { ...area, parentCode: area.parentCode ?? undefined, validFrom: '2020-01-01' },
    })),
    session.sql,
  );
  await importGrids(session, { areas: testAreaTree(), sealing: testSealing(), today: TODAY }, gridRecords);
  await session.close();
  const main = new URL('main.ts', import.meta.url);
  const service = await startTestService(main, { databaseUrl: server.appUrl, topicPrefix, env: keys });
  try {
    await service.untilReady();
    const area =
      '{ _entities(representations: [{ __typename: "Area", code: "410326" }]) { ... on Area { gridStatistics { total micro } } } }';
    expect(await service.query(area)).toEqual({ data: { _entities: [{ gridStatistics: { total: 3, micro: 1 } }] } });
    expect(await service.query('{ myGrids { id } }')).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    const told = await readTestTopic(topicPrefix, 'gridloom.grids.grid.state', (messages) => messages.length === 4);
    expect(told.map(({ key }) => key).sort()).toEqual(gridRecords.map(({ id }) => id).sort());
    expect(await service.stop()).toBe(0);
  } finally {
    await service.stop('SIGKILL');
    await server.drop();
  }
});

test('grids without keys does not start and says which are missing', async () => {
  const service = await startTestService(new URL('main.ts', import.meta.url), {
    databaseUrl: 'postgres://nobody@127.0.0.1:9/none',
    topicPrefix: testTopicPrefix('grids'),
  });
  await expect(service.untilReady()).rejects.toThrow('exit code 78');
});
