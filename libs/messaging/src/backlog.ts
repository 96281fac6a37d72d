import type { Logger } from 'pino';
import { withAdmin } from './kafka-client.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import type { SqlExecutor } from './sql-executor.ts';

/** What waits in an outbox. */
export type OutboxBacklog = { readonly pending: number; readonly oldestRecordedAt: Date | null };

/** How many events of the outbox have not been published yet, and since when the oldest waits. */
export async function outboxBacklog(sql: SqlExecutor): Promise<OutboxBacklog> {
  const [row] = await sql(
    'select coalesce(sum(events), 0)::int as pending, min(recorded_at) as oldest from outbox where published_at is null',
  );
  const oldest = row?.oldest;
  return {
    pending: Number(row?.pending ?? 0),
    oldestRecordedAt: oldest instanceof Date ? oldest : typeof oldest === 'string' ? new Date(oldest) : null,
  };
}

/** What a consumer group has not handled yet, by topic (without prefix). */
export type ConsumerLag = { readonly groupId: string; readonly topic: string; readonly lag: number };

/** Asks the broker how far a consumer group is behind; a topic that does not exist has no lag. */
export async function consumerLag(options: {
  kafka: KafkaSettings;
  log: Logger;
  groupId: string;
  topics: readonly string[];
}): Promise<ConsumerLag[]> {
  const { kafka, groupId } = options;
  return withAdmin(kafka, options.log, async (admin) => {
    const there = new Set(await admin.listTopics());
    const topics = options.topics.filter((topic) => there.has(kafka.topicPrefix + topic));
    if (topics.length === 0) return [];
    const committed = await admin.fetchOffsets({
      groupId: kafka.topicPrefix + groupId,
      topics: topics.map((topic) => kafka.topicPrefix + topic),
    });
    return Promise.all(
      topics.map(async (topic) => {
        const marks = await admin.fetchTopicOffsets(kafka.topicPrefix + topic);
        const reached = new Map(
          (committed.find((entry) => entry.topic === kafka.topicPrefix + topic)?.partitions ?? []).map((entry) => [
            entry.partition,
            Number(entry.offset),
          ]),
        );
        const lag = marks.reduce((sum, mark) => {
          const low = Number(mark.low);
          const at = Math.max(reached.get(mark.partition) ?? low, low);
          return sum + Math.max(0, Number(mark.high) - at);
        }, 0);
        return { groupId, topic, lag };
      }),
    );
  });
}
