import type { IHeaders, Message } from 'kafkajs';

/** What a handler is told of an event besides its data. */
export type EventMetadata = {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  /** The aggregate's id: the message's key. */
  readonly subject: string;
  /** When it happened. */
  readonly time: Date;
  /** When it was written down. */
  readonly recordedTime: Date;
  /** The aggregate's version. */
  readonly sequence: number;
  readonly areaCode?: string;
  readonly traceparent?: string;
};

/** An event about to be published, its payload already text. */
export type OutgoingEvent = {
  readonly id: string;
  readonly type: string;
  readonly dataSchema: string;
  readonly source: string;
  readonly subject: string;
  readonly time: Date;
  readonly recordedTime: Date;
  readonly sequence: string;
  readonly areaCode?: string | undefined;
  readonly traceparent?: string | undefined;
  readonly payload: string | null;
};

/** A CloudEvents 1.0 message of the Kafka binding in binary mode. */
export function toMessage(event: OutgoingEvent): Message {
  return {
    key: event.subject,
    value: event.payload,
    headers: {
      ce_specversion: '1.0',
      ce_id: event.id,
      ce_source: event.source,
      ce_type: event.type,
      ce_time: event.time.toISOString(),
      ce_subject: event.subject,
      ce_dataschema: event.dataSchema,
      ce_recordedtime: event.recordedTime.toISOString(),
      ce_sequence: event.sequence,
      ...(event.areaCode !== undefined && { ce_areacode: event.areaCode }),
      ...(event.traceparent !== undefined && { ce_traceparent: event.traceparent, traceparent: event.traceparent }),
      'content-type': 'application/json',
    },
  };
}

/** The headers of a message as text; a repeated header keeps its last value. */
export function headersOf(headers: IHeaders | undefined): Record<string, string> {
  const text: Record<string, string> = {};
  for (const [key, value] of Object.entries(headers ?? {})) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined) text[key] = last.toString();
  }
  return text;
}

/** Thrown for a message that is no CloudEvent of this platform. */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
}

/** Reads the attributes of a message; throws `UnreadableMessage` when one that must be there is not. */
export function metadataOf(headers: Readonly<Record<string, string>>): EventMetadata {
  const required = (name: string): string => {
    const value = headers[name];
    if (value === undefined || value === '') throw new UnreadableMessage(`The message has no header ${name}`);
    return value;
  };
  const time = (name: string): Date => {
    const date = new Date(required(name));
    if (Number.isNaN(date.getTime())) throw new UnreadableMessage(`The header ${name} is no time`);
    return date;
  };
  const sequence = Number(required('ce_sequence'));
  if (!Number.isSafeInteger(sequence)) throw new UnreadableMessage('The header ce_sequence is no whole number');
  const traceparent = headers.traceparent ?? headers.ce_traceparent;
  return {
    id: required('ce_id'),
    type: required('ce_type'),
    source: required('ce_source'),
    subject: required('ce_subject'),
    time: time('ce_time'),
    recordedTime: time('ce_recordedtime'),
    sequence,
    ...(headers.ce_areacode !== undefined && { areaCode: headers.ce_areacode }),
    ...(traceparent !== undefined && { traceparent }),
  };
}
