import { Refused } from '@gridloom/access';
import { isUuid, notFound, type EntityManager, type NotFound, type SqlExecutor } from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/core';

import { callerAccount } from '../caller-account.ts';
import type { Context } from '../context.ts';
import { Volunteer } from '../volunteer/volunteer.ts';
import { orderReachSql } from './order-reach.ts';
import { ServiceOrder } from './service-order.ts';

/** The caller's row as a volunteer, locked: what one volunteer does goes one after the other. Throws Refused for who is none. */
export const lockOwnVolunteer = async (context: Context, em: EntityManager): Promise<Volunteer> => {
  const volunteer = await em.findOne(
    Volunteer,
    { accountId: callerAccount(context) },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (volunteer) return volunteer;
  throw new Refused(
    'FORBIDDEN',
    context.say({ zh: '您尚未登记为志愿者。', en: 'You are not enrolled as a volunteer.' }),
  );
};

/** An order with its row locked, if it exists for the caller. Always after the volunteer's row, so that nobody waits in a circle. */
export const lockOrder = async (
  context: Context,
  em: EntityManager,
  sql: SqlExecutor,
  id: string,
): Promise<ServiceOrder | NotFound> => {
  const missing = notFound(context.locale, 'input.serviceOrderId');
  if (!isUuid(id)) return missing;
  const order = await em.findOne(ServiceOrder, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!order) return missing;
  const params: unknown[] = [id];
  const visible = orderReachSql(await context.orderReach(), 'o', params);
  const rows = await sql(`select 1 from service_order o where o.id = $1 and ${visible}`, params);
  return rows.length > 0 ? order : missing;
};
