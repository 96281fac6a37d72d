/**
 * Thrown when PostgreSQL or Kafka cannot be had on this machine for a reason that its user can remove.
 * The message is one line: what failed, why, what to do.
 */
export class StackProblem extends Error {
  override readonly name = 'StackProblem';
  override readonly cause: string;
  readonly what: string;
  readonly remedy: string;

  constructor(problem: { what: string; cause: string; remedy: string }) {
    super(`${problem.what}: ${problem.cause}. ${problem.remedy}`.replaceAll(/\s+/g, ' '));
    this.what = problem.what;
    this.cause = problem.cause;
    this.remedy = problem.remedy;
  }
}
