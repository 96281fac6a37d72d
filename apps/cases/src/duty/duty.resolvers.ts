import type { Resolvers } from '../generated/resolvers.ts';
import {
  listDutyLists,
  listOwnDuties,
  loadDuties,
  loadDutyList,
  loadDutyListVersions,
  loadItemsOfDuty,
} from './load-duties.ts';
import { putDutyList } from './put-duty-list.ts';

export const dutyResolvers = {
  Query: {
    dutyLists: (_, { areaCode }, context) => listDutyLists(context, areaCode),
    myDuties: (_, _args, context) => listOwnDuties(context),
  },
  Mutation: { putDutyList: (_, { input }, context) => putDutyList(context, input) },
  PutDutyListSuccess: { dutyList: ({ dutyListId }, _, context) => loadDutyList(context, dutyListId) },
  DutyList: {
    duties: (list, _, context) => loadDuties(context, list.id),
    versions: (list, _, context) => loadDutyListVersions(context, list.id),
  },
  Duty: { serviceItems: (duty, _, context) => loadItemsOfDuty(context, duty.id) },
  DutyListVersion: {
    duties: ({ duties }) => duties.map((duty) => ({ ...duty, roles: [...duty.roles] })),
    madeBy: ({ madeByAccountId }) => ({ __typename: 'Account', id: madeByAccountId }),
  },
  OwnDuty: {
    roles: ({ work }) => [...new Set(work.map(({ role }) => role))],
    grids: ({ work }) =>
      [...new Set(work.map(({ gridId }) => gridId))].map((id) => ({ __typename: 'Grid' as const, id })),
  },
} satisfies Resolvers;
