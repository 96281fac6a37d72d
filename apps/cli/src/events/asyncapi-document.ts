import type { EventDefinition } from '@gridloom/contracts';
import { schemaFile } from './schema-files.ts';

const DAYS_30_MS = 2_592_000_000;

const header = (description: string, more: object = {}) => ({ type: 'string', description, ...more });

/** CloudEvents 1.0, Kafka binding, binary mode. */
const cloudEventHeaders = {
  type: 'object',
  required: [
    'ce_specversion',
    'ce_id',
    'ce_source',
    'ce_type',
    'ce_time',
    'ce_subject',
    'ce_dataschema',
    'ce_recordedtime',
    'ce_sequence',
    'content-type',
  ],
  properties: {
    ce_specversion: header('The version of CloudEvents', { const: '1.0' }),
    ce_id: header('The id of the event; the same id is the same event, published again'),
    ce_source: header('Who tells it: /gridloom/<subgraph>'),
    ce_type: header('What happened: gridloom.<subgraph>.<aggregate>.<past tense>.v<major>'),
    ce_time: header('When it happened, in UTC', { format: 'date-time' }),
    ce_recordedtime: header('When it was written down, in UTC', { format: 'date-time' }),
    ce_subject: header('The id of the aggregate: the key of the message'),
    ce_sequence: header('The version of the aggregate; rises with every change', { pattern: '^[0-9]+$' }),
    ce_areacode: header('The area concerned, a division code of 6, 9 or 12 digits'),
    ce_dataschema: header('The name of the schema of the payload: urn:gridloom:schema:<type>'),
    ce_traceparent: header('The W3C trace parent'),
    traceparent: header('The same, where tracing tools look for it'),
    'content-type': header('How the payload is written', { const: 'application/json' }),
  },
};

/** The whole event contract as AsyncAPI 3, its payloads by reference to the published open schemas. */
export function asyncApiDocument(events: readonly EventDefinition[], version: string): object {
  const topics = Map.groupBy(events, ({ topic }) => topic);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Gridloom (织网) events',
      version,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      description:
        'What happens in the grid governance of a county, told over Kafka as CloudEvents 1.0 in binary mode. Messages come at least once and in order per key; the same ce_id is the same event. Readers pass over fields and types that they do not know.',
    },
    defaultContentType: 'application/json',
    servers: {
      local: { host: '127.0.0.1:9092', protocol: 'kafka', description: 'The local stack' },
    },
    channels: Object.fromEntries([...topics].map(([topic, own]) => [topic, channel(topic, own)])),
    operations: Object.fromEntries([...topics].map(([topic, own]) => [`publish.${topic}`, operation(topic, own)])),
    components: {
      messages: Object.fromEntries(events.map((event) => [event.type, message(event)])),
      messageTraits: { cloudEvent: { headers: cloudEventHeaders } },
    },
  };
}

function channel(topic: string, events: readonly EventDefinition[]): object {
  const compacted = events[0]?.topicKind === 'state';
  return {
    address: topic,
    description: CHANNELS[events[0]?.topicKind ?? 'events'],
    messages: Object.fromEntries(events.map(({ type }) => [type, { $ref: `#/components/messages/${type}` }])),
    bindings: {
      kafka: {
        topicConfiguration: compacted
          ? { 'cleanup.policy': ['compact'] }
          : { 'cleanup.policy': ['delete'], 'retention.ms': DAYS_30_MS },
        bindingVersion: '0.5.0',
      },
    },
  };
}

const CHANNELS: Record<EventDefinition['topicKind'], string> = {
  events: 'What happened, kept for 30 days.',
  state: 'The newest whole state of every key, compacted; an empty message when the aggregate is gone.',
  restricted: 'What residents wrote in their own words: granted by name, never to data teams; kept for 30 days.',
};

function operation(topic: string, events: readonly EventDefinition[]): object {
  return {
    action: 'send',
    channel: { $ref: `#/channels/${topic}` },
    summary: `Published by ${events[0]?.owner ?? ''}`,
    messages: events.map(({ type }) => ({ $ref: `#/channels/${topic}/messages/${type}` })),
  };
}

function message(event: EventDefinition): object {
  return {
    name: event.type,
    title: `${event.aggregate} ${event.happened}`,
    summary: event.firesWhen,
    description: `Fires not when: ${event.firesNotWhen}. Owner: ${event.owner}. Audience: ${event.audience}.`,
    contentType: 'application/json',
    traits: [{ $ref: '#/components/messageTraits/cloudEvent' }],
    payload: {
      schemaFormat: 'application/schema+json;version=draft-2020-12',
      schema: { $ref: `../${schemaFile(event.type, 'open')}` },
    },
    bindings: {
      kafka: {
        key: { type: 'string', description: `The ${event.orderingKey} of the payload` },
        bindingVersion: '0.5.0',
      },
    },
  };
}
