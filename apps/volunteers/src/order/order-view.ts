import type { ShownTo } from '../shown-whole.ts';
import type { ServiceOrderStatus } from './service-order.ts';

/** A service order as one caller sees it. */
export interface ServiceOrderView extends ShownTo {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly status: ServiceOrderStatus;
  readonly areaCode: string;
  readonly place: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly volunteersNeeded: number;
  readonly claimedCount: number;
  readonly skills: string[];
  readonly societyId: string | null;
  readonly caseId: string | null;
  readonly posterAccountId: string;
  readonly postedAt: Date;
  readonly completedAt: Date | null;
}

const moment = (value: unknown): Date => new Date(value as string);

/** Of a row of `service_order` with a column `own`: whether the caller posted or claimed it. */
export const orderView = (row: Record<string, unknown>): ServiceOrderView => ({
  id: row.id as string,
  title: row.title as string,
  description: row.description as string | null,
  status: row.status as ServiceOrderStatus,
  areaCode: row.area_code as string,
  place: row.place as string | null,
  startsAt: moment(row.starts_at),
  endsAt: moment(row.ends_at),
  volunteersNeeded: row.volunteers_needed as number,
  claimedCount: row.claimed_count as number,
  skills: row.skills as string[],
  societyId: row.society_id as string | null,
  caseId: row.case_id as string | null,
  posterAccountId: row.poster_account_id as string,
  postedAt: moment(row.posted_at),
  completedAt: row.completed_at === null ? null : moment(row.completed_at),
  shownWhole: row.own === true,
});
