import { oneByKey, readPage, toConnection, type Connection, type PageArgs } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { Duty, DutyList } from './duty.ts';
import { ServiceItem } from './service-item.ts';

/** Items in force today that are on the list of an area or of one above it, by code. */
export const listServiceItems = async (
  context: Context,
  areaCode: string,
  args: PageArgs,
): Promise<Connection<ServiceItem>> => {
  const page = readPage(args, context.locale, 1);
  const today = shanghaiDay(context.now());
  const inForce = {
    areaCode: { $in: [...context.areas.withAncestors(areaCode)] },
    validFrom: { $lte: today },
    $or: [{ validUntil: null }, { validUntil: { $gt: today } }],
  };
  const after = page.after ? { code: { $gt: String(page.after[0]) } } : {};
  const [items, count] = await Promise.all([
    context.em.find(
      ServiceItem,
      { $and: [inForce, after] },
      { orderBy: { code: 'asc' }, limit: page.first + 1, disableIdentityMap: true },
    ),
    context.em.count(ServiceItem, inForce),
  ]);
  return toConnection(items, page.first, (item) => [item.code], { count, exact: true });
};

/** A service item by id or code; one statement for all that are asked for at once. */
export const loadServiceItem = (context: Context, by: 'id' | 'code', value: string): Promise<ServiceItem | null> =>
  context.batches.load('ServiceItem', by, value, async (values) => {
    const items = await context.em.find(ServiceItem, { [by]: { $in: [...values] } }, { disableIdentityMap: true });
    return oneByKey(values, items, (item) => item[by]);
  });

export const loadDuty = (context: Context, id: string): Promise<Duty | null> =>
  context.batches.load('Duty', null, id, async (ids) => {
    const duties = await context.em.find(Duty, { id: { $in: [...ids] } }, { disableIdentityMap: true });
    return oneByKey(ids, duties, (duty) => duty.id);
  });

/** The lists that hold in an area. */
export const listDutyLists = (context: Context, areaCode: string): Promise<DutyList[]> =>
  context.em.find(
    DutyList,
    { areaCode: { $in: [...context.areas.withAncestors(areaCode)] } },
    { orderBy: { areaCode: 'asc', code: 'asc' }, disableIdentityMap: true },
  );

/** The duties of a list, in order. */
export const loadDuties = (context: Context, dutyListId: string): Promise<Duty[]> =>
  context.batches.load('DutyList.duties', null, dutyListId, async (ids) => {
    const duties = await context.em.find(
      Duty,
      { dutyListId: { $in: [...ids] } },
      { orderBy: { position: 'asc' }, disableIdentityMap: true },
    );
    return ids.map((id) => duties.filter((duty) => duty.dutyListId === id));
  });
