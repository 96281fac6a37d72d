import { applyPutContact } from '../household/emergency-contacts.ts';
import { applyChangeHousehold } from '../household/change-household.ts';
import type { Household } from '../household/household.ts';
import { assertPresent } from '../people/people-command.ts';
import { refuseMissing } from '../people/people-problem.ts';
import { lockHouseholds, lockResidents, type PeopleWork } from '../people/people-work.ts';
import { applyBeginCare } from '../resident/begin-care.ts';
import { CareRecord } from '../resident/care-record.ts';
import { applyPopulationKind } from '../resident/change-population-kind.ts';
import { applyChangeResident } from '../resident/change-resident.ts';
import { applyEndCare } from '../resident/end-care.ts';
import { applyMoveOut } from '../resident/move-out.ts';
import { applyRecordDeath } from '../resident/record-death.ts';
import type { Resident } from '../resident/resident.ts';
import type { ProposedChange, ProposedCorrection } from './proposed-correction.ts';

const FIELD = 'input.correctionId';

const requireResident = async (work: PeopleWork, correction: ProposedCorrection): Promise<Resident> => {
  const { residentId } = correction;
  const [row] = await work.sql('select household_id from resident where id = $1', [residentId]);
  const home = (row?.household_id ?? null) as string | null;
  if (home !== null) await lockHouseholds(work, [home]);
  const resident = (await lockResidents(work, residentId ? [residentId] : [])).get(residentId ?? '');
  if (!resident) return refuseMissing(work, FIELD);
  assertPresent(work, resident);
  return resident;
};

const requireHousehold = async (work: PeopleWork, { householdId }: ProposedCorrection): Promise<Household> =>
  (await lockHouseholds(work, [householdId])).get(householdId) ?? refuseMissing(work, FIELD);

/** Makes the record say what was proposed, by the same change as a live one. @throws PeopleProblem */
export const applyCorrection = async (
  work: PeopleWork,
  correction: ProposedCorrection,
  change: ProposedChange,
): Promise<void> => {
  const on = change.on ?? work.today;
  switch (correction.kind) {
    case 'RESIDENT': {
      const { name, phone, relation } = change;
      await applyChangeResident(work, await requireResident(work, correction), { name, phone, relation }, FIELD);
      return;
    }
    case 'POPULATION_KIND':
      applyPopulationKind(
        work,
        await requireResident(work, correction),
        change.populationKind ?? 'PERMANENT_REGISTERED',
        on,
        FIELD,
      );
      return;
    case 'MOVED_OUT': {
      const move = { on, destination: change.destination ?? 'OUTSIDE', note: null };
      await applyMoveOut(work, [await requireResident(work, correction)], move, null, FIELD);
      return;
    }
    case 'DECEASED':
      await applyRecordDeath(work, await requireResident(work, correction), { on, note: null }, FIELD);
      return;
    case 'ADDRESS':
      await applyChangeHousehold(work, await requireHousehold(work, correction), { address: change.address }, FIELD);
      return;
    case 'EMERGENCY_CONTACT': {
      const { name = '', phone = '', contactRelation = '' } = change;
      await applyPutContact(
        work,
        await requireHousehold(work, correction),
        { name, phone, relation: contactRelation },
        FIELD,
      );
      return;
    }
    case 'CARE_BEGUN': {
      const begun = {
        kind: change.careKind ?? 'CONTACT_NEEDED',
        since: on,
        until: null,
        ownerId: change.ownerId ?? null,
      };
      await applyBeginCare(work, await requireResident(work, correction), begun, FIELD);
      return;
    }
    case 'CARE_ENDED': {
      const care = await work.em.findOne(CareRecord, { id: correction.careRecordId ?? '' });
      await applyEndCare(work, care ?? refuseMissing(work, FIELD), on, FIELD);
      return;
    }
  }
};
