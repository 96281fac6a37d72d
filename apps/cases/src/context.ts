import type { SubgraphContext } from '@gridloom/service-kit';

import { caseReachOf, type CaseReach } from './case/case-reach.ts';

/** What resolvers and commands of cases work with. */
export interface Context extends SubgraphContext {
  /** Which cases exist for the caller. */
  readonly caseReach: CaseReach;
}

export const extendContext = (context: SubgraphContext): Context => ({
  ...context,
  caseReach: caseReachOf(context.caller, context.areas),
});
