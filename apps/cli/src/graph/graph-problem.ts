import { CommandProblem } from '../command-problem.ts';

/** Thrown when the graph, as its SDL files describe it, is not fit to be served; the message says what to change. */
export class GraphProblem extends CommandProblem {
  override readonly name = 'GraphProblem';
}
