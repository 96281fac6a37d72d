import type { SubgraphContext } from '@gridloom/service-kit';

import { isAccountFound } from './account/load-account.ts';

export type Context = SubgraphContext;

/** Names of accounts are whole for their holders, and where the holder serves the public; see `Account` in the schema. */
export const extendContext = (context: SubgraphContext): Context => ({
  ...context,
  reveals: (parent) =>
    isAccountFound(parent) &&
    (parent.servesPublicly || (context.caller.kind === 'account' && context.caller.accountId === parent.id)),
});
