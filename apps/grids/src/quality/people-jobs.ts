import { addJobs, defineJob, loadAreaTree, type JobDefinition, type SqlExecutor } from '@gridloom/service-kit';
import { shanghaiDay } from '@gridloom/standards';
import { z } from 'zod';

import { findCandidatesIn } from '../duplicates/find-candidates.ts';
import type { PersonalNumbers } from '../personal-data/sealed.ts';
import { recheckArea } from './find-contradictions.ts';

/** Half past two in the morning, in Beijing. */
const NIGHTLY = '30 18 * * *';
const EVERY_TEN_MINUTES = '*/10 * * * *';
const PHONES_A_BATCH = 1_000;

const ofArea = z.object({ areaCode: z.string() });
const none = z.object({});

/** Orders that look through villages, each a job of its own; one that waits already is not doubled. */
export const orderRechecks = (sql: SqlExecutor, areaCodes: readonly string[]): Promise<void> =>
  addJobs(
    sql,
    areaCodes.map((areaCode) => ({
      name: 'recheck-people',
      payload: { areaCode },
      key: `recheck-people ${areaCode}`,
      queue: 'recheck-people',
    })),
  );

/** Hashes phones that came in before phones were searched by hash. @returns how many */
export const hashPhones = async (sql: SqlExecutor, numbers: PersonalNumbers): Promise<number> => {
  const rows = await sql(
    `select id, phone_sealed from resident where phone_sealed is not null and phone_hash is null
     order by id limit ${String(PHONES_A_BATCH)} for update skip locked`,
  );
  if (rows.length === 0) return 0;
  await sql(
    `update resident r set phone_hash = h.hash from unnest($1::uuid[], $2::text[]) as h (id, hash) where r.id = h.id`,
    [
      rows.map((row) => row.id as string),
      rows.map((row) => numbers.hashPhone(numbers.openPhone(row.phone_sealed as string))),
    ],
  );
  return rows.length;
};

/** What keeps people and housing right in the background: contradictions, doubles, hashes of phones. */
export const peopleJobs = (numbers: PersonalNumbers): readonly JobDefinition[] => [
  defineJob({
    name: 'recheck-county',
    schedule: NIGHTLY,
    parse: (payload) => none.parse(payload),
    handle: (_, { transact }) =>
      transact(async (_em, sql) => {
        const areas = await loadAreaTree(sql);
        await orderRechecks(
          sql,
          areas.all().flatMap(({ code, level }) => (level === 'VILLAGE' ? [code] : [])),
        );
      }),
  }),
  defineJob({
    name: 'recheck-people',
    parse: (payload) => ofArea.parse(payload),
    handle: async ({ areaCode }, { transact, now, newId }) => {
      await transact((_em, sql) => recheckArea(sql, areaCode, { today: shanghaiDay(now()), now: now() }));
      await transact((_em, sql) => findCandidatesIn(sql, areaCode, { newId, now: now() }));
    },
  }),
  defineJob({
    name: 'hash-phones',
    schedule: EVERY_TEN_MINUTES,
    parse: (payload) => none.parse(payload),
    handle: async (_, { transact, signal }) => {
      while (!signal.aborted) {
        const hashed = await transact((_em, sql) => hashPhones(sql, numbers));
        if (hashed < PHONES_A_BATCH) return;
      }
    },
  }),
];
