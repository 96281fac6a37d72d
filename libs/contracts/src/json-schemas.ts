import { z } from 'zod';
import type { EventDefinition } from './define-event.ts';

/** A JSON Schema (2020-12), or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The two published forms of an event's payload. */
export type JsonSchemas = {
  /** For writers: an unknown field is refused. */
  readonly closed: JsonSchema;
  /** For readers: an unknown field is passed over. */
  readonly open: JsonSchema;
};

/** Both forms of an event's payload, made from its one definition. */
export function jsonSchemas(event: EventDefinition): JsonSchemas {
  const { $schema, ...body } = z.toJSONSchema(event.schema, { target: 'draft-2020-12', override: readable });
  const told = {
    title: event.type,
    description: `Fires when: ${event.firesWhen}. Fires not when: ${event.firesNotWhen}.`,
    owner: event.owner,
    audience: event.audience,
    orderingKey: event.orderingKey,
    topic: event.topic,
  };
  return {
    closed: { $schema, $id: `${event.dataSchema}:closed`, ...told, ...body },
    open: { $schema, $id: event.dataSchema, ...told, ...opened(body) },
  };
}

/** A format says what zod spells out in a long pattern, and the bounds of a double's whole numbers tell nothing. */
function readable({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.format === 'date-time') jsonSchema.pattern = 'Z$';
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

function opened(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, key === 'additionalProperties' ? true : openedValue(value)]),
  );
}

function openedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(openedValue);
  return typeof value === 'object' && value !== null ? opened(value as JsonSchema) : value;
}
