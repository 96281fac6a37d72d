import type { SocietyKind } from '@gridloom/societies/import';

import type { SponsorName } from './cases/service-items.ts';

/** Random numbers that are the same on every run. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number, both ends included. */
  int(least: number, most: number): number;
  /** One of the list. Throws RangeError where there is none. */
  pick<T>(list: readonly T[]): T;
  chance(probability: number): boolean;
}

/** A body that handles cases, with those who act for it. */
export interface PlannedBody {
  readonly organizationId: string;
  readonly officerAccountIds: readonly string[];
}

export interface PlannedGrid {
  readonly id: string;
  readonly workerAccountIds: readonly string[];
}

export interface PlannedPerson {
  readonly residentId: string;
  readonly gridId: string;
}

export interface PlannedSociety {
  readonly id: string;
  readonly kind: SocietyKind;
  readonly organizerAccountId: string;
  readonly organizerName: string;
}

export interface PlannedVolunteer {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly residentId?: string;
}

/** A demand that a visit raised; the case that came of it has the same text, resident and grid. */
export interface PlannedVisitDemand {
  readonly id: string;
  readonly villageCode: string;
  readonly gridId: string;
  readonly residentId: string;
  readonly workerAccountId: string;
  readonly text: string;
  readonly place?: string;
  readonly item: string;
  readonly at: Date;
}

/** A village or community as the generators of societies, volunteers and cases see it. */
export interface PlannedVillage {
  readonly code: string;
  readonly name: string;
  readonly townshipCode: string;
  readonly isCommunity: boolean;
  readonly residents: number;
  readonly grids: readonly PlannedGrid[];
  readonly secretaryAccountId: string;
  readonly committeeId: string;
  readonly township: PlannedBody;
  readonly adults: number;
  /** The n-th grown-up resident, from 0. */
  adult(n: number): PlannedPerson;
  /** Residents who sign in themselves. */
  readonly residentAccounts: readonly (PlannedPerson & { readonly accountId: string })[];
  readonly societies: readonly PlannedSociety[];
  readonly volunteers: readonly PlannedVolunteer[];
}

/** What the generators of societies, volunteers and cases read of the county's plan. */
export interface PlannedLife {
  readonly countyCode: string;
  readonly countyName: string;
  readonly scale: number;
  readonly now: Date;
  readonly today: string;
  readonly villages: readonly PlannedVillage[];
  readonly figures: {
    readonly members: number;
    readonly acceptedCases: number;
    readonly closedCases: number;
  };
  readonly gridOfficeAccountIds: readonly string[];
  department(name: SponsorName): PlannedBody;
  visitDemands(): Iterable<PlannedVisitDemand>;
  /** A UUID, the same for the same kind and key. */
  id(kind: string, ...key: readonly (string | number)[]): string;
  /** Random numbers of their own for each kind and key. */
  random(kind: string, ...key: readonly (string | number)[]): Random;
}
