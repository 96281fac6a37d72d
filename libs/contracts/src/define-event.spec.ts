import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { defineEvent, type EventTypeName } from './define-event.ts';
import { count, id, list, word } from './fields.ts';
import { jsonSchemas } from './json-schemas.ts';

const definition = {
  type: 'gridloom.grids.household.changed.v2',
  topicKind: 'events',
  owner: 'grids',
  audience: 'All',
  orderingKey: 'householdId',
  firesWhen: 'It changes',
  firesNotWhen: 'It does not',
  data: z.strictObject({
    householdId: id('The household'),
    size: count('Its size').optional(),
    codes: list(z.strictObject({ scheme: word('The scheme') }), 2, 'Its codes'),
  }),
} as const;
const event = defineEvent(definition);
const householdId = '6f9619ff-8b86-d011-b42d-00c04fc964ff';

describe('An event', () => {
  test('has its topic, its parts and its schema’s name from its type', () => {
    expect(event).toMatchObject({
      subgraph: 'grids',
      aggregate: 'household',
      happened: 'changed',
      version: 2,
      topic: 'gridloom.grids.household.events',
      dataSchema: 'urn:gridloom:schema:gridloom.grids.household.changed.v2',
    });
  });

  test.each([
    ['gridloom.grids.household.Changed.v1', 'is no event type'],
    ['gridloom.grids.household.changed.v0', 'is no event type'],
    ['gridloom.grids.household.changed', 'is no event type'],
    ['gridloom.grids.household.state.v1', 'belong on a state topic'],
  ])('is refused as %s', (type, problem) => {
    expect(() => defineEvent({ ...definition, type: type as EventTypeName })).toThrow(problem);
  });

  test('is refused with an ordering key that it does not always carry', () => {
    expect(() => defineEvent({ ...definition, orderingKey: 'size' })).toThrow('is no required field');
    expect(() => defineEvent({ ...definition, orderingKey: 'number' })).toThrow('is no required field');
  });

  test('refuses unknown fields of a writer at every depth, without telling values', () => {
    expect(event.parseClosed({ householdId, codes: [{ scheme: 'CJT_349' }] })).toEqual({
      householdId,
      codes: [{ scheme: 'CJT_349' }],
    });
    expect(() => event.parseClosed({ householdId, codes: [], phone: '13812345678' })).toThrow(
      'Unrecognized key: "phone"',
    );
    expect(() => event.parseClosed({ householdId, codes: [{ scheme: 'A', more: 1 }] })).toThrow(
      'codes.0: Unrecognized key: "more"',
    );
    expect(() => event.parseClosed({ householdId: '王小明', codes: [] })).toThrow(/^(?!.*王小明)/);
  });

  test('leaves unknown fields out for a reader at every depth, and still asks for the known ones', () => {
    expect(event.parseOpen({ householdId, later: true, codes: [{ scheme: 'A', later: 1 }] })).toEqual({
      householdId,
      codes: [{ scheme: 'A' }],
    });
    expect(() => event.parseOpen({ codes: [] })).toThrow('householdId');
    expect(() => event.parseOpen({ householdId, codes: [{}, {}, {}] })).toThrow('codes');
  });
});

describe('Its JSON Schemas', () => {
  const { closed, open } = jsonSchemas(event);

  test('are closed for writers and open for readers at every depth, under two ids', () => {
    expect(closed.$id).toBe('urn:gridloom:schema:gridloom.grids.household.changed.v2:closed');
    expect(open.$id).toBe('urn:gridloom:schema:gridloom.grids.household.changed.v2');
    expect(JSON.stringify(closed).match(/"additionalProperties":false/g)).toHaveLength(2);
    expect(JSON.stringify(open).match(/"additionalProperties":true/g)).toHaveLength(2);
    expect(JSON.stringify(open)).not.toContain('"additionalProperties":false');
  });

  test('carry the sensitivity of every field, and what a reader needs to know', () => {
    expect(open).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: event.type,
      owner: 'grids',
      orderingKey: 'householdId',
      description: 'Fires when: It changes. Fires not when: It does not.',
      required: ['householdId', 'codes'],
      properties: {
        householdId: { type: 'string', format: 'uuid', description: 'The household', sensitivity: 'internal' },
        size: { type: 'integer', minimum: 0, description: 'Its size', sensitivity: 'public' },
      },
    });
  });
});
