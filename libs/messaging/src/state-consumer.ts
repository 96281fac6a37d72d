import type { EachBatchPayload } from 'kafkajs';
import type { Logger } from 'pino';
import type { EventData, EventDefinition } from '@gridloom/contracts';
import { headersOf, metadataOf, type EventMetadata } from './cloud-event.ts';
import { parseJson, type RetryPolicy } from './consumer.ts';
import { deadLetterTopic, topicsOf } from './ensure-topics.ts';
import { isPassing } from './faults.ts';
import { startGroupConsumer } from './group-consumer.ts';
import type { ConsumerHealth } from './health.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { openParking, type RawMessage, type Transact } from './parking.ts';
import { createStop, growingPause } from './pauses.ts';
import { openPositions } from './projection-positions.ts';
import { startReplayer } from './replayer.ts';
import type { SqlExecutor } from './sql-executor.ts';

/** The newest state of a key; null when the aggregate is gone. */
export type StateMessage<Data extends object = object> = {
  readonly key: string;
  readonly data: Data | null;
  /** The aggregate's version: what has a higher one already must stay as it is. */
  readonly sequence: number;
  readonly metadata: EventMetadata;
};

/** A state topic and how its states go into a table. Make one with `projection`. */
export type Projection<Tx> = {
  readonly event: EventDefinition;
  readonly applyBatch: (messages: readonly StateMessage[], sql: SqlExecutor, tx: Tx) => Promise<void>;
};

/**
 * How the states of a topic go into a table. `applyBatch` gets each key once; it writes what has a sequence of at least the row's
 * own version and deletes for null, so that the same message twice, or an old one late, changes nothing.
 */
export function projection<Tx, Definition extends EventDefinition>(
  event: Definition,
  applyBatch: (messages: readonly StateMessage<EventData<Definition>>[], sql: SqlExecutor, tx: Tx) => Promise<void>,
): Projection<Tx> {
  return {
    event,
    applyBatch: (messages, sql, tx) => applyBatch(messages as readonly StateMessage<EventData<Definition>>[], sql, tx),
  };
}

export type StateConsumerOptions<Tx> = {
  readonly kafka: KafkaSettings;
  readonly log: Logger;
  /** The same in all processes of a subgraph, e.g. `cases-projections`. */
  readonly groupId: string;
  readonly projections: readonly Projection<Tx>[];
  readonly transact: Transact<Tx>;
  readonly retry?: RetryPolicy;
};

/** A running consumer of state topics. */
export type StateConsumer = {
  readonly started: Promise<void>;
  /** Resolves when all has been applied that was on the topics at the start. */
  readonly caughtUp: Promise<void>;
  readonly health: () => ConsumerHealth;
  /** Reads all topics again from the beginning, while rows are served; resolves when all has been applied. */
  readonly rebuild: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

const MESSAGES_A_TRANSACTION = 2_000;

/** Starts to keep tables equal to state topics; how far they are is kept in the same database and transaction as the rows. */
export function startStateConsumer<Tx>(options: StateConsumerOptions<Tx>): StateConsumer {
  const { kafka, groupId, transact } = options;
  const log = options.log.child({ groupId });
  const retry = { attempts: 4, firstPauseMs: 100, longestPauseMs: 30_000, ...options.retry };
  const byTopic = new Map(options.projections.map((entry) => [entry.event.topic, entry]));
  if (byTopic.size < options.projections.length)
    throw new Error(`The consumer group ${groupId} projects a topic twice`);
  const topics = topicsOf(options.projections.map(({ event }) => event));
  const stop = createStop();
  const parking = openParking({ kafka, log, groupId, transact });
  const positions = openPositions({ groupId, transact, log, stop });

  const read = (message: RawMessage): StateMessage | undefined => {
    const metadata = metadataOf(message.headers);
    const event = byTopic.get(message.topic)?.event;
    if (event?.type !== metadata.type) return undefined;
    const data = message.value === null ? null : event.parseOpen(parseJson(message.value));
    return { key: message.key, data, sequence: metadata.sequence, metadata };
  };

  /** The newest state of each key; what cannot be read is parked alone, since a later state will take its place. */
  const newest = async (messages: readonly RawMessage[]): Promise<StateMessage[]> => {
    const states = new Map<string, StateMessage>();
    for (const message of messages) {
      let state: StateMessage | undefined;
      try {
        state = read(message);
      } catch (error) {
        await parking.park(message, error, 'PARKED');
        continue;
      }
      if (state === undefined) continue;
      const before = states.get(state.key);
      if (before === undefined || before.sequence <= state.sequence) {
        states.delete(state.key);
        states.set(state.key, state);
      }
    }
    return [...states.values()];
  };

  const apply = async (topic: string, partition: number, messages: readonly RawMessage[]): Promise<boolean> => {
    const states = await newest(messages);
    const entry = byTopic.get(topic);
    const last = messages.at(-1);
    if (entry === undefined || last === undefined) return true;
    return positions.advance({ topic, partition }, BigInt(last.offset) + 1n, async (tx, sql) => {
      if (states.length > 0) await entry.applyBatch(states, sql, tx);
    });
  };

  /** Gives false when the partition is to be read from elsewhere, or not by this process any more. */
  const deal = async (
    topic: string,
    partition: number,
    messages: readonly RawMessage[],
    waiting: (ms: number) => Promise<boolean>,
  ): Promise<boolean> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await apply(topic, partition, messages);
      } catch (error) {
        log.warn(
          { err: error, topic, partition, messages: messages.length, attempt },
          'States could not be applied and are tried again',
        );
        if (!isPassing(error) && attempt + 1 >= retry.attempts) {
          const [only, ...others] = messages;
          if (only === undefined) return true;
          if (others.length > 0) {
            for (const message of messages) if (!(await deal(topic, partition, [message], waiting))) return false;
            return true;
          }
          await parking.park(only, error, 'PARKED');
          return positions.advance({ topic, partition }, BigInt(only.offset) + 1n, () => Promise.resolve());
        }
        if (!(await waiting(growingPause(attempt, retry.firstPauseMs, retry.longestPauseMs)))) return false;
      }
    }
  };

  const eachBatch = async (payload: EachBatchPayload, topic: string): Promise<void> => {
    const { batch } = payload;
    const goesOn = (): boolean => payload.isRunning() && !payload.isStale() && !stop.stopped();
    const slice = kafka.heartbeatIntervalMs ?? 3_000;
    const waiting = async (ms: number): Promise<boolean> => {
      for (let left = ms; left > 0 && goesOn(); left -= slice) {
        await stop.pause(Math.min(left, slice));
        if (goesOn()) await payload.heartbeat();
      }
      return goesOn();
    };
    if (!positions.known({ topic, partition: batch.partition })) {
      await waiting(50);
      return;
    }
    for (let start = 0; start < batch.messages.length; start += MESSAGES_A_TRANSACTION) {
      if (!goesOn()) return;
      const messages = batch.messages
        .slice(start, start + MESSAGES_A_TRANSACTION)
        .map(({ key, value, headers, offset }) => ({
          topic,
          partition: batch.partition,
          offset,
          key: key?.toString() ?? '',
          headers: headersOf(headers),
          value,
        }));
      if (!(await deal(topic, batch.partition, messages, waiting))) return;
      const last = messages.at(-1);
      if (last !== undefined) payload.resolveOffset(last.offset);
      group.progressed();
      await payload.heartbeat();
      await payload.commitOffsetsIfNecessary();
    }
  };

  const group = startGroupConsumer({
    kafka,
    log,
    groupId,
    topics,
    deadLetterTopics: topics.map(({ topic }) => ({
      topic: deadLetterTopic(topic, groupId),
      kind: 'deadLetters' as const,
    })),
    maxBytesPerPartition: 1_048_576,
    stop,
    eachBatch,
    onAssigned: (partitions, seek) => positions.assign(partitions, seek),
  });
  const watching = positions.watch();
  const replayer = startReplayer({
    log,
    groupId,
    transact,
    stop,
    handle: async (message, tx, sql) => {
      const state = read(message);
      if (state !== undefined) await byTopic.get(message.topic)?.applyBatch([state], sql, tx);
    },
  });
  const reachEnd = (): Promise<void> => positions.reach(group);

  const caughtUp = group.started.then(reachEnd);
  // Whoever waits for it learns of the early end; nobody has to wait.
  caughtUp.catch(() => undefined);

  return {
    started: group.started,
    caughtUp,
    health: group.health,
    rebuild: async () => {
      await positions.reset();
      await reachEnd();
    },
    stop: async () => {
      stop.stop();
      await Promise.all([group.ended, replayer, watching]);
      await parking.close();
    },
  };
}
