/**
 * What a county hands over to bring its volunteers in. Ids are UUIDs, codes are division codes, days are ISO days
 * (`2026-03-31`, Asia/Shanghai), moments are Dates. Order of the importers: volunteers, service orders, claims, hours.
 */

/** A volunteer (志愿者). One for each account; numbers are unique in the county and are not id numbers. */
export interface VolunteerRecord {
  readonly id: string;
  /** The account that holds VOLUNTEER over `areaCode` (a role assignment of the organization subgraph). */
  readonly accountId: string;
  /** The resident, where the volunteer lives in the county. */
  readonly residentId?: string;
  readonly name: string;
  /** Up to 32 letters, digits and hyphens, e.g. 4103260001234. */
  readonly number: string;
  /** The village or community. */
  readonly areaCode: string;
  /** In words of the county, e.g. 理发, 家电维修. */
  readonly skills: readonly string[];
  readonly enrolledOn: string;
}

export type ServiceOrderStatus = 'POSTED' | 'CLAIMED' | 'COMPLETED' | 'CANCELLED';

/**
 * A service order (接单). POSTED: fewer claims than volunteers needed; CLAIMED: as many claims as needed, not all completed;
 * COMPLETED: at least one claim, all claims completed; CANCELLED: none of its claims is completed.
 */
export interface ServiceOrderRecord {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly status: ServiceOrderStatus;
  readonly areaCode: string;
  readonly place?: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** 1 to 100. */
  readonly volunteersNeeded: number;
  readonly skills: readonly string[];
  /** A society of the societies subgraph, where its organizer posted the order in its name. */
  readonly societyId?: string;
  /** A case of the cases subgraph, where the order serves one. */
  readonly caseId?: string;
  readonly posterAccountId: string;
  readonly postedAt: Date;
  /** Present exactly when COMPLETED. */
  readonly completedAt?: Date;
  /** Present exactly when CANCELLED. */
  readonly cancelledAt?: Date;
}

/** A volunteer's claim of an order (认领): one for each volunteer and order, at most as many as the order needs. */
export interface ClaimRecord {
  readonly id: string;
  readonly serviceOrderId: string;
  readonly volunteerId: string;
  /** The area of the order. */
  readonly areaCode: string;
  readonly claimedAt: Date;
  /** Absent while the service is still to be done. */
  readonly completedAt?: Date;
}

/** An entry in the ledger of hours (服务时长). Entries are never changed: a correction is an entry of its own. */
export interface ServiceHoursRecord {
  readonly id: string;
  readonly volunteerId: string;
  /** The order that was served, one CERTIFIED entry at most for each volunteer; absent for service outside of orders. */
  readonly serviceOrderId?: string;
  /** Where it was served: the order's area, else the volunteer's. */
  readonly areaCode: string;
  /** In steps of 0.5: 0.5 to 24 for CERTIFIED, any but 0 from -24 to 24 for CORRECTION. */
  readonly hours: number;
  readonly kind: 'CERTIFIED' | 'CORRECTION';
  /** The entry that a CORRECTION corrects: of the same volunteer, in an earlier record. */
  readonly correctsId?: string;
  readonly note?: string;
  readonly recordedByAccountId: string;
  /** When the service ended. */
  readonly servedAt: Date;
  readonly recordedAt: Date;
}
