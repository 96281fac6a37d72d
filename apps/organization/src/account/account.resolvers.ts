import type { Resolvers } from '../generated/resolvers.ts';
import { loadAccount, loadRolesHeld } from './load-account.ts';
import { loadJurisdiction, typeOfJurisdiction } from './load-jurisdiction.ts';

export const accountResolvers = {
  Query: {
    me: (_, __, context) => (context.caller.kind === 'account' ? loadAccount(context, context.caller.accountId) : null),
  },
  Account: {
    __resolveReference: ({ id }, context) => loadAccount(context, id),
    assignments: (account, _, context) => loadRolesHeld(context, account.id),
  },
  RoleAssignment: { jurisdiction: (held, _, context) => loadJurisdiction(held, context) },
  Jurisdiction: { __resolveType: typeOfJurisdiction },
} satisfies Resolvers;
