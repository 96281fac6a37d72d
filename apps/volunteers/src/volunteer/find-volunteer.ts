import { isUuid, manyByKey, oneByKey } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { ServiceOrderView } from '../order/order-view.ts';
import { volunteerView, type VolunteerView } from './volunteer-view.ts';

/** A volunteer by id, if one exists for the caller: near, or oneself. */
export const findVolunteer = async (context: Context, id: string): Promise<VolunteerView | null> =>
  isUuid(id)
    ? context.batches.load('Volunteer', null, id.toLowerCase(), async (ids) => {
        const reach = await context.orderReach();
        const rows = await context.sql(
          `select v.* from volunteer v
           where v.id = any($1::uuid[]) and ($2 or v.area_code = any($3::text[]) or v.account_id = $4::uuid)`,
          [ids, reach.all, reach.areaCodes, reach.accountId],
        );
        return oneByKey(
          ids,
          rows.map((row) => volunteerView(row, reach.accountId)),
          (volunteer) => volunteer.id,
        );
      })
    : null;

/** The caller as a volunteer. */
export const findOwnVolunteer = async (context: Context): Promise<VolunteerView | null> => {
  const { accountId } = await context.orderReach();
  const [row] = await context.sql('select * from volunteer where account_id = $1::uuid', [accountId]);
  return row ? volunteerView(row, accountId) : null;
};

/**
 * Who claimed an order, the first one first. Whoever may see the order may see that somebody claimed it; the poster sees the
 * whole names, to know who is coming.
 */
export const listVolunteers = async (context: Context, order: ServiceOrderView): Promise<VolunteerView[]> => {
  const { accountId } = await context.orderReach();
  const rows = await context.batches.load('ServiceOrder.volunteers', null, order.id, async (ids) => {
    const found = await context.sql(
      `select c.service_order_id, v.* from claim c join volunteer v on v.id = c.volunteer_id
       where c.service_order_id = any($1::uuid[]) order by c.claimed_at, c.id`,
      [ids],
    );
    return manyByKey(ids, found, (row) => row.service_order_id as string);
  });
  return rows.map((row) => volunteerView(row, accountId, order.posterAccountId === accountId));
};

/** The caller's own claim if there is one, else the first. */
export const mainVolunteer = async (context: Context, order: ServiceOrderView): Promise<VolunteerView | null> => {
  const { accountId } = await context.orderReach();
  const volunteers = await listVolunteers(context, order);
  return volunteers.find((volunteer) => volunteer.accountId === accountId) ?? volunteers[0] ?? null;
};
