import { defineEntity, p } from '@mikro-orm/core';

export const serviceOrderStatuses = ['POSTED', 'CLAIMED', 'COMPLETED', 'CANCELLED'] as const;
export type ServiceOrderStatus = (typeof serviceOrderStatuses)[number];

const HALF_HOUR_MS = 1_800_000;

/** What a service may take longer than planned, for the way there and back: one hour. */
const TOLERATED_HALF_HOURS = 2;

/** No service is longer than a day. */
export const MOST_HALF_HOURS = 48;

const ServiceOrderSchema = defineEntity({
  name: 'ServiceOrder',
  tableName: 'service_order',
  properties: {
    id: p.uuid().primary(),
    title: p.text(),
    description: p.text().nullable(),
    status: p.text().$type<ServiceOrderStatus>(),
    areaCode: p.text(),
    place: p.text().nullable(),
    startsAt: p.datetime().columnType('timestamptz'),
    endsAt: p.datetime().columnType('timestamptz'),
    volunteersNeeded: p.integer(),
    skills: p.array(),
    societyId: p.uuid().nullable(),
    caseId: p.uuid().nullable(),
    posterAccountId: p.uuid(),
    postedAt: p.datetime().columnType('timestamptz'),
    completedAt: p.datetime().columnType('timestamptz').nullable(),
    cancelledAt: p.datetime().columnType('timestamptz').nullable(),
    claimedCount: p.integer().default(0),
    completedCount: p.integer().default(0),
    version: p.integer().version().default(1),
  },
});

/** What is needed to post an order. */
export interface Posting {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly areaCode: string;
  readonly place: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly volunteersNeeded: number;
  readonly skills: readonly string[];
  readonly societyId: string | null;
  readonly caseId: string | null;
  readonly posterAccountId: string;
  readonly postedAt: Date;
}

/**
 * A service order (接单). POSTED takes claims until as many volunteers as needed have claimed it; then it is CLAIMED. It is
 * COMPLETED when every claim is, and nobody is awaited any more.
 */
export class ServiceOrder extends ServiceOrderSchema.class {
  static post(posting: Posting): ServiceOrder {
    return Object.assign(new ServiceOrder(), {
      ...posting,
      skills: [...posting.skills],
      status: 'POSTED' as const,
      completedAt: null,
      cancelledAt: null,
      claimedCount: 0,
      completedCount: 0,
      version: 1,
    });
  }

  /** One more volunteer, if one is still needed and the time is not over. */
  claim(now: Date): 'CLAIMED' | 'FULL' | 'CLOSED' {
    if (this.status === 'CLAIMED') return 'FULL';
    if (this.status !== 'POSTED' || this.endsAt <= now) return 'CLOSED';
    this.claimedCount += 1;
    if (this.claimedCount === this.volunteersNeeded) this.status = 'CLAIMED';
    return 'CLAIMED';
  }

  /** A volunteer who has not completed the service gives it back. */
  release(): 'RELEASED' | 'CLOSED' {
    if (this.status !== 'POSTED' && this.status !== 'CLAIMED') return 'CLOSED';
    this.claimedCount -= 1;
    this.status = 'POSTED';
    return 'RELEASED';
  }

  /** Called off by who posted it; what a volunteer has served already stays served. */
  cancel(now: Date): 'CANCELLED' | 'CLOSED' {
    if ((this.status !== 'POSTED' && this.status !== 'CLAIMED') || this.completedCount > 0) return 'CLOSED';
    this.status = 'CANCELLED';
    this.cancelledAt = now;
    return 'CANCELLED';
  }

  /** One of its claims is completed. The times of an order are a plan: a service may be done earlier by agreement. */
  completeClaim(now: Date): 'CLAIM_COMPLETED' | 'ORDER_COMPLETED' | 'CLOSED' {
    if (this.status !== 'POSTED' && this.status !== 'CLAIMED') return 'CLOSED';
    this.completedCount += 1;
    const nobodyAwaited = this.status === 'CLAIMED' || this.endsAt <= now;
    if (!nobodyAwaited || this.completedCount < this.claimedCount) return 'CLAIM_COMPLETED';
    this.status = 'COMPLETED';
    this.completedAt = now;
    return 'ORDER_COMPLETED';
  }

  /** The most that may be certified for one volunteer: the planned span, begun half hours in full, and an hour. */
  get mostHalfHours(): number {
    const planned = Math.ceil((this.endsAt.getTime() - this.startsAt.getTime()) / HALF_HOUR_MS);
    return Math.min(MOST_HALF_HOURS, planned + TOLERATED_HALF_HOURS);
  }
}

ServiceOrderSchema.setClass(ServiceOrder);
