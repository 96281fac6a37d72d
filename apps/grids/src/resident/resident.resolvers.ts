import { isAbsent } from '../absent.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { loadGrid } from '../grid/load-grids.ts';
import { loadHousehold } from '../household/load-households.ts';
import { listAccessRecords } from '../personal-data/access-record.ts';
import { findByIdNumber } from '../personal-data/find-by-id-number.ts';
import { showPersonalData } from '../personal-data/show-personal-data.ts';
import { loadCareOfResident, loadResident } from './load-residents.ts';

export const residentResolvers: Pick<Resolvers, 'Query' | 'Mutation' | 'Resident' | 'CareRecord' | 'AccessRecord'> = {
  Query: {
    resident: (_, { id }, context) => loadResident(context, id),
    residentByIdNumber: (_, { idNumber }, context) => findByIdNumber(context, idNumber),
  },
  Mutation: {
    showPersonalData: (_, { input }, context) => showPersonalData(context, input),
  },
  Resident: {
    __resolveReference: ({ id }, context) => loadResident(context, id),
    name: ({ readable, name }) => (readable ? name : null),
    idNumber: ({ readable, idNumberSealed }, _, { numbers }) =>
      readable ? numbers.openIdNumber(idNumberSealed) : null,
    phone: ({ readable, phoneSealed }, _, { numbers }) =>
      readable && phoneSealed !== null ? numbers.openPhone(phoneSealed) : null,
    birthYear: ({ readable, birthYear }) => (readable ? birthYear : null),
    populationKind: ({ readable, populationKind }) => (readable ? populationKind : null),
    care: ({ id, readable }, _, context) => (readable ? loadCareOfResident(context, id) : null),
    household: ({ householdId, readable }, _, context) =>
      readable && householdId !== null ? loadHousehold(context, householdId) : null,
    grid: ({ gridId, readable }, _, context) => (readable ? loadGrid(context, gridId) : null),
    accessRecords: (resident, args, context) => listAccessRecords(context, resident, args),
  },
  CareRecord: {
    owner: ({ ownerId }) => (isAbsent(ownerId) ? null : { id: ownerId }),
  },
  AccessRecord: {
    caller: ({ accountId }) => ({ id: accountId }),
  },
};
