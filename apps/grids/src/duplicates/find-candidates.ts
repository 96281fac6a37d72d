import type { SqlExecutor } from '@gridloom/service-kit';

import { comparePeople, type ComparedPerson } from './similarity.ts';

/** Pairs that are compared at a time. A village has a few hundred; more come of a filler for a name, and say nothing. */
const MOST_PAIRS = 20_000;

interface Pair {
  readonly aId: string;
  readonly bId: string;
  readonly a: ComparedPerson;
  readonly b: ComparedPerson;
}

const personSql = (row: string, home: string) =>
  `jsonb_build_object('name', ${row}.name, 'birthDate', ${row}.birth_date, 'idNumberHash', ${row}.id_number_hash,
     'phoneHash', ${row}.phone_hash, 'address', ${home}.address)`;

const select = `select a.id as a_id, b.id as b_id, ${personSql('a', 'ha')} as a, ${personSql('b', 'hb')} as b`;
const homes = `left join household ha on ha.id = a.household_id left join household hb on hb.id = b.household_id`;

const pairOf = (row: Readonly<Record<string, unknown>>): Pair => ({
  aId: row.a_id as string,
  bId: row.b_id as string,
  a: row.a as ComparedPerson,
  b: row.b as ComparedPerson,
});

/** Somebody present, said so that no partial index of everybody present is read for each row where statistics are missing. */
const present = (row: string) => `coalesce(${row}.departed_on, date 'infinity') = date 'infinity'`;

/** Pairs that share the id number, one of them in the area. */
const sameNumber = `${select} from resident a
  join resident b on b.id_number_hash = a.id_number_hash and b.id <> a.id and ${present('b')} ${homes}
  where a.departed_on is null and`;

/** Pairs of the area `$1` that share name and year of birth, by groups: a table that was just filled has no statistics for a join with itself. */
const sameNameIn = `select g.ids[i] as a_id, g.ids[j] as b_id, g.people[i] as a, g.people[j] as b
  from (
    select array_agg(a.id order by a.id) as ids, array_agg(${personSql('a', 'ha')} order by a.id) as people
    from resident a left join household ha on ha.id = a.household_id
    where a.area_code = $1 and a.departed_on is null
    group by a.name, extract(year from a.birth_date) having count(*) > 1
  ) g cross join lateral generate_series(1, cardinality(g.ids)) i cross join lateral generate_series(i + 1, cardinality(g.ids)) j`;

/** Pairs of one area that share name and year of birth. */
const sameName = `${select} from resident a
  join resident b on b.area_code = a.area_code and b.name collate "C" = a.name and b.id <> a.id and b.departed_on is null
    and extract(year from b.birth_date) = extract(year from a.birth_date) ${homes}
  where a.departed_on is null and`;

/** Pairs that share name, year of birth and phone, wherever in the county. */
const samePhone = `${select} from resident a
  join resident b on b.phone_hash = a.phone_hash and b.name = a.name and b.id <> a.id and ${present('b')} ${homes}
  where a.departed_on is null and`;

interface Writing {
  readonly newId: () => string;
  readonly now: Date;
}

/** Writes pairs down that may be one person; those known already stay as they were decided. @returns ids of the open ones */
const writeCandidates = async (
  sql: SqlExecutor,
  pairs: readonly Pair[],
  { newId, now }: Writing,
): Promise<string[]> => {
  const rows = new Map<string, object>();
  for (const { aId, bId, a, b } of pairs) {
    const found = comparePeople(a, b);
    if (!found) continue;
    const [first, second] = aId < bId ? [aId, bId] : [bId, aId];
    rows.set(`${first} ${second}`, { id: newId(), a: first, b: second, ...found });
  }
  if (rows.size === 0) return [];
  const written = await sql(
    `insert into duplicate_candidate (id, resident_a_id, resident_b_id, reasons, score, found_at)
     select r.id, r.a, r.b, r.reasons, r.score, $2
     from jsonb_to_recordset($1::jsonb) as r (id uuid, a uuid, b uuid, reasons text[], score int) order by r.a, r.b
     on conflict (resident_a_id, resident_b_id) do update set reasons = excluded.reasons, score = excluded.score
     returning id, state`,
    [JSON.stringify([...rows.values()]), now],
  );
  return written.filter((row) => row.state === 'OPEN').map((row) => row.id as string);
};

/** Looks for doubles of some residents in their own areas, and by number and phone in the whole county. */
export const findCandidatesOf = async (
  sql: SqlExecutor,
  residentIds: readonly string[],
  writing: Writing,
): Promise<string[]> => {
  if (residentIds.length === 0) return [];
  const rows = await sql(
    `(${sameNumber} a.id = any($1::uuid[])) union all (${samePhone} a.id = any($1::uuid[])) union all
     (${sameName} a.id = any($1::uuid[])) limit ${MOST_PAIRS}`,
    [residentIds],
  );
  return writeCandidates(sql, rows.map(pairOf), writing);
};

/** Looks for doubles among all residents of a village or community. @returns how many pairs are open */
export const findCandidatesIn = async (sql: SqlExecutor, areaCode: string, writing: Writing): Promise<number> => {
  const rows = await sql(
    `(${sameNumber} a.area_code = $1) union all (${samePhone} a.area_code = $1) union all
     (${sameNameIn}) limit ${MOST_PAIRS}`,
    [areaCode],
  );
  const open = await writeCandidates(sql, rows.map(pairOf), writing);
  return open.length;
};
