import {
  keysetSql,
  oneByKey,
  orderBySql,
  pagesByParent,
  readPage,
  toConnection,
  type PageArgs,
  type SortKey,
} from '@gridloom/service-kit';

import { callerAccount } from '../caller-account.ts';
import type { Context } from '../context.ts';
import type { ShownTo } from '../shown-whole.ts';
import type { VolunteerView } from '../volunteer/volunteer-view.ts';
import type { ServiceHoursKind } from './service-hours.ts';

/** An entry of the ledger as one caller sees it. */
export interface ServiceHoursView extends ShownTo {
  readonly id: string;
  readonly serviceOrderId: string | null;
  readonly hours: number;
  readonly kind: ServiceHoursKind;
  readonly note: string | null;
  readonly recordedByAccountId: string;
  readonly servedAt: Date;
  readonly recordedAt: Date;
}

const hoursView = (row: Record<string, unknown>): ServiceHoursView => ({
  id: row.id as string,
  serviceOrderId: row.service_order_id as string | null,
  hours: (row.half_hours as number) / 2,
  kind: row.kind as ServiceHoursKind,
  note: row.note as string | null,
  recordedByAccountId: row.recorded_by_account_id as string,
  servedAt: new Date(row.served_at as string),
  recordedAt: new Date(row.recorded_at as string),
  shownWhole: true,
});

const latestFirst: readonly SortKey[] = [
  { expression: 'h.recorded_at', direction: 'desc', type: 'timestamptz' },
  { expression: 'h.id', direction: 'desc', type: 'uuid' },
];

/** The ledger of a volunteer, for the volunteer alone. */
export const listHours = async (context: Context, volunteer: VolunteerView, args: PageArgs) => {
  const page = readPage(args, context.locale, latestFirst.length);
  const rows = await context.batches.load('Volunteer.serviceHours', page, volunteer.id, async (ids) => {
    const params: unknown[] = [ids, callerAccount(context)];
    const select = `select h.* from service_hours h join volunteer v on v.id = h.volunteer_id
      where h.volunteer_id = parent.id and v.account_id = $2::uuid and ${keysetSql(latestFirst, page.after, params)}
      order by ${orderBySql(latestFirst)}`;
    const pages = await pagesByParent(context.sql, { ids, type: 'uuid' }, select, params.slice(1), page.first);
    return ids.map((id) => (pages.get(id) ?? []).map(hoursView));
  });
  return toConnection(rows, page.first, (entry) => [entry.recordedAt.toISOString(), entry.id]);
};

/** An entry that the caller recorded. */
export const findOwnHours = (context: Context, id: string): Promise<ServiceHoursView | null> =>
  context.batches.load('ServiceHours', null, id, async (ids) => {
    const rows = await context.sql(
      'select * from service_hours where id = any($1::uuid[]) and recorded_by_account_id = $2::uuid',
      [ids, callerAccount(context)],
    );
    return oneByKey(ids, rows.map(hoursView), (entry) => entry.id);
  });
