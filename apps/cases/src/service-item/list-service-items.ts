import {
  badArgument,
  type Connection,
  manyByKey,
  oneByKey,
  type PageArgs,
  readByIds,
  readPage,
  toConnection,
} from '@gridloom/service-kit';
import { isIsoDay, shanghaiDay } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { Duty } from '../duty/duty.ts';
import type { ServiceItemFilter } from '../generated/resolvers.ts';
import { isUuid } from '../ids.ts';
import { ItemVersion, ServiceItem, type ServiceItemState } from './service-item.ts';

const TEXT_LIMIT = 64;

const holdsOn = (day: string) =>
  `exists (select 1 from service_item_version v where v.service_item_id = i.id
     and v.valid_from <= ${day}::date and (v.valid_until is null or v.valid_until > ${day}::date))`;

const begins = (day: string) =>
  `exists (select 1 from service_item_version v where v.service_item_id = i.id and v.valid_from > ${day}::date)`;

/** The condition for items that are in a state on a day; the same as `ServiceItem.stateOn`. */
const stateSql = (state: ServiceItemState, day: string): string => {
  const withdrawn = `coalesce(i.withdrawn_on <= ${day}::date, false)`;
  switch (state) {
    case 'IN_FORCE':
      return holdsOn(day);
    case 'WITHDRAWN':
      return `(not ${holdsOn(day)} and ${withdrawn})`;
    case 'UPCOMING':
      return `(not ${holdsOn(day)} and not ${withdrawn} and ${begins(day)})`;
    case 'EXPIRED':
      return `(not ${holdsOn(day)} and not ${withdrawn} and not ${begins(day)})`;
  }
};

const readFilter = (context: Context, filter: ServiceItemFilter): ServiceItemFilter => {
  if (filter.inForceOn && !isIsoDay(filter.inForceOn)) {
    throw badArgument(context.locale, {
      zh: 'filter.inForceOn 须为日期 YYYY-MM-DD。',
      en: 'filter.inForceOn is a day, YYYY-MM-DD.',
    });
  }
  if (filter.text && filter.text.length > TEXT_LIMIT) {
    throw badArgument(context.locale, {
      zh: `filter.text 至多 ${String(TEXT_LIMIT)} 个字。`,
      en: `filter.text has ${String(TEXT_LIMIT)} characters at most.`,
    });
  }
  return filter;
};

const filterSql = (context: Context, filter: ServiceItemFilter, params: unknown[]): string => {
  const bind = (value: unknown) => {
    params.push(value);
    return `$${String(params.length)}`;
  };
  const id = (column: string, value: string) => (isUuid(value) ? `${column} = ${bind(value)}::uuid` : 'false');
  const today = () => bind(shanghaiDay(context.now()));
  const parts: string[] = [];
  if (filter.sponsorId) parts.push(id('i.sponsor_id', filter.sponsorId));
  if (filter.dutyId) parts.push(id('i.duty_id', filter.dutyId));
  if (typeof filter.temporary === 'boolean') parts.push(`i.temporary = ${bind(filter.temporary)}`);
  if (filter.text) {
    const text = bind(`%${filter.text.replace(/[\\%_]/g, (special) => `\\${special}`)}%`);
    parts.push(`(i.name ilike ${text} or i.code ilike ${text})`);
  }
  if (filter.states) {
    const day = today();
    const states = [...new Set(filter.states)].map((state) => stateSql(state, day));
    parts.push(states.length > 0 ? `(${states.join(' or ')})` : 'false');
  }
  if (filter.inForceOn) parts.push(holdsOn(bind(filter.inForceOn)));
  if (!filter.states && !filter.inForceOn) parts.push(holdsOn(today()));
  return parts.join(' and ');
};

/** Items on the list of an area or of one above it, by code; those in force today unless something else is asked for. */
export const listServiceItems = async (
  context: Context,
  areaCode: string,
  { filter, ...args }: PageArgs & { readonly filter?: ServiceItemFilter | null | undefined },
): Promise<Connection<ServiceItem>> => {
  const page = readPage(args, context.locale, 1);
  const params: unknown[] = [[...context.areas.withAncestors(areaCode)]];
  const where = `i.area_code = any($1::text[]) and ${filterSql(context, readFilter(context, filter ?? {}), params)}`;
  const after = page.after ? `and i.code > $${String(params.length + 1)}` : '';
  const [rows, [counted]] = await Promise.all([
    context.sql(
      `select i.id::text from service_item i where ${where} ${after} order by i.code limit ${String(page.first + 1)}`,
      page.after ? [...params, String(page.after[0])] : params,
    ),
    context.sql(`select count(*)::int as n from service_item i where ${where}`, params),
  ]);
  const items = await Promise.all(rows.map((row) => loadServiceItem(context, 'id', row.id as string)));
  const total = { count: counted?.n as number, exact: true };
  return toConnection(
    items.filter((item) => item !== null),
    page.first,
    (item) => [item.code],
    total,
  );
};

/** A service item by id or code; one statement for all that are asked for at once. */
export const loadServiceItem = (context: Context, by: 'id' | 'code', value: string): Promise<ServiceItem | null> =>
  context.batches.load('ServiceItem', by, value, async (values) => {
    const items = await context.em.find(ServiceItem, { [by]: { $in: [...values] } }, { disableIdentityMap: true });
    return oneByKey(values, items, (item) => item[by]);
  });

/** The versions of an item, oldest first. */
export const loadVersions = (context: Context, itemId: string): Promise<ItemVersion[]> =>
  context.batches.load('ServiceItem.versions', null, itemId, async (ids) => {
    const versions = await context.em.find(
      ItemVersion,
      { serviceItemId: { $in: [...ids] } },
      { orderBy: { serviceItemId: 'asc', version: 'asc' }, disableIdentityMap: true },
    );
    return manyByKey(ids, versions, (version) => version.serviceItemId);
  });

export const loadDuty = (context: Context, id: string): Promise<Duty | null> =>
  context.batches.load('Duty', null, id, async (ids) => {
    const duties = await readByIds(context.em, Duty, ids);
    return oneByKey(ids, duties, (duty) => duty.id);
  });
