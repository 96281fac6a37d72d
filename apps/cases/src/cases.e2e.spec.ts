import { tmpdir } from 'node:os';
import { pathToFileURL } from 'node:url';

import { expect, test } from '@jest/globals';
import { visitDemandWorded } from '@gridloom/contracts';
import { appendEvents, eventDraft } from '@gridloom/messaging';
import { readTestTopic, startTestService, testSubgraph, testTopicPrefix } from '@gridloom/testkit';

import { subgraph } from './subgraph.ts';
import { aHistory, ids, seedCases, seedCounty, village } from './testing/seed.ts';

const secret = (byte: number) => Buffer.alloc(32, byte).toString('base64url');

test('cases as a process makes a case of a demand that comes over Kafka, tells it, answers, and stops when told', async () => {
  const county = await testSubgraph(subgraph);
  await seedCounty(county);
  await seedCases(
    county,
    [1, 2, 3].map((n) => aHistory(n, { length: 6 })),
    'three',
  );
  const topicPrefix = testTopicPrefix('cases');
  const visitDemandId = crypto.randomUUID();
  // waits in the outbox for the process, as after a process was killed between commit and publish
  await appendEvents(county.sql, [
    eventDraft({
      event: visitDemandWorded,
      aggregateId: visitDemandId,
      aggregateVersion: 1,
      areaCode: village,
      occurredAt: new Date('2026-03-02T02:00:00Z'),
      data: {
        visitDemandId,
        visitId: crypto.randomUUID(),
        householdId: crypto.randomUUID(),
        residentId: ids.resident,
        gridId: ids.grid15,
        areaCode: village,
        text: '路太窄',
        raisedByAccountId: ids.worker,
      },
    }),
  ]);
  const service = await startTestService(new URL('main.ts', import.meta.url), {
    databaseUrl: county.appUrl,
    topicPrefix,
    env: {
      GRIDLOOM_SEALING_KEYS: `test:aes-256-gcm:${secret(7)}`,
      GRIDLOOM_HASH_KEY: secret(9),
      GRIDLOOM_FILES: pathToFileURL(tmpdir()).href,
    },
  });
  try {
    await service.untilReady();
    const reported = await readTestTopic(topicPrefix, 'gridloom.cases.case.events', (told) => told.length === 1);
    expect(reported[0]?.data).toMatchObject({ demandId: visitDemandId, status: 'REPORTED' });
    const states = await readTestTopic(topicPrefix, 'gridloom.cases.case.state', (told) => told.length >= 4);
    expect(new Set(states.map(({ key }) => key)).size).toBe(4);
    const reference = `{ __typename: "Area", code: "${village}" }`;
    const figures = 'caseStatistics { reported accepted closed closingRate }';
    expect(
      await service.query(`{ _entities(representations: [${reference}]) { ... on Area { ${figures} } } }`),
    ).toEqual({
      data: { _entities: [{ caseStatistics: { reported: 4, accepted: 3, closed: 3, closingRate: 100 } }] },
    });
    expect(await service.query('{ cases { totalCount } }')).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(await service.stop()).toBe(0);
  } finally {
    await service.stop('SIGKILL');
    await county.stop();
  }
});
