import type { EachBatchPayload } from 'kafkajs';
import type { Logger } from 'pino';
import type { EventData, EventDefinition } from '@gridloom/contracts';
import { headersOf, metadataOf, UnreadableMessage, type EventMetadata } from './cloud-event.ts';
import { deadLetterTopic, topicsOf } from './ensure-topics.ts';
import { isPassing } from './faults.ts';
import { startGroupConsumer } from './group-consumer.ts';
import type { ConsumerHealth } from './health.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { openParking, type RawMessage, type Transact } from './parking.ts';
import { createStop, growingPause } from './pauses.ts';
import { startReplayer } from './replayer.ts';
import type { SqlExecutor } from './sql-executor.ts';
import { inConsumerSpan } from './tracing.ts';

/** An event as a handler gets it: its data in the form that this version knows, and its attributes. */
export type ReceivedEvent<Data extends object = object> = EventMetadata & { readonly data: Data };

/** A type of event and what is done for each of them. Make one with `subscription`. */
export type Subscription<Tx> = {
  readonly event: EventDefinition;
  readonly handle: (received: ReceivedEvent, tx: Tx, sql: SqlExecutor) => Promise<void>;
};

/** What is done for every event of a type; the handler's data is typed by the event. */
export function subscription<Tx, Definition extends EventDefinition>(
  event: Definition,
  handle: (received: ReceivedEvent<EventData<Definition>>, tx: Tx, sql: SqlExecutor) => Promise<void>,
): Subscription<Tx> {
  return { event, handle: (received, tx, sql) => handle(received as ReceivedEvent<EventData<Definition>>, tx, sql) };
}

/** How long a message is tried before it is parked; a passing fault never parks one. */
export type RetryPolicy = {
  /** Tries of a message whose fault does not look like a passing one; 4 unless told otherwise. */
  readonly attempts?: number;
  /** The first pause, doubled from try to try; 100 ms unless told otherwise. */
  readonly firstPauseMs?: number;
  /** The longest pause; 30 s unless told otherwise. */
  readonly longestPauseMs?: number;
};

export type ConsumerOptions<Tx> = {
  readonly kafka: KafkaSettings;
  readonly log: Logger;
  /** The same in all processes of a subgraph, e.g. `cases`; never two purposes under one name. */
  readonly groupId: string;
  readonly subscriptions: readonly Subscription<Tx>[];
  /** The effect and the inbox's row are one transaction. A fresh one for every call: after a fault the work is run again. */
  readonly transact: Transact<Tx>;
  readonly retry?: RetryPolicy;
};

/** A running consumer. */
export type Consumer = {
  /** Resolves when the group has let it in; connecting goes on in the background until it does. */
  readonly started: Promise<void>;
  readonly health: () => ConsumerHealth;
  /** Ends after the message in hand. */
  readonly stop: () => Promise<void>;
};

type Outcome = 'handled' | 'doubled' | 'behind';

/** Starts to consume; each event has its effect once, in order per key. */
export function startConsumer<Tx>(options: ConsumerOptions<Tx>): Consumer {
  const { kafka, groupId, transact } = options;
  const log = options.log.child({ groupId });
  const retry = { attempts: 4, firstPauseMs: 100, longestPauseMs: 30_000, ...options.retry };
  const byType = new Map(options.subscriptions.map((entry) => [entry.event.type as string, entry]));
  if (byType.size < options.subscriptions.length)
    throw new Error(`The consumer group ${groupId} subscribes to a type twice`);
  const topics = topicsOf(options.subscriptions.map(({ event }) => event));
  const stop = createStop();
  const parking = openParking({ kafka, log, groupId, transact });

  const read = (message: RawMessage): { received: ReceivedEvent; entry: Subscription<Tx> } | undefined => {
    const type = message.headers.ce_type;
    if (type === undefined) throw new UnreadableMessage('The message has no header ce_type');
    const entry = byType.get(type);
    if (entry === undefined) return undefined;
    const data = entry.event.parseOpen(parseJson(message.value));
    return { entry, received: { ...metadataOf(message.headers), data } };
  };

  const effect = (message: RawMessage, known: { received: ReceivedEvent; entry: Subscription<Tx> }): Promise<Outcome> =>
    inConsumerSpan(
      { traceparent: known.received.traceparent, type: known.received.type, topic: message.topic, groupId },
      async () => {
        let outcome: Outcome = 'handled';
        await transact(async (tx, sql) => {
          outcome = await claim(sql, groupId, message, known.received.id);
          if (outcome === 'handled') await known.entry.handle(known.received, tx, sql);
        });
        return outcome;
      },
    );

  /** Gives false when the process ends or loses the partition before the message is done with. */
  const deal = async (message: RawMessage, waiting: (ms: number) => Promise<boolean>): Promise<boolean> => {
    let put: { reason: unknown; state: 'PARKED' | 'BEHIND' } | undefined;
    for (let attempt = 0, parkings = 0; ; attempt += 1) {
      try {
        if (put !== undefined) {
          await parking.park(message, put.reason, put.state);
          return true;
        }
        const known = read(message);
        if (known === undefined) return true;
        if ((await effect(message, known)) !== 'behind') return true;
        put = { reason: 'An earlier message of the same key is parked', state: 'BEHIND' };
      } catch (error) {
        const unreadable =
          error instanceof UnreadableMessage || (error instanceof Error && error.name === 'EventDataError');
        if (put !== undefined) parkings += 1;
        else if (!isPassing(error) && (unreadable || attempt + 1 >= retry.attempts)) {
          put = { reason: error, state: 'PARKED' };
          continue;
        }
        log.warn(
          { err: error, topic: message.topic, key: message.key, offset: message.offset, attempt, parkings },
          'A message could not be handled and is tried again',
        );
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
    for (const { key, value, headers, offset } of batch.messages) {
      if (!goesOn()) return;
      const message = {
        topic,
        partition: batch.partition,
        offset,
        key: key?.toString() ?? '',
        headers: headersOf(headers),
        value,
      };
      if (!(await deal(message, waiting))) return;
      payload.resolveOffset(offset);
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
    maxBytesPerPartition: 262_144,
    stop,
    eachBatch,
  });
  const replayer = startReplayer({
    log,
    groupId,
    transact,
    stop,
    handle: async (message, tx, sql) => {
      const known = read(message);
      if (known !== undefined) await known.entry.handle(known.received, tx, sql);
    },
  });

  return {
    started: group.started,
    health: group.health,
    stop: async () => {
      stop.stop();
      await Promise.all([group.ended, replayer]);
      await parking.close();
    },
  };
}

/** Writes the inbox's row, unless the event was handled before or a parked message of its key has to come first. */
async function claim(sql: SqlExecutor, groupId: string, message: RawMessage, eventId: string): Promise<Outcome> {
  const claimed = await sql(
    `insert into inbox (consumer_group, event_id)
     select $1, $2 where not exists (
       select 1 from parked_message
       where consumer_group = $1 and topic = $3 and message_key = $4 and state in ('PARKED', 'BEHIND', 'REPLAY'))
     on conflict do nothing returning event_id`,
    [groupId, eventId, message.topic, message.key],
  );
  if (claimed.length > 0) return 'handled';
  const before = await sql('select 1 from inbox where consumer_group = $1 and event_id = $2', [groupId, eventId]);
  return before.length > 0 ? 'doubled' : 'behind';
}

/** The JSON of a message; throws `UnreadableMessage` for what is none. */
export function parseJson(value: Buffer | null): unknown {
  if (value === null) throw new UnreadableMessage('The message is empty');
  try {
    return JSON.parse(value.toString()) as unknown;
  } catch (error) {
    throw new UnreadableMessage('The message is no JSON', { cause: error });
  }
}
