import { Refused } from '@gridloom/access';
import type { SubgraphContext } from '@gridloom/service-kit';

/** The caller's account. Throws Refused for nobody. */
export const callerAccount = (context: SubgraphContext): string => {
  if (context.caller.kind !== 'account')
    throw new Refused('UNAUTHENTICATED', context.say({ zh: '请先登录。', en: 'Sign in first.' }));
  return context.caller.accountId;
};
