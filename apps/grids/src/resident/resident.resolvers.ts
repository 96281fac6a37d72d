import { isAbsent } from '../absent.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { loadGrid } from '../grid/load-grids.ts';
import { loadHousehold } from '../household/load-households.ts';
import { listChanges } from '../people/people-change.ts';
import { listAccessRecords } from '../personal-data/access-record.ts';
import { findByIdNumber } from '../personal-data/find-by-id-number.ts';
import { showPersonalData } from '../personal-data/show-personal-data.ts';
import { loadCareOfResident, loadOccupanciesOfResident, loadResident, seesHistory } from './load-residents.ts';

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
      readable && idNumberSealed !== null ? numbers.openIdNumber(idNumberSealed) : null,
    phone: ({ readable, phoneSealed }, _, { numbers }) =>
      readable && phoneSealed !== null ? numbers.openPhone(phoneSealed) : null,
    birthYear: ({ readable, birthYear }) => (readable ? birthYear : null),
    populationKind: ({ readable, populationKind }) => (readable ? populationKind : null),
    care: (resident, _, context) => (resident.readable ? loadCareOfResident(context, resident) : null),
    movedInOn: ({ readable, movedInOn }) => (readable ? movedInOn : null),
    verifiedOn: ({ readable, verifiedOn }) => (readable ? verifiedOn : null),
    departedOn: ({ readable, departedOn }) => (readable ? departedOn : null),
    departure: ({ readable, departure }) => (readable ? departure : null),
    mergedInto: ({ readable, mergedIntoId }, _, context) =>
      readable && mergedIntoId !== null ? loadResident(context, mergedIntoId) : null,
    occupancies: ({ id, readable }, _, context) => (readable ? loadOccupanciesOfResident(context, id) : null),
    changes: (resident, args, context) =>
      seesHistory(context, resident) ? listChanges(context, resident.id, args) : null,
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
