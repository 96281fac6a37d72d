import type { Producer } from 'kafkajs';
import type { Logger } from 'pino';
import { deadLetterTopic } from './ensure-topics.ts';
import { createKafka, createProducer } from './kafka-client.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import type { SqlExecutor } from './sql-executor.ts';

/** A message as it came, its topic without prefix. */
export type RawMessage = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer | null;
};

/** Runs work in one transaction of the subgraph's database. */
export type Transact<Tx> = (work: (tx: Tx, sql: SqlExecutor) => Promise<void>) => Promise<void>;

/** Puts aside what cannot be handled: on the dead-letter topic and, so that its key's followers wait, in a table. */
export type Parking = {
  readonly park: (message: RawMessage, reason: unknown, state: 'PARKED' | 'BEHIND') => Promise<void>;
  readonly close: () => Promise<void>;
};

/** An id for messages that have none. */
export function eventIdOf(message: RawMessage): string {
  return message.headers.ce_id ?? `${message.topic}:${message.partition}:${message.offset}`;
}

/** Keeps the parking, the check of a key and the replay of that key apart, until the transaction's end. */
export async function lockKey(sql: SqlExecutor, groupId: string, topic: string, key: string): Promise<void> {
  await sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`parked:${groupId}:${topic}:${key}`]);
}

/** Opens a parking for a consumer group. */
export function openParking<Tx>(options: {
  kafka: KafkaSettings;
  log: Logger;
  groupId: string;
  transact: Transact<Tx>;
}): Parking {
  const { kafka, log, groupId, transact } = options;
  let producer: Producer | undefined;

  const connected = async (): Promise<Producer> => {
    if (producer === undefined) {
      const made = createProducer(createKafka(kafka, log));
      await made.connect();
      producer = made;
    }
    return producer;
  };

  const close = async (): Promise<void> => {
    const open = producer;
    producer = undefined;
    await open?.disconnect();
  };

  return {
    park: async (message, reason, state) => {
      const error = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
      const stack = reason instanceof Error ? (reason.stack ?? '') : '';
      try {
        await (
          await connected()
        ).send({
          topic: kafka.topicPrefix + deadLetterTopic(message.topic, groupId),
          acks: -1,
          messages: [
            {
              key: message.key,
              value: message.value,
              headers: {
                ...message.headers,
                'gridloom-group': groupId,
                'gridloom-topic': message.topic,
                'gridloom-partition': String(message.partition),
                'gridloom-offset': message.offset,
                'gridloom-error': error,
                'gridloom-stack': stack,
              },
            },
          ],
        });
      } catch (fault) {
        await close().catch(() => undefined);
        throw fault;
      }
      // A message that waits behind others is handled at once when these have been handled in the meantime.
      await transact(async (_, sql) => {
        await lockKey(sql, groupId, message.topic, message.key);
        await sql(
          `insert into parked_message
             (consumer_group, topic, message_key, event_id, type, source_partition, source_offset, headers, payload, state, error, stack)
           select $1, $2, $3, $4, $5, $6::int, $7::bigint, $8::jsonb, $9,
             case when $10 = 'BEHIND' and not exists (
               select 1 from parked_message
               where consumer_group = $1 and topic = $2 and message_key = $3 and state in ('PARKED', 'BEHIND', 'REPLAY')
             ) then 'REPLAY' else $10 end, $11, $12
           on conflict (consumer_group, topic, event_id) do nothing`,
          [
            groupId,
            message.topic,
            message.key,
            eventIdOf(message),
            message.headers.ce_type ?? 'unknown',
            message.partition,
            message.offset,
            storable(JSON.stringify(message.headers)),
            storable(message.value?.toString()),
            state,
            storable(error),
            storable(stack),
          ],
        );
      });
      log.error(
        { groupId, topic: message.topic, key: message.key, eventId: eventIdOf(message), state, err: reason },
        'A message was parked',
      );
    },
    close,
  };
}

/** PostgreSQL's text holds every character but NUL. */
function storable(text: string | undefined): string | null {
  return text === undefined ? null : text.replaceAll('\u0000', '\uFFFD').replaceAll('\\u0000', '\\ufffd');
}
