import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { z } from 'zod';

const form = z.object({ county: z.string(), seconds: z.number(), rows: z.number() });

const fileIn = (dataDir: string) => path.join(dataDir, 'founding.json');

/** Keeps how long a founding took, for the benchmarks. */
export const writeFoundingSeconds = (dataDir: string, founding: z.infer<typeof form>): Promise<void> =>
  writeFile(fileIn(dataDir), `${JSON.stringify(founding)}\n`);

/** Seconds that the founding of an installation took to write its rows. Throws where none has been finished in one go. */
export const readFoundingSeconds = (dataDir: string): number =>
  form.parse(JSON.parse(readFileSync(fileIn(dataDir), 'utf8'))).seconds;
