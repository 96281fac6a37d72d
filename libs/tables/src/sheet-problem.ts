import type { BilingualText } from '@gridloom/standards';

/** Thrown where a file as a whole cannot be read as a table: what is wrong, and what would be right. */
export class SheetProblem extends Error {
  override readonly name = 'SheetProblem';
  readonly explanation: BilingualText;

  constructor(explanation: BilingualText) {
    super(explanation.en);
    this.explanation = explanation;
  }
}
