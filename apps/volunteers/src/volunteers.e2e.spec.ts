import { expect, test } from '@jest/globals';
import { startTestService, readTestTopic, testTopicPrefix } from '@gridloom/testkit';

import { BAISHU, id, testCounty, VOLUNTEERS } from './testing/test-county.ts';

test('volunteers as a process fills its state topics, is ready, answers what is public, and stops when told', async () => {
  const county = await testCounty();
  const topicPrefix = testTopicPrefix('volunteers');
  const service = await startTestService(new URL('main.ts', import.meta.url), {
    databaseUrl: county.appUrl,
    topicPrefix,
  });
  try {
    await service.untilReady();
    const reference = `{__typename: "Area", code: "${BAISHU}"}`;
    const fields = 'volunteerStatistics { volunteers hours ordersPosted ordersCompleted }';
    expect(await service.query(`{ _entities(representations: [${reference}]) { ... on Area { ${fields} } } }`)).toEqual(
      {
        data: {
          _entities: [{ volunteerStatistics: { volunteers: 20, hours: 4, ordersPosted: 2, ordersCompleted: 1 } }],
        },
      },
    );
    expect(await service.query('{ serviceOrders { totalCount } }')).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    const orders = await readTestTopic(
      topicPrefix,
      'gridloom.volunteers.order.state',
      (messages) => messages.length === 3,
    );
    expect(orders.map(({ key }) => key).sort()).toEqual([id('f', 1), id('f', 2), id('f', 3)]);
    const volunteers = await readTestTopic(
      topicPrefix,
      'gridloom.volunteers.volunteer.state',
      (messages) => messages.length === VOLUNTEERS,
    );
    expect(volunteers).toHaveLength(VOLUNTEERS);
    expect(await service.stop()).toBe(0);
  } finally {
    await service.stop('SIGKILL');
    await county.stop();
  }
});
