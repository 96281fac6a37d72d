import { StackProblem } from '@gridloom/local-stack';

import { CommandProblem } from './command-problem.ts';

/**
 * Makes a failure the last thing on the screen and the exit status: 69 (a service this needs is not to be had) for what the
 * user can remove, 70 (a fault of the program) with its stack otherwise.
 */
export function reportFailure(error: unknown): void {
  if (error instanceof StackProblem || error instanceof CommandProblem) {
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 69;
    return;
  }
  process.stderr.write(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 70;
}
