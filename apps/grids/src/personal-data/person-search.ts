import { limitExceeded, sqlOf } from '@gridloom/service-kit';
import { shanghaiTime } from '@gridloom/standards';

import type { Context } from '../context.ts';

export type SearchedBy = 'PHONE' | 'NAME' | 'ID_NUMBER';

/** Searches for a person by what identifies one, of one account within an hour, found or not. */
export const PERSON_SEARCHES_AN_HOUR = 60;
const HOUR_MS = 3_600_000;

/**
 * Writes a search for a person down, without what was searched for, in a transaction of its own: whatever becomes of the rest, it
 * stays. Searches by name are written down and not counted.
 * @throws Refused LIMIT_EXCEEDED past {@link PERSON_SEARCHES_AN_HOUR}
 */
export const notePersonSearch = async (context: Context, by: SearchedBy, found: number): Promise<void> => {
  if (context.caller.kind === 'anonymous') throw new TypeError('Searching is for callers who are signed in');
  const { accountId } = context.caller;
  const now = context.now();
  await context.em.fork().transactional(async (em) => {
    const sql = sqlOf(em);
    await sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`person-search ${accountId}`]);
    const [before] = await sql(
      `select count(*)::int as n, min(at) as first from audit.person_search
         where account_id = $1 and at > $2 and by_what <> 'NAME'`,
      [accountId, new Date(now.getTime() - HOUR_MS)],
    );
    if (by !== 'NAME' && (before?.n as number) >= PERSON_SEARCHES_AN_HOUR) {
      const again = shanghaiTime(new Date(new Date(before?.first as string).getTime() + HOUR_MS));
      throw limitExceeded(context.locale, {
        zh: `每小时最多查找 ${PERSON_SEARCHES_AN_HOUR} 次，请于 ${again} 后再试。`,
        en: `At most ${PERSON_SEARCHES_AN_HOUR} searches an hour; the next one is possible from ${again} (Beijing time).`,
      });
    }
    await sql('insert into audit.person_search (id, account_id, at, by_what, found) values ($1, $2, $3, $4, $5)', [
      context.newId(),
      accountId,
      now,
      by,
      found,
    ]);
  });
};
