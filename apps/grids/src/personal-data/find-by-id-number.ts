import { badArgument, limitExceeded, sqlOf } from '@gridloom/service-kit';
import { checkIdNumber, shanghaiTime } from '@gridloom/standards';

import type { Context } from '../context.ts';
import { isInTerritory } from '../household/household-reach.ts';
import { loadResident } from '../resident/load-residents.ts';
import type { ResidentView } from '../resident/resident-view.ts';
import { searchedFields, writeAccessRecord } from './access-record.ts';

/** Searches of one account within an hour, found or not. */
export const SEARCHES_AN_HOUR = 30;
const HOUR_MS = 3_600_000;

/**
 * The resident with an id number, within the caller's territory; null for all others, whether they exist or not. Every search is
 * written down, without the number; a find besides as a look at the resident's data.
 * @throws Refused BAD_USER_INPUT for a number that cannot be one, LIMIT_EXCEEDED past {@link SEARCHES_AN_HOUR}
 */
export const findByIdNumber = async (context: Context, given: string): Promise<ResidentView | null> => {
  if (context.caller.kind === 'anonymous') throw new TypeError('Searching is for callers who are signed in');
  const { accountId } = context.caller;
  const checked = checkIdNumber(given.trim(), context.today);
  if (!checked.ok)
    throw badArgument(context.locale, {
      zh: `idNumber：${checked.explanation.zh}`,
      en: `idNumber: ${checked.explanation.en}`,
    });
  const now = context.now();
  const reach = context.peopleReach('FIND_RESIDENT');
  const hash = context.numbers.hashIdNumber(checked.value);
  const found = await context.em.fork().transactional(async (em) => {
    const sql = sqlOf(em);
    await sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`id-number-search ${accountId}`]);
    const [before] = await sql(
      'select count(*)::int as n, min(at) as first from audit.id_number_search where account_id = $1 and at > $2',
      [accountId, new Date(now.getTime() - HOUR_MS)],
    );
    if ((before?.n as number) >= SEARCHES_AN_HOUR) {
      const again = shanghaiTime(new Date(new Date(before?.first as string).getTime() + HOUR_MS));
      throw limitExceeded(context.locale, {
        zh: `每小时最多查找 ${SEARCHES_AN_HOUR} 次，请于 ${again} 后再试。`,
        en: `At most ${SEARCHES_AN_HOUR} searches an hour; the next one is possible from ${again} (Beijing time).`,
      });
    }
    const rows = await sql(
      'select id, grid_id, area_code from resident where id_number_hash = $1 and departed_on is null order by id',
      [hash],
    );
    const row = rows.find((each) =>
      isInTerritory(reach, { gridId: each.grid_id as string, areaCode: each.area_code as string }),
    );
    await sql('insert into audit.id_number_search (id, account_id, at, found) values ($1, $2, $3, $4)', [
      context.newId(),
      accountId,
      now,
      row !== undefined,
    ]);
    if (!row) return null;
    await writeAccessRecord(sql, {
      id: context.newId(),
      residentId: row.id as string,
      areaCode: row.area_code as string,
      gridId: row.grid_id as string,
      accountId,
      at: now,
      purpose: '按身份证号查找居民',
      fields: searchedFields,
      reason: 'SEARCH',
      reasonId: null,
      grantId: null,
      until: null,
    });
    return row.id as string;
  });
  return found === null ? null : loadResident(context, found);
};
