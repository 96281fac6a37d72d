import { jsonSchemas, type EventDefinition } from '@gridloom/contracts';

/** Where the published schemas are, in the repository. */
export const SCHEMA_FOLDER = 'libs/contracts/schemas';

/** The file of a type's schema in one of its two forms. */
export function schemaFile(type: string, form: 'closed' | 'open'): string {
  return `${SCHEMA_FOLDER}/${type}.${form}.json`;
}

/** The schema files of events, by path. */
export function schemaFiles(events: readonly EventDefinition[]): Map<string, string> {
  return new Map(
    events.flatMap((event) => {
      const { closed, open } = jsonSchemas(event);
      return [
        [schemaFile(event.type, 'closed'), text(closed)] as const,
        [schemaFile(event.type, 'open'), text(open)] as const,
      ];
    }),
  );
}

function text(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
