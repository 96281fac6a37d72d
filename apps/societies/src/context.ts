import type { Reach, SubgraphContext } from '@gridloom/service-kit';

import { societyReachOf } from './society/society-reach.ts';

/** What resolvers and commands of societies work with. */
export interface Context extends SubgraphContext {
  /** Which societies and centres exist for the caller; worked out once a request. */
  readonly societyReach: () => Promise<Reach>;
}

export const extendContext = (context: SubgraphContext): Context => ({
  ...context,
  societyReach: societyReachOf(context),
});
