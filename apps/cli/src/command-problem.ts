/** Thrown for what the user can set right; its message is whole: what failed, why, what to do. Shown without a stack. */
export class CommandProblem extends Error {
  override readonly name: string = 'CommandProblem';
}
