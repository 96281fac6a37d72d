import { brokenFiles, staleFiles } from './check-files.ts';
import { EventsProblem } from './events-problem.ts';
import { DOCUMENT_FILES, generateFiles } from './generate-files.ts';
import { presentFiles, publishedFiles } from './repository-files.ts';

/**
 * Checks the event contract of the repository at `root`: readers of the published schemas survive the definitions, and the
 * files in the tree are what the definitions make.
 * @returns what was found, one sentence each
 * @throws EventsProblem for whatever does not hold
 */
export function checkEvents(root: string, version: string, base?: string): string[] {
  const generated = generateFiles(version);
  const published = publishedFiles(root, generated, base);
  const broken = brokenFiles(generated, published);
  if (broken.length > 0) {
    throw new EventsProblem(
      `A published version may only gain optional fields.${listed(broken)}\nDeclare the next major version (….v2) and emit it beside the old one.`,
    );
  }
  const stale = staleFiles(generated, presentFiles(root, DOCUMENT_FILES));
  if (stale.length > 0)
    throw new EventsProblem(
      `The generated files are out of date.${listed(stale)}\nRun \`npm run events:generate\` and commit them.`,
    );
  return [
    published.size === 0
      ? 'No schema has landed yet: there is nothing to break.'
      : `${published.size} published schemas are kept.`,
    `${generated.size} generated files are up to date.`,
  ];
}

function listed(lines: readonly string[]): string {
  return lines.map((line) => `\n  - ${line}`).join('');
}
