import { setTimeout } from 'node:timers/promises';
import type { Admin, ITopicConfig } from 'kafkajs';
import type { Logger } from 'pino';
import type { EventDefinition, TopicKind } from '@gridloom/contracts';
import { isPassing } from './faults.ts';
import { withAdmin } from './kafka-client.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { growingPause } from './pauses.ts';

const DAY_MS = 86_400_000;

/** A topic's name without a prefix, and how long its messages are kept. */
export type TopicDefinition = { readonly topic: string; readonly kind: TopicKind | 'deadLetters' };

/** The topics of events, each once. */
export function topicsOf(events: readonly EventDefinition[]): TopicDefinition[] {
  return [...new Map(events.map((event) => [event.topic, { topic: event.topic, kind: event.topicKind }])).values()];
}

/** Where a consumer group parks what it cannot handle: `<topic>.<consumer group>.dlt`. */
export function deadLetterTopic(topic: string, groupId: string): string {
  return `${topic}.${groupId}.dlt`;
}

const CONFIG: Record<TopicDefinition['kind'], Record<string, string>> = {
  events: { 'cleanup.policy': 'delete', 'retention.ms': String(30 * DAY_MS) },
  restricted: { 'cleanup.policy': 'delete', 'retention.ms': String(30 * DAY_MS) },
  deadLetters: { 'cleanup.policy': 'delete', 'retention.ms': String(90 * DAY_MS) },
  state: { 'cleanup.policy': 'compact', 'delete.retention.ms': String(7 * DAY_MS) },
};

/** Makes the topics that are not there yet; leaves those that are as they are. */
export async function ensureTopics(options: {
  kafka: KafkaSettings;
  log: Logger;
  topics: readonly TopicDefinition[];
}): Promise<void> {
  const { kafka, log, topics } = options;
  if (topics.length > 0) await withAdmin(kafka, log, (admin) => createMissing(admin, kafka, topics));
}

/**
 * The same with an administration client that is connected already. Several services make the same topics at once, and the broker
 * knows a new topic a moment before it can tell its leader: both are waited for.
 */
export async function createMissing(
  admin: Admin,
  kafka: KafkaSettings,
  topics: readonly TopicDefinition[],
): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await createOnce(admin, kafka, topics);
      return;
    } catch (error) {
      if (attempt >= LEADER_TRIES || !isRetriable(error)) throw error;
      await setTimeout(growingPause(attempt, 50, 2_000));
    }
  }
}

const LEADER_TRIES = 8;

/** kafkajs marks what passes by itself; it gives up early on a topic that is not known everywhere yet. */
const isRetriable = (error: unknown): boolean =>
  isPassing(error) || (error instanceof Error && Reflect.get(error, 'retriable') === true);

async function createOnce(admin: Admin, kafka: KafkaSettings, topics: readonly TopicDefinition[]): Promise<void> {
  const there = new Set(await admin.listTopics());
  const missing = topics.filter(({ topic }) => !there.has(kafka.topicPrefix + topic));
  if (missing.length === 0) return;
  await admin.createTopics({
    waitForLeaders: true,
    topics: missing.map(({ topic, kind }): ITopicConfig => ({
      topic: kafka.topicPrefix + topic,
      numPartitions: kind === 'deadLetters' ? 1 : (kafka.partitions ?? 6),
      replicationFactor: kafka.replicationFactor ?? -1,
      configEntries: Object.entries(CONFIG[kind]).map(([name, value]) => ({ name, value })),
    })),
  });
}
