import type { JsonSchema } from '@gridloom/contracts';
import { compareSchemas } from './compare-schemas.ts';

/** Files by their path in the repository. */
export type Files = ReadonlyMap<string, string>;

/** What differs between the files that the definitions make and those that are there. */
export function staleFiles(generated: Files, present: Files): string[] {
  const wrong = [...generated]
    .filter(([path, text]) => present.get(path) !== text)
    .map(([path]) => `${path} is not what its definitions make`);
  const orphans = [...present.keys()]
    .filter((path) => !generated.has(path))
    .map((path) => `${path} belongs to no event`);
  return [...wrong, ...orphans];
}

/** What readers of the published schemas would not survive. A schema that was not published yet may be anything. */
export function brokenFiles(generated: Files, published: Files): string[] {
  return [...published].flatMap(([path, text]) => {
    const current = generated.get(path);
    if (current === undefined) return [`${path}: the published version was removed`];
    if (current === text) return [];
    return compareSchemas(parsed(text), parsed(current)).map(
      (problem) => `${path}: ${problem.path || 'the schema'} ${problem.message} (${problem.kind})`,
    );
  });
}

function parsed(text: string): JsonSchema {
  return JSON.parse(text) as JsonSchema;
}
