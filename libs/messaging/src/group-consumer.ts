import type { Admin, Consumer as KafkaConsumer, EachBatchPayload } from 'kafkajs';
import type { Logger } from 'pino';
import { createMissing, type TopicDefinition } from './ensure-topics.ts';
import { judgeHealth, type ConsumerHealth } from './health.ts';
import { createKafka } from './kafka-client.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { growingPause, type Stop } from './pauses.ts';

/** A partition of a topic, the topic without its prefix. */
export type TopicPartition = { readonly topic: string; readonly partition: number };

/** Moves the next fetch of a partition to an offset. */
export type Seek = (at: TopicPartition, offset: bigint) => void;

/** The first and the next offset of a partition. */
export type Watermark = TopicPartition & { readonly low: bigint; readonly high: bigint };

export type GroupConsumerOptions = {
  readonly kafka: KafkaSettings;
  readonly log: Logger;
  readonly groupId: string;
  readonly topics: readonly TopicDefinition[];
  readonly deadLetterTopics: readonly TopicDefinition[];
  readonly maxBytesPerPartition: number;
  readonly stop: Stop;
  readonly eachBatch: (batch: EachBatchPayload, topic: string) => Promise<void>;
  /** Called with the partitions of this process whenever they are given out anew. */
  readonly onAssigned?: (partitions: readonly TopicPartition[], seek: Seek) => Promise<void>;
};

/** A member of a consumer group that comes back by itself after whatever fault. */
export type GroupConsumer = {
  /** Resolves when the group has let it in for the first time. */
  readonly started: Promise<void>;
  readonly progressed: () => void;
  readonly seek: Seek;
  readonly health: () => ConsumerHealth;
  /** The highest offsets now, by topic without prefix. */
  readonly watermarks: () => Promise<Watermark[]>;
  /** Whether fetches have brought nothing for a while: what is left of a compacted topic's end may be empty. */
  readonly quiet: () => boolean;
  readonly ended: Promise<void>;
};

const QUIET_MS = 5_000;
const QUIET_FETCHES = 5;
const PROBE_MS = 10_000;

/** Joins the group in the background and stays in it until `stop` is thrown. */
export function startGroupConsumer(options: GroupConsumerOptions): GroupConsumer {
  const { kafka: settings, log, topics, stop } = options;
  const prefix = settings.topicPrefix;
  const kafka = createKafka(settings, log);
  const groupId = prefix + options.groupId;
  const joined = Promise.withResolvers<undefined>();
  let current: KafkaConsumer | undefined;
  let assigned: readonly TopicPartition[] = [];
  let lag = 0;
  let lastProgressAt = new Date();
  let batches = 0;
  let fetchesWithoutBatch = 0;
  let lastBatchAt = Date.now();

  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    batches += 1;
    try {
      await options.eachBatch(payload, payload.batch.topic.slice(prefix.length));
    } finally {
      batches -= 1;
      fetchesWithoutBatch = 0;
      lastBatchAt = Date.now();
    }
  };

  const seek: Seek = ({ topic, partition }, offset) => {
    current?.seek({ topic: prefix + topic, partition, offset: offset.toString() });
  };

  const withAdmin = async <Result>(work: (admin: Admin) => Promise<Result>): Promise<Result> => {
    const admin = kafka.admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  };

  const highest = async (admin: Admin): Promise<Watermark[]> => {
    const all = await Promise.all(
      topics.map(async ({ topic }) =>
        (await admin.fetchTopicOffsets(prefix + topic)).map(({ partition, low, high }) => ({
          topic,
          partition,
          low: BigInt(low),
          high: BigInt(high),
        })),
      ),
    );
    return all.flat();
  };

  const probe = async (): Promise<void> => {
    if (assigned.length === 0) return;
    const mine = new Set(assigned.map(({ topic, partition }) => `${topic}:${partition}`));
    const { committed, marks } = await withAdmin(async (admin) => ({
      committed: await admin.fetchOffsets({ groupId, topics: topics.map(({ topic }) => prefix + topic) }),
      marks: await highest(admin),
    }));
    const reached = new Map(
      committed.flatMap(({ topic, partitions }) =>
        partitions.map(({ partition, offset }) => [`${topic.slice(prefix.length)}:${partition}`, BigInt(offset)]),
      ),
    );
    let waiting = 0n;
    for (const { topic, partition, low, high } of marks) {
      const key = `${topic}:${partition}`;
      if (!mine.has(key)) continue;
      const at = reached.get(key) ?? -1n;
      waiting += high - (at > low ? at : low);
    }
    lag = Number(waiting);
    if (lag === 0) lastProgressAt = new Date();
  };

  const runOnce = async (): Promise<void> => {
    const crashed = Promise.withResolvers<undefined>();
    crashed.promise.catch(() => undefined);
    const consumer = kafka.consumer({
      groupId,
      maxWaitTimeInMs: settings.maxWaitTimeInMs ?? 1_000,
      heartbeatInterval: settings.heartbeatIntervalMs ?? 3_000,
      sessionTimeout: settings.sessionTimeoutMs ?? 30_000,
      maxBytesPerPartition: options.maxBytesPerPartition,
      retry: { initialRetryTime: 200, maxRetryTime: 5_000, retries: 5 },
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) crashed.reject(payload.error);
    });
    const join = async (memberAssignment: Record<string, number[]>): Promise<void> => {
      assigned = Object.entries(memberAssignment).flatMap(([topic, partitions]) =>
        partitions.map((partition) => ({ topic: topic.slice(prefix.length), partition })),
      );
      fetchesWithoutBatch = 0;
      await options.onAssigned?.(assigned, seek);
      joined.resolve(undefined);
    };
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      join(payload.memberAssignment).catch((error: unknown) => {
        crashed.reject(error);
      });
    });
    consumer.on(consumer.events.FETCH, () => {
      fetchesWithoutBatch += 1;
    });
    try {
      await withAdmin((admin) => createMissing(admin, settings, [...topics, ...options.deadLetterTopics]));
      await consumer.connect();
      await consumer.subscribe({ topics: topics.map(({ topic }) => prefix + topic), fromBeginning: true });
      current = consumer;
      await consumer.run({
        eachBatchAutoResolve: false,
        autoCommitInterval: 1_000,
        partitionsConsumedConcurrently: 2,
        eachBatch,
      });
      await Promise.race([crashed.promise, stop.thrown]);
    } finally {
      current = undefined;
      assigned = [];
      await consumer.disconnect();
    }
  };

  const supervise = async (): Promise<void> => {
    const timer = setInterval(() => {
      probe().catch((error: unknown) => {
        log.debug({ err: error, groupId }, 'The lag of a consumer group could not be asked for');
      });
    }, PROBE_MS);
    timer.unref();
    for (let attempt = 0; !stop.stopped(); attempt += 1) {
      const begun = Date.now();
      try {
        await runOnce();
      } catch (error) {
        if (Date.now() - begun > 60_000) attempt = 0;
        log.warn({ err: error, groupId }, 'A consumer was thrown out and starts again');
        await stop.pause(growingPause(attempt, 300, 10_000));
      }
    }
    clearInterval(timer);
  };

  return {
    started: joined.promise,
    progressed: () => {
      lastProgressAt = new Date();
    },
    seek,
    health: () => judgeHealth({ lag, lastProgressAt, now: new Date() }),
    watermarks: () => withAdmin(highest),
    quiet: () => batches === 0 && fetchesWithoutBatch >= QUIET_FETCHES && Date.now() - lastBatchAt > QUIET_MS,
    ended: supervise(),
  };
}
