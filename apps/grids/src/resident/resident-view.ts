import type { Departure, HouseholdRelation, PopulationKind, Resident } from './resident.ts';

/** A resident as the graph shows one. */
export interface ResidentView {
  readonly id: string;
  readonly areaCode: string;
  readonly gridId: string;
  readonly householdId: string | null;
  readonly relation: HouseholdRelation | null;
  /** Whether the caller may read what stands in it; else only who looked at it. */
  readonly readable: boolean;
  readonly name: string;
  readonly birthYear: number;
  readonly populationKind: PopulationKind;
  readonly idNumberSealed: string | null;
  readonly phoneSealed: string | null;
  readonly verifiedOn: string | null;
  readonly movedInOn: string | null;
  readonly departedOn: string | null;
  readonly departure: Departure | null;
  readonly mergedIntoId: string | null;
  /** Set under a grant alone: until when everything is shown whole. */
  readonly shownUntil?: Date;
}

export const viewOf = (resident: Resident, readable: boolean): ResidentView => ({
  id: resident.id,
  areaCode: resident.areaCode,
  gridId: resident.gridId,
  householdId: resident.householdId ?? null,
  relation: resident.relation ?? null,
  readable,
  name: resident.name,
  birthYear: resident.birthYear,
  populationKind: resident.populationKind,
  idNumberSealed: resident.idNumberSealed ?? null,
  phoneSealed: resident.phoneSealed ?? null,
  verifiedOn: resident.verifiedOn ?? null,
  movedInOn: resident.movedInOn ?? null,
  departedOn: resident.departedOn ?? null,
  departure: resident.departure ?? null,
  mergedIntoId: resident.mergedIntoId ?? null,
});
