import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { allEvents, eventByType } from './all-events.ts';
import type { EventDefinition } from './define-event.ts';

type Field = { readonly path: string; readonly schema: z.core.$ZodType };

/** Every field at every depth, without its optionality. */
function fieldsOf(schema: z.core.$ZodType, path: string): Field[] {
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([key, field]: [string, z.core.$ZodType]) => {
      const bare = field instanceof z.ZodOptional ? field.unwrap() : field;
      return [{ path: `${path}.${key}`, schema: bare }, ...fieldsOf(bare, `${path}.${key}`)];
    });
  }
  return schema instanceof z.ZodArray
    ? [{ path: `${path}[]`, schema: schema.element }, ...fieldsOf(schema.element, `${path}[]`)]
    : [];
}

const fieldsOfEvent = (event: EventDefinition): Field[] => fieldsOf(event.schema, event.type);
const allFields = allEvents.flatMap(fieldsOfEvent);
const metaOf = (schema: z.core.$ZodType): Record<string, unknown> => z.globalRegistry.get(schema) ?? {};

describe('The catalogue', () => {
  test('has each type once and finds it by name', () => {
    expect(new Set(allEvents.map(({ type }) => type)).size).toBe(allEvents.length);
    for (const event of allEvents) expect(eventByType(event.type)).toBe(event);
    expect(eventByType('gridloom.grids.household.teleported.v1')).toBeUndefined();
  });

  test('tells of every event who owns it, who may read it, and when it fires and when not', () => {
    for (const event of allEvents) {
      for (const told of [event.owner, event.audience, event.firesWhen, event.firesNotWhen]) expect(told).not.toBe('');
      expect(event.owner).toBe(event.subgraph);
    }
  });

  test.each(['sensitivity', 'description'])('gives every field a %s', (property) => {
    const without = allFields.filter(
      ({ path, schema }) =>
        !(schema instanceof z.ZodObject && path.endsWith('[]')) && metaOf(schema)[property] === undefined,
    );
    expect(without.map(({ path }) => path)).toEqual([]);
  });

  test('has personal fields on restricted topics alone, and words of residents nowhere else', () => {
    const personal = allEvents.filter((event) =>
      fieldsOfEvent(event).some(({ schema }) => metaOf(schema).sensitivity === 'personal'),
    );
    expect(personal.map(({ topicKind }) => topicKind)).toEqual(personal.map(() => 'restricted'));
    expect(allEvents.filter(({ topicKind }) => topicKind === 'restricted')).toEqual(personal);
  });

  test('knows no null and no union, and bounds every text and list', () => {
    const unbounded = allFields.filter(({ schema }) => {
      if (schema instanceof z.ZodArray) return z.toJSONSchema(schema).maxItems === undefined;
      if (schema instanceof z.ZodString)
        return schema.maxLength === null && z.toJSONSchema(schema).pattern === undefined;
      return (
        schema instanceof z.ZodUnion ||
        schema instanceof z.ZodNullable ||
        schema instanceof z.ZodAny ||
        schema instanceof z.ZodUnknown
      );
    });
    expect(unbounded.map(({ path }) => path)).toEqual([]);
  });

  test('has one state event at most for each aggregate', () => {
    const states = allEvents.filter(({ topicKind }) => topicKind === 'state').map(({ topic }) => topic);
    expect(new Set(states).size).toBe(states.length);
  });
});
