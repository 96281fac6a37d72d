import { defineEntity, p } from '@mikro-orm/core';

import type { CareKind } from '../resident/care-record.ts';
import type { HouseholdRelation, PopulationKind } from '../resident/resident.ts';

export const correctionKinds = [
  'RESIDENT',
  'POPULATION_KIND',
  'MOVED_OUT',
  'DECEASED',
  'ADDRESS',
  'EMERGENCY_CONTACT',
  'CARE_BEGUN',
  'CARE_ENDED',
] as const;
export type CorrectionKind = (typeof correctionKinds)[number];
export type CorrectionStatus = 'PROPOSED' | 'ACCEPTED' | 'REFUSED' | 'WITHDRAWN';

/** What the record should say; which fields a kind has is in {@link fieldsOf}. */
export interface ProposedChange {
  readonly name?: string;
  readonly phone?: string;
  readonly relation?: HouseholdRelation;
  readonly populationKind?: PopulationKind;
  readonly on?: string;
  readonly destination?: 'WITHIN_COUNTY' | 'OUTSIDE';
  readonly address?: string;
  readonly contactRelation?: string;
  readonly careKind?: CareKind;
  readonly ownerId?: string;
}

interface Fields {
  readonly required: readonly (keyof ProposedChange)[];
  readonly optional: readonly (keyof ProposedChange)[];
  /** What the correction is about besides the household. */
  readonly about: 'RESIDENT' | 'HOUSEHOLD' | 'CARE_RECORD';
}

export const fieldsOf: Readonly<Record<CorrectionKind, Fields>> = {
  RESIDENT: { about: 'RESIDENT', required: [], optional: ['name', 'phone', 'relation'] },
  POPULATION_KIND: { about: 'RESIDENT', required: ['populationKind', 'on'], optional: [] },
  MOVED_OUT: { about: 'RESIDENT', required: ['on', 'destination'], optional: [] },
  DECEASED: { about: 'RESIDENT', required: ['on'], optional: [] },
  ADDRESS: { about: 'HOUSEHOLD', required: ['address'], optional: [] },
  EMERGENCY_CONTACT: { about: 'HOUSEHOLD', required: ['name', 'phone', 'contactRelation'], optional: [] },
  CARE_BEGUN: { about: 'RESIDENT', required: ['careKind', 'on'], optional: ['ownerId'] },
  CARE_ENDED: { about: 'CARE_RECORD', required: ['on'], optional: [] },
};

/** Thrown where a correction has been decided on already. */
export class CorrectionDecided extends Error {
  override readonly name = 'CorrectionDecided';
  readonly status: CorrectionStatus;

  constructor(status: CorrectionStatus) {
    super(`The correction is ${status} already`);
    this.status = status;
  }
}

const ProposedCorrectionSchema = defineEntity({
  name: 'ProposedCorrection',
  tableName: 'proposed_correction',
  properties: {
    id: p.uuid().primary(),
    version: p.integer().version().default(1),
    visitId: p.uuid().nullable(),
    kind: p.text().$type<CorrectionKind>(),
    householdId: p.uuid(),
    residentId: p.uuid().nullable(),
    careRecordId: p.uuid().nullable(),
    gridId: p.uuid(),
    areaCode: p.text(),
    /** The department that keeps the fact; none: the grid does. */
    ownerId: p.uuid().nullable(),
    proposedSealed: p.text(),
    status: p.text().$type<CorrectionStatus>(),
    proposedByAccountId: p.uuid(),
    proposedAt: p.datetime(),
    decidedByAccountId: p.uuid().nullable(),
    decidedAt: p.datetime().nullable(),
    reason: p.text().nullable(),
    clientKey: p.text().nullable(),
  },
});

/** What a grid worker found to be otherwise than the record says (更正建议): its owner accepts or refuses it. */
export class ProposedCorrection extends ProposedCorrectionSchema.class {
  /** @throws CorrectionDecided */
  decide(status: 'ACCEPTED' | 'REFUSED' | 'WITHDRAWN', byAccountId: string, at: Date, reason: string | null): void {
    if (this.status !== 'PROPOSED') throw new CorrectionDecided(this.status);
    this.status = status;
    this.decidedByAccountId = byAccountId;
    this.decidedAt = at;
    this.reason = reason;
  }
}
ProposedCorrectionSchema.setClass(ProposedCorrection);
