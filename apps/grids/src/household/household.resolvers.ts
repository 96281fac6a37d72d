import { isAbsent } from '../absent.ts';
import { loadDwellingById } from '../dwelling/list-dwellings.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { loadGrid } from '../grid/load-grids.ts';
import { loadCareOfHousehold, loadHead, loadMembers, loadResident } from '../resident/load-residents.ts';
import { listChanges } from '../people/people-change.ts';
import { listVisits } from '../visit/load-visits.ts';
import {
  loadDwelling,
  loadEmergencyContacts,
  loadHousehold,
  loadHouseholdsOfDwelling,
  loadOccupancies,
} from './load-households.ts';

export const householdResolvers: Pick<
  Resolvers,
  'Query' | 'Household' | 'HouseholdMember' | 'Dwelling' | 'Occupancy' | 'EmergencyContact'
> = {
  Query: {
    household: (_, { id }, context) => loadHousehold(context, id),
  },
  Household: {
    __resolveReference: ({ id }, context) => loadHousehold(context, id),
    grid: ({ gridId }, _, context) => loadGrid(context, gridId),
    dwelling: (household, _, context) => loadDwelling(context, household),
    members: ({ id }, _, context) => loadMembers(context, id),
    head: ({ id }, _, context) => loadHead(context, id),
    care: ({ id }, _, context) => loadCareOfHousehold(context, id),
    emergencyContacts: (household, _, context) => loadEmergencyContacts(context, household),
    visits: ({ id }, args, context) => listVisits(context, id, args),
    successor: ({ successorId }, _, context) => (isAbsent(successorId) ? null : loadHousehold(context, successorId)),
    changes: ({ id }, args, context) => listChanges(context, id, args),
  },
  HouseholdMember: {
    relation: ({ relation }) => relation ?? 'NOT_RELATED',
    resident: (member) => member,
  },
  Dwelling: {
    occupancies: ({ id }, _, context) => loadOccupancies(context, id),
    grid: ({ gridId }, _, context) => loadGrid(context, gridId),
    households: ({ id }, _, context) => loadHouseholdsOfDwelling(context, id),
  },
  Occupancy: {
    resident: ({ residentId }, _, context) => loadResident(context, residentId),
    dwelling: ({ dwellingId }, _, context) => loadDwellingById(context, dwellingId),
  },
  EmergencyContact: {
    phone: ({ phoneSealed }, _, { numbers }) => numbers.openPhone(phoneSealed),
  },
};
