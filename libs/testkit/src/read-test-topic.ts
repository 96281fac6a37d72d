import { QUICK_KAFKA, readTopic, type TopicMessage } from '@gridloom/messaging';
import { createLog } from '@gridloom/service-kit';

import { testKafka } from './config.ts';

/** Reads a topic of the test run's Kafka from its beginning until `enough`, for 30 s at most. */
export const readTestTopic = (
  topicPrefix: string,
  topic: string,
  enough: (messages: readonly TopicMessage[]) => boolean,
): Promise<readonly TopicMessage[]> =>
  readTopic({
    kafka: { brokers: testKafka(), topicPrefix, clientId: 'gridloom-test', ...QUICK_KAFKA },
    log: createLog({ service: 'test', level: 'silent' }),
    topic,
    enough,
    patienceMs: 30_000,
  });
