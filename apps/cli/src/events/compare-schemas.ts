import type { JsonSchema } from '@gridloom/contracts';

/** A change of a published schema that its readers would not survive, or that was not to be made. */
export type SchemaProblem = {
  readonly kind: 'removed' | 'renamed' | 'retyped' | 'newly required' | 'narrowed' | 'changed';
  /** The field, or an empty text for the schema itself. */
  readonly path: string;
  readonly message: string;
};

/** What is wrong with the new form of a published schema: everything but added optional fields. */
export function compareSchemas(published: JsonSchema, current: JsonSchema, path = ''): SchemaProblem[] {
  return [
    ...fieldProblems(published, current, path),
    ...itemProblems(published, current, path),
    ...keywordProblems(published, current, path),
  ];
}

function fieldProblems(published: JsonSchema, current: JsonSchema, path: string): SchemaProblem[] {
  const before = propertiesOf(published);
  const after = propertiesOf(current);
  const added = Object.keys(after).filter((key) => !(key in before));
  const required = { before: requiredOf(published), after: requiredOf(current) };
  const taken = new Set<string>();
  const problems: SchemaProblem[] = [];
  for (const [key, schema] of Object.entries(before)) {
    const field = join(path, key);
    const now = after[key];
    if (now === undefined) {
      const renamed = added.find(
        (other) => !taken.has(other) && isSame(withoutWords(after[other]), withoutWords(schema)),
      );
      if (renamed === undefined) problems.push({ kind: 'removed', path: field, message: 'was removed' });
      else {
        taken.add(renamed);
        problems.push({ kind: 'renamed', path: field, message: `was renamed to ${renamed}` });
      }
      continue;
    }
    problems.push(...compareSchemas(schema, now, field));
    if (required.after.has(key) && !required.before.has(key))
      problems.push({ kind: 'newly required', path: field, message: 'is newly required' });
    if (required.before.has(key) && !required.after.has(key))
      problems.push({ kind: 'changed', path: field, message: 'is no longer always there' });
  }
  for (const key of added) {
    if (!taken.has(key) && required.after.has(key))
      problems.push({ kind: 'newly required', path: join(path, key), message: 'is new and required' });
  }
  return problems;
}

function itemProblems(published: JsonSchema, current: JsonSchema, path: string): SchemaProblem[] {
  const [before, after] = [published.items, current.items];
  return isObject(before) && isObject(after) ? compareSchemas(before, after, `${path}[]`) : [];
}

const STRUCTURE = new Set(['properties', 'required', 'items']);
const TYPE = new Set(['type', 'format']);

function keywordProblems(published: JsonSchema, current: JsonSchema, path: string): SchemaProblem[] {
  const keywords = [...new Set([...Object.keys(published), ...Object.keys(current)])];
  return keywords
    .filter((keyword) => !isSame(published[keyword], current[keyword]))
    .filter(
      (keyword) =>
        !STRUCTURE.has(keyword) || (keyword === 'items' && !(isObject(published.items) && isObject(current.items))),
    )
    .map((keyword): SchemaProblem => {
      if (TYPE.has(keyword) || keyword === 'items') {
        return {
          kind: 'retyped',
          path,
          message: `was retyped: ${keyword} was ${show(published[keyword])} and is ${show(current[keyword])}`,
        };
      }
      if (keyword === 'enum') return enumProblem(published.enum, current.enum, path);
      return {
        kind: 'changed',
        path,
        message: `its ${keyword} was ${show(published[keyword])} and is ${show(current[keyword])}`,
      };
    });
}

function enumProblem(published: unknown, current: unknown, path: string): SchemaProblem {
  const [before, after] = [published, current].map((values) => (Array.isArray(values) ? (values as unknown[]) : []));
  const gone = before?.filter((value) => !after?.includes(value)) ?? [];
  if (gone.length > 0)
    return { kind: 'narrowed', path, message: `was narrowed: ${gone.map(String).join(', ')} is gone` };
  return { kind: 'changed', path, message: `its values were ${show(published)} and are ${show(current)}` };
}

function propertiesOf(schema: JsonSchema): Record<string, JsonSchema> {
  return isObject(schema.properties) ? (schema.properties as Record<string, JsonSchema>) : {};
}

function requiredOf(schema: JsonSchema): Set<unknown> {
  return new Set(Array.isArray(schema.required) ? (schema.required as unknown[]) : []);
}

function withoutWords(schema: JsonSchema | undefined): JsonSchema {
  const { description: _, ...form } = schema ?? {};
  return form;
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function show(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
