import { isAbsent } from '../absent.ts';
import type { Context } from '../context.ts';
import { registerDwelling } from '../dwelling/register-dwelling.ts';
import { changeDwelling } from '../dwelling/change-dwelling.ts';
import { beginOccupancy } from '../dwelling/begin-occupancy.ts';
import { endOccupancy } from '../dwelling/end-occupancy.ts';
import { listDwellings, loadDwellingById } from '../dwelling/list-dwellings.ts';
import { loadCandidate, type DuplicateCandidate } from '../duplicates/list-candidates.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { putEmergencyContact, removeEmergencyContact } from '../household/emergency-contacts.ts';
import { registerHousehold } from '../household/register-household.ts';
import { changeHousehold } from '../household/change-household.ts';
import { changeHead } from '../household/change-head.ts';
import { splitHousehold } from '../household/split-household.ts';
import { joinHouseholds } from '../household/join-households.ts';
import { listHouseholds } from '../household/list-households.ts';
import { loadHousehold, loadOwnHouseholdId } from '../household/load-households.ts';
import { moveIn } from '../resident/move-in.ts';
import { moveOut } from '../resident/move-out.ts';
import { registerBirth } from '../resident/register-birth.ts';
import { recordDeath } from '../resident/record-death.ts';
import { undoDeparture } from '../resident/undo-departure.ts';
import { withdrawRegistration } from '../resident/withdraw-registration.ts';
import { changeResident } from '../resident/change-resident.ts';
import { verifyResidents } from '../resident/verify-residents.ts';
import { changePopulationKind } from '../resident/change-population-kind.ts';
import { beginCare } from '../resident/begin-care.ts';
import { endCare } from '../resident/end-care.ts';
import { findByPhone } from '../resident/find-by-phone.ts';
import { listResidents } from '../resident/list-residents.ts';
import { loadCareRecord, loadResident } from '../resident/load-residents.ts';

const household = ({ householdId }: { readonly householdId: string | null }, _: object, context: Context) =>
  householdId === null ? null : loadHousehold(context, householdId);

const resident = ({ residentId }: { readonly residentId: string }, _: object, context: Context) =>
  loadResident(context, residentId);

const residents = ({ residentIds }: { readonly residentIds: readonly string[] }, _: object, context: Context) =>
  Promise.all(residentIds.map((id) => loadResident(context, id)));

const dwelling = ({ dwellingId }: { readonly dwellingId: string }, _: object, context: Context) =>
  loadDwellingById(context, dwellingId);

const careRecord = ({ careRecordId }: { readonly careRecordId: string }, _: object, context: Context) =>
  loadCareRecord(context, careRecordId);

const duplicateCandidates = async (
  { duplicateCandidateIds }: { readonly duplicateCandidateIds: readonly string[] },
  _: object,
  context: Context,
): Promise<DuplicateCandidate[]> => {
  const found = await Promise.all(duplicateCandidateIds.map((id) => loadCandidate(context, id)));
  return found.filter((candidate) => candidate !== null);
};

export const peopleResolvers = {
  Query: {
    myHousehold: async (_, _args, context) => {
      const id = await loadOwnHouseholdId(context);
      return id === null ? null : loadHousehold(context, id);
    },
    households: (_, { filter, orderBy, ...page }, context) => listHouseholds(context, filter ?? {}, orderBy, page),
    residents: (_, { filter, orderBy, ...page }, context) => listResidents(context, filter ?? {}, orderBy, page),
    residentsByPhone: (_, { phone }, context) => findByPhone(context, phone),
    dwelling: (_, { id }, context) => loadDwellingById(context, id),
    dwellings: (_, { filter, ...page }, context) => listDwellings(context, filter ?? {}, page),
  },
  Mutation: {
    registerDwelling: (_, { input }, context) => registerDwelling(context, input),
    changeDwelling: (_, { input }, context) => changeDwelling(context, input),
    beginOccupancy: (_, { input }, context) => beginOccupancy(context, input),
    endOccupancy: (_, { input }, context) => endOccupancy(context, input),
    registerHousehold: (_, { input }, context) => registerHousehold(context, input),
    changeHousehold: (_, { input }, context) => changeHousehold(context, input),
    changeHead: (_, { input }, context) => changeHead(context, input),
    splitHousehold: (_, { input }, context) => splitHousehold(context, input),
    joinHouseholds: (_, { input }, context) => joinHouseholds(context, input),
    putEmergencyContact: (_, { input }, context) => putEmergencyContact(context, input),
    removeEmergencyContact: (_, { input }, context) => removeEmergencyContact(context, input),
    moveIn: (_, { input }, context) => moveIn(context, input),
    moveOut: (_, { input }, context) => moveOut(context, input),
    registerBirth: (_, { input }, context) => registerBirth(context, input),
    recordDeath: (_, { input }, context) => recordDeath(context, input),
    undoDeparture: (_, { input }, context) => undoDeparture(context, input),
    withdrawRegistration: (_, { input }, context) => withdrawRegistration(context, input),
    changeResident: (_, { input }, context) => changeResident(context, input),
    verifyResidents: (_, { input }, context) => verifyResidents(context, input),
    changePopulationKind: (_, { input }, context) => changePopulationKind(context, input),
    beginCare: (_, { input }, context) => beginCare(context, input),
    endCare: (_, { input }, context) => endCare(context, input),
  },
  RegisterDwellingSuccess: { dwelling },
  ChangeDwellingSuccess: { dwelling },
  BeginOccupancySuccess: { resident, dwelling },
  EndOccupancySuccess: { resident, dwelling },
  RegisterHouseholdSuccess: { household, duplicateCandidates },
  ChangeHouseholdSuccess: { household },
  ChangeHeadSuccess: { household },
  JoinHouseholdsSuccess: { household },
  MoveInSuccess: { household, residents, duplicateCandidates },
  MoveOutSuccess: { household, residents },
  RegisterBirthSuccess: { household, resident, duplicateCandidates },
  RecordDeathSuccess: { resident, household },
  UndoDepartureSuccess: { resident, household },
  WithdrawRegistrationSuccess: { resident, household },
  ChangeResidentSuccess: { resident, duplicateCandidates },
  VerifyResidentsSuccess: { residents },
  ChangePopulationKindSuccess: { resident },
  BeginCareSuccess: { resident, careRecord },
  EndCareSuccess: { resident, careRecord },
  PutEmergencyContactSuccess: { household },
  RemoveEmergencyContactSuccess: { household },
  SplitHouseholdSuccess: {
    household,
    newHousehold: ({ newHouseholdId }, _, context) => loadHousehold(context, newHouseholdId),
  },
  PeopleChange: {
    by: ({ accountId }) => (isAbsent(accountId) ? null : { id: accountId }),
  },
} satisfies Partial<Resolvers>;
