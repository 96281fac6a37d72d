import { badArgument } from '@gridloom/service-kit';
import { checkPhoneNumber } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { writeAccessRecord } from '../personal-data/access-record.ts';
import { notePersonSearch } from '../personal-data/person-search.ts';
import { loadResident } from './load-residents.ts';
import type { ResidentView } from './resident-view.ts';

const MOST = 20;

/**
 * Residents with a phone number, within the caller's territory. Every search is written down, without the number, and a find
 * besides as a look at each resident's data.
 * @throws Refused BAD_USER_INPUT for what is no phone number, LIMIT_EXCEEDED past the searches of an hour
 */
export const findByPhone = async (context: Context, given: string): Promise<ResidentView[]> => {
  const checked = checkPhoneNumber(given.trim());
  if (!checked.ok)
    throw badArgument(context.locale, {
      zh: `phone：${checked.explanation.zh}`,
      en: `phone: ${checked.explanation.en}`,
    });
  const reach = context.peopleReach('FIND_RESIDENT');
  const rows = await context.sql(
    `select id, grid_id, area_code from resident where phone_hash = $1 and departed_on is null order by id`,
    [context.numbers.hashPhone(checked.value)],
  );
  const found = rows
    .map((row) => ({ id: row.id as string, gridId: row.grid_id as string, areaCode: row.area_code as string }))
    .filter((place) => isInTerritory(reach, place))
    .slice(0, MOST);
  await notePersonSearch(context, 'PHONE', found.length);
  const accountId = context.caller.kind === 'account' ? context.caller.accountId : '';
  for (const { id, gridId, areaCode } of found) {
    await writeAccessRecord(context.sql, {
      id: context.newId(),
      residentId: id,
      areaCode,
      gridId,
      accountId,
      at: context.now(),
      purpose: '按电话号码查找居民',
      fields: ['phone'],
      reason: 'SEARCH',
      reasonId: null,
      grantId: null,
      until: null,
    });
  }
  const residents = await Promise.all(found.map(({ id }) => loadResident(context, id)));
  return residents.filter((resident) => resident !== null);
};
