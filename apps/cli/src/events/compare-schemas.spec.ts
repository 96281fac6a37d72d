import { describe, expect, test } from '@jest/globals';
import type { JsonSchema } from '@gridloom/contracts';
import { compareSchemas } from './compare-schemas.ts';

const text = (description: string) => ({ type: 'string', maxLength: 200, description, sensitivity: 'public' });
const scheme = {
  type: 'object',
  properties: { scheme: text('The scheme') },
  required: ['scheme'],
  additionalProperties: false,
};
const published = {
  $id: 'urn:gridloom:schema:gridloom.grids.grid.drawn.v1',
  description: 'Fires when: a grid is drawn.',
  type: 'object',
  properties: {
    gridId: text('The grid'),
    size: { type: 'integer', minimum: 0, description: 'Its size' },
    kind: { type: 'string', enum: ['URBAN', 'RURAL'], description: 'Its kind' },
    note: text('A note'),
    codes: { type: 'array', maxItems: 20, items: scheme },
  },
  required: ['gridId', 'kind', 'codes'],
  additionalProperties: false,
};
const withFields = (change: Record<string, JsonSchema | undefined>, required = published.required): JsonSchema => {
  const properties: Record<string, JsonSchema | undefined> = { ...published.properties, ...change };
  return {
    ...published,
    required,
    properties: Object.fromEntries(Object.entries(properties).filter(([, field]) => field !== undefined)),
  };
};
const kinds = (current: JsonSchema) => compareSchemas(published, current).map(({ kind, path }) => `${kind}: ${path}`);

describe('A published schema', () => {
  test('may stay as it is', () => {
    expect(kinds(published)).toEqual([]);
  });

  test('may gain an optional field, in a group of fields too', () => {
    expect(kinds(withFields({ since: { type: 'string', format: 'date' } }))).toEqual([]);
    const codes = {
      ...published.properties.codes,
      items: { ...scheme, properties: { ...scheme.properties, since: text('Since when') } },
    };
    expect(kinds(withFields({ codes }))).toEqual([]);
  });

  test('may not lose a field', () => {
    expect(kinds(withFields({ note: undefined }))).toEqual(['removed: note']);
    const codes = { ...published.properties.codes, items: { ...scheme, properties: {}, required: [] } };
    expect(kinds(withFields({ codes }))).toEqual(['removed: codes[].scheme']);
  });

  test('may not rename a field', () => {
    expect(compareSchemas(published, withFields({ note: undefined, remark: text('A remark') }))).toEqual([
      { kind: 'renamed', path: 'note', message: 'was renamed to remark' },
    ]);
  });

  test('may not give a field another type or format', () => {
    expect(kinds(withFields({ note: { ...text('A note'), type: 'integer' } }))).toEqual(['retyped: note']);
    expect(kinds(withFields({ note: { ...text('A note'), format: 'date' } }))).toEqual(['retyped: note']);
    expect(kinds(withFields({ codes: { ...published.properties.codes, items: text('A code') } }))).toContain(
      'retyped: codes[]',
    );
  });

  test('may not ask for a field that was optional, nor for a new one', () => {
    expect(kinds(withFields({}, ['gridId', 'kind', 'codes', 'note']))).toEqual(['newly required: note']);
    expect(kinds(withFields({ since: text('Since when') }, [...published.required, 'since']))).toEqual([
      'newly required: since',
    ]);
  });

  test('may not stop to give a field', () => {
    expect(kinds(withFields({}, ['gridId', 'codes']))).toEqual(['changed: kind']);
  });

  test('may not narrow an enum, nor lengthen it behind the backs of readers', () => {
    expect(compareSchemas(published, withFields({ kind: { ...published.properties.kind, enum: ['URBAN'] } }))).toEqual([
      { kind: 'narrowed', path: 'kind', message: 'was narrowed: RURAL is gone' },
    ]);
    expect(
      kinds(withFields({ kind: { ...published.properties.kind, enum: ['URBAN', 'RURAL', 'DEDICATED'] } })),
    ).toEqual(['changed: kind']);
  });

  test('may not be changed otherwise, not even in its words', () => {
    expect(kinds({ ...published, description: 'Fires when: a grid is drawn or redrawn.' })).toEqual(['changed: ']);
    expect(kinds(withFields({ note: text('Another note') }))).toEqual(['changed: note']);
    expect(kinds(withFields({ note: { ...text('A note'), maxLength: 100 } }))).toEqual(['changed: note']);
    expect(kinds(withFields({ note: { ...text('A note'), sensitivity: 'internal' } }))).toEqual(['changed: note']);
    expect(kinds({ ...published, additionalProperties: true })).toEqual(['changed: ']);
  });
});
