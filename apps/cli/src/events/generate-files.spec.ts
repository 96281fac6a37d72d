import { describe, expect, test } from '@jest/globals';
import { allEvents } from '@gridloom/contracts';
import { asyncApiDocument } from './asyncapi-document.ts';
import { generateFiles } from './generate-files.ts';

type Referring = { readonly $ref: string };
type Document = {
  readonly channels: Record<
    string,
    { messages: Record<string, Referring>; bindings: { kafka: { topicConfiguration: object } } }
  >;
  readonly components: { messages: Record<string, { payload: { schema: Referring } }> };
};

const files = generateFiles('1.2.3');
const document = asyncApiDocument(allEvents, '1.2.3') as Document;

describe('The generated files', () => {
  test('hold each type in both forms, and the documents', () => {
    expect(files.size).toBe(allEvents.length * 2 + 3);
    expect(files.get('docs/asyncapi.yaml')).toMatch(/^asyncapi: "3.0.0"\n/);
    expect(files.get('docs/case-flow.md')).toContain('stateDiagram-v2\n');
    const catalogue = files.get('docs/events.md') ?? '';
    for (const { type } of allEvents) expect(catalogue).toContain(`#### ${type}\n`);
  });

  test('are the same whenever they are made', () => {
    expect(generateFiles('1.2.3')).toEqual(files);
  });
});

describe('The AsyncAPI document', () => {
  test('has a channel for each topic and refers to messages and schemas that are there', () => {
    expect(Object.keys(document.channels)).toEqual([...new Set(allEvents.map(({ topic }) => topic))]);
    for (const channel of Object.values(document.channels)) {
      for (const [type, { $ref }] of Object.entries(channel.messages)) {
        expect($ref).toBe(`#/components/messages/${type}`);
        expect(files.has(document.components.messages[type]?.payload.schema.$ref.replace('../', '') ?? '')).toBe(true);
      }
    }
  });

  test('says which topics are compacted', () => {
    expect(document.channels['gridloom.cases.case.state']?.bindings.kafka.topicConfiguration).toEqual({
      'cleanup.policy': ['compact'],
    });
    expect(document.channels['gridloom.cases.case.events']?.bindings.kafka.topicConfiguration).toEqual({
      'cleanup.policy': ['delete'],
      'retention.ms': 2_592_000_000,
    });
  });
});
