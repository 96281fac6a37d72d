import { spawn } from 'node:child_process';
import path from 'node:path';

import { StackProblem, type LocalStack } from '@gridloom/local-stack';
import { z } from 'zod';

import type { CountyOptions } from './county-options.ts';
import { programEnvironment, projectRoot } from '../config.ts';

/** What a founding says at its end, as its last line on file descriptor 3. */
const outcome = z.object({ countyName: z.string(), village: z.string() });

export type FoundingOutcome = z.infer<typeof outcome>;

/** Names the file descriptor on which {@link initInOwnProcess} listens for the outcome. */
const OUTCOME_VARIABLE = 'GRIDLOOM_OUTCOME_FD';

/** Rows come and go by the million: a small nursery takes a hundred megabytes less, and no longer. */
const YOUNG_HEAP = '--max-semi-space-size=8';

/**
 * Runs `gridloom init` in a process of its own, so that the memory of a founding is given back before the services start.
 * Its progress goes to this terminal. @throws StackProblem when it fails; what and why stand above, said by it
 */
export const initInOwnProcess = async (
  options: CountyOptions,
  { stack, dataDir }: { readonly stack: LocalStack; readonly dataDir: string },
): Promise<FoundingOutcome> => {
  const main = path.join(projectRoot, 'apps/cli/src/main.ts');
  const given = {
    '--county': options.county,
    '--scale': options.scale,
    '--seed': options.seed,
    '--as-of': options.asOf,
  };
  const args = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)]));
  const child = spawn(process.execPath, ['--no-warnings', YOUNG_HEAP, main, 'init', ...args], {
    cwd: projectRoot,
    stdio: ['ignore', 'inherit', 'pipe', 'pipe'],
    env: programEnvironment({
      GRIDLOOM_HOME: dataDir,
      GRIDLOOM_INFRA: 'external',
      GRIDLOOM_POSTGRES_URL: stack.postgres.url,
      GRIDLOOM_KAFKA_BROKERS: stack.kafka.brokers.join(','),
      [OUTCOME_VARIABLE]: '3',
    }),
  });
  let said = '';
  let complaint = '';
  child.stdio[3]?.on('data', (data: Buffer) => {
    said += data.toString();
  });
  child.stderr?.on('data', (data: Buffer) => {
    complaint += data.toString();
  });
  const forward = () => child.kill('SIGTERM');
  process.on('SIGINT', forward);
  process.on('SIGTERM', forward);
  const status = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve(signal ?? String(code));
    });
  });
  process.off('SIGINT', forward);
  process.off('SIGTERM', forward);
  if (status === '0') return outcome.parse(JSON.parse(said));
  throw new StackProblem({
    what: 'The county was not founded',
    cause: complaint.trim() || `gridloom init ended with ${status}`,
    remedy: 'Set that right and start again: what is finished is kept, the rest goes on from there',
  });
};
