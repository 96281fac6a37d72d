import { residentState, residentVerified } from '@gridloom/contracts';
import { eventDraft, type EventDraft } from '@gridloom/messaging';

import { isAbsent } from '../absent.ts';
import { ageBandOf, type Resident } from './resident.ts';

type Told = Pick<Resident, 'id' | 'householdId' | 'gridId' | 'areaCode' | 'populationKind' | 'birthDate'>;

/** What others are told of a resident: coarse attributes, never a name or a birth date. */
export const residentDataOf = (resident: Told, today: string) => ({
  residentId: resident.id,
  ...(isAbsent(resident.householdId) ? {} : { householdId: resident.householdId }),
  gridId: resident.gridId,
  areaCode: resident.areaCode,
  populationKind: resident.populationKind,
  ageBand: ageBandOf(resident.birthDate, today),
});

/** A grid worker confirmed the record; the row is flushed, its version is the new one. */
export const residentVerifiedEvents = (resident: Resident, at: Date, today: string): EventDraft[] => {
  const common = {
    aggregateId: resident.id,
    aggregateVersion: resident.version,
    areaCode: resident.areaCode,
    occurredAt: at,
    data: residentDataOf(resident, today),
  };
  return [eventDraft({ event: residentVerified, ...common }), eventDraft({ event: residentState, ...common })];
};
