import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { headersOf } from './cloud-event.ts';
import { createKafka } from './kafka-client.ts';
import type { KafkaSettings } from './kafka-settings.ts';

/** A message as it stands on a topic, its headers as text and its value parsed. */
export type TopicMessage = {
  readonly key: string;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null for a tombstone. */
  readonly data: unknown;
};

/**
 * Reads a topic from its beginning, as a stranger with a group of its own would, until `enough` says so of all that was read, or
 * the time is up. Gives what was read, in order per key.
 */
export async function readTopic(options: {
  kafka: KafkaSettings;
  log: Logger;
  topic: string;
  enough: (messages: readonly TopicMessage[]) => boolean;
  patienceMs: number;
}): Promise<readonly TopicMessage[]> {
  const { kafka, log, topic, enough, patienceMs } = options;
  const consumer = createKafka(kafka, log).consumer({
    groupId: `${kafka.topicPrefix}reader-${randomUUID()}`,
    maxWaitTimeInMs: kafka.maxWaitTimeInMs ?? 1_000,
    heartbeatInterval: kafka.heartbeatIntervalMs ?? 3_000,
  });
  const messages: TopicMessage[] = [];
  const done = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => {
    done.resolve(undefined);
  }, patienceMs);
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [kafka.topicPrefix + topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: ({ message }) => {
        const headers = headersOf(message.headers);
        const data: unknown = message.value === null ? null : JSON.parse(message.value.toString());
        messages.push({ key: message.key?.toString() ?? '', type: headers.ce_type ?? '', headers, data });
        if (enough(messages)) done.resolve(undefined);
        return Promise.resolve();
      },
    });
    await done.promise;
  } finally {
    clearTimeout(timer);
    await consumer.disconnect();
  }
  return messages;
}
