import { expect, test } from '@jest/globals';
import { applyAreas, migrateDatabase, openImport } from '@gridloom/service-kit';
import {
  createTestDatabase,
  readTestTopic,
  startTestService,
  testAreas,
  testAreaTree,
  testTopicPrefix,
} from '@gridloom/testkit';

import { database } from './database.ts';
import { importSocieties } from './import/index.ts';
import { BAISHU, societies, societyRecords } from './testing/test-county.ts';

test('societies as a process fills its state topics, is ready, answers what is public, and stops when told', async () => {
  const server = await createTestDatabase('societies');
  const topicPrefix = testTopicPrefix('societies');
  await migrateDatabase(database, server.migratorUrl);
  const session = await openImport(server.appUrl, 'test');
  await applyAreas(
    testAreas.map((area) => ({
      key: area.code,
      sequence: 1,
      data: { ...area, parentCode: area.parentCode ?? undefined, validFrom: '2020-01-01' },
    })),
    session.sql,
  );
  await importSocieties(session, { areas: testAreaTree() }, societyRecords);
  await session.close();
  const service = await startTestService(new URL('main.ts', import.meta.url), {
    databaseUrl: server.appUrl,
    topicPrefix,
  });
  try {
    await service.untilReady();
    const reference = `{__typename: "Area", code: "${BAISHU}"}`;
    const asked = (fields: string) =>
      service.query(`{ _entities(representations: [${reference}]) { ... on Area { ${fields} } } }`);
    expect(await asked('societyStatistics { total recreational }')).toEqual({
      data: { _entities: [{ societyStatistics: { total: 2, recreational: 1 } }] },
    });
    expect(await asked('societies { totalCount }')).toMatchObject({
      data: { _entities: [{ societies: null }] },
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    const told = await readTestTopic(
      topicPrefix,
      'gridloom.societies.society.state',
      (messages) => messages.length === societyRecords.length,
    );
    expect(told.map(({ key }) => key).sort()).toEqual(Object.values(societies).sort());
    expect(await service.stop()).toBe(0);
  } finally {
    await service.stop('SIGKILL');
    await server.drop();
  }
});
