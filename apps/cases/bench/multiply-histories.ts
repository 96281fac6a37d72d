import type { SqlExecutor } from '@gridloom/service-kit';

import { endStatuses } from '../src/case/case-flow.ts';
import { figureColumns } from '../src/statistics/case-figures.ts';

/** Tables that a history fills, parents before children. */
const tables = [
  'case_file',
  'case_complainant',
  'case_timeline_entry',
  'case_deadline',
  'case_deadline_entry',
] as const;
type Table = (typeof tables)[number];

interface Column {
  readonly name: string;
  readonly type: string;
}

const DAYS_A_WEEK = 7;
const shift = `make_interval(days => k.weeks * ${String(DAYS_A_WEEK)})`;

/** The id of a copy; ids of one round lie together, so that indexes grow at their end. */
const idOf = (id: string): string =>
  `(lpad(to_hex(k.round), 8, '0') || substr(md5(${id}::text || ' ' || k.round::text), 9))::uuid`;

const isoOf = (moment: string): string =>
  `to_char(((m->>'${moment}')::timestamptz - ${shift}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Clocks keep their pauses as JSON. */
const movesOf = `(select coalesce(jsonb_agg(m || jsonb_strip_nulls(jsonb_build_object('from', ${isoOf('from')}, 'until', ${isoOf('until')},
  'at', ${isoOf('at')})) order by n), '[]') from jsonb_array_elements(t.moves) with ordinality as x(m, n))`;

const ownIds: Readonly<Record<Table, readonly string[]>> = {
  case_file: ['id'],
  case_complainant: ['id', 'case_id'],
  case_timeline_entry: ['id', 'case_id', 'complainant_id'],
  case_deadline: ['id', 'case_id'],
  case_deadline_entry: ['id', 'deadline_id'],
};

const valueOf = (table: Table, { name, type }: Column): string => {
  if (ownIds[table].includes(name)) return idOf(`t.${name}`);
  if (name === 'number') return 'k.number';
  if (name === 'demand_id') return 'null';
  if (name === 'moves') return `case when t.moves = '[]' then t.moves else ${movesOf} end`;
  if (type === 'timestamp with time zone') return `t.${name} - ${shift}`;
  if (type === 'date') return `(t.${name} - ${shift})::date`;
  return `t.${name}`;
};

const columnsOf = async (sql: SqlExecutor, table: string): Promise<readonly Column[]> => {
  const rows = await sql(
    `select column_name as name, data_type as type from information_schema.columns
     where table_schema = current_schema() and table_name = $1 and is_generated = 'NEVER' order by ordinal_position`,
    [table],
  );
  return rows as unknown as readonly Column[];
};

interface Parts {
  readonly drop: readonly string[];
  readonly create: readonly string[];
}

/** What makes writing slow and can be made at once afterwards: references, indexes, and keys that nothing refers to. */
const partsOf = async (sql: SqlExecutor): Promise<Parts> => {
  const rows = await sql(
    `with own as (
       select c.oid, c.relname from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relname = any($1::text[])
     )
     select 1 as rank, format('alter table %I drop constraint %I', o.relname, k.conname) as down,
       format('alter table %I add constraint %I %s', o.relname, k.conname, pg_get_constraintdef(k.oid)) as up
     from pg_constraint k join own o on o.oid = k.conrelid where k.contype = 'f'
     union all
     select 3, format('drop index %I', i.relname), pg_get_indexdef(i.oid)
     from pg_index x join pg_class i on i.oid = x.indexrelid join own o on o.oid = x.indrelid
     where not exists (select 1 from pg_constraint k where k.conindid = x.indexrelid and k.contype in ('p', 'u', 'x'))
     union all
     select 2, format('alter table %I drop constraint %I', o.relname, k.conname),
       format('alter table %I add constraint %I %s', o.relname, k.conname, pg_get_constraintdef(k.oid))
     from pg_constraint k join own o on o.oid = k.conrelid where k.contype in ('p', 'u')
       and not exists (select 1 from pg_constraint f where f.contype = 'f' and f.conindid = k.conindid)
     order by 1`,
    [[...tables, 'case_figure']],
  );
  const ranked = rows as unknown as readonly { readonly down: string; readonly up: string }[];
  return { drop: ranked.map(({ down }) => down), create: ranked.map(({ up }) => up).reverse() };
};

const writeCopies = async (sql: SqlExecutor, table: Table): Promise<void> => {
  const columns = await columnsOf(sql, table);
  const owner = { case_file: 't.id', case_deadline_entry: 'd.case_id' }[table as string] ?? 't.case_id';
  const joined = table === 'case_deadline_entry' ? 'join case_deadline d on d.id = t.deadline_id' : '';
  const from =
    table === 'case_deadline_entry' ? `(select * from case_deadline_entry) t ${joined}` : `(select * from ${table}) t`;
  await sql(
    `insert into ${table} (${columns.map(({ name }) => name).join(', ')})
     select ${columns.map((column) => valueOf(table, column)).join(', ')} from ${from} join copy k on k.id = ${owner}`,
  );
};

/** Copies lie whole weeks earlier, so do their figures; months are added up anew. Rows lie in the order of the days, as they come in earnest. */
const writeFigures = async (sql: SqlExecutor, rounds: number): Promise<void> => {
  const keys = 'area_code, dimension, key';
  const sums = (times: string) => figureColumns.map((name) => `sum(${name} * ${times})::int`).join(', ');
  await sql(`create temp table figure_once on commit drop as select * from case_figure where grain = 'DAY'`);
  await sql('delete from case_figure');
  await sql(
    `insert into case_figure (${keys}, grain, period, ${figureColumns.join(', ')})
     select ${keys}, 'DAY', f.period - ${String(DAYS_A_WEEK)} * w.weeks, ${sums('w.times')} from figure_once f
     cross join (select weeks, count(*)::int as times from (select weeks from round union all select 0) r group by weeks) w
     group by ${keys}, f.period - ${String(DAYS_A_WEEK)} * w.weeks order by 5`,
  );
  await sql(
    `insert into case_figure (${keys}, grain, period, ${figureColumns.join(', ')})
     select ${keys}, 'MONTH', date_trunc('month', period)::date, ${sums('1')} from case_figure where grain = 'DAY'
     group by ${keys}, date_trunc('month', period)::date order by 5`,
  );
  await sql(`update counter set value = value * $1 where metric like 'status:%'`, [rounds + 1]);
};

/** Thrown where the cases that are there cannot be copied; says why. */
class NotOver extends Error {
  constructor(open: number) {
    super(`${String(open)} cases have not ended: a copy of a running clock would not be what the flow leaves`);
    this.name = 'NotOver';
  }
}

/**
 * Copies every case that is there again and again, each round some whole weeks earlier, with all rows and figures, set by set. Over a
 * calendar of weekdays alone (no holidays) this leaves what playing the histories of those weeks would leave. Cases that have not ended
 * are copied where they are alone (0 weeks earlier). In the caller's transaction.
 * @param rounds how often; the weeks of a round are `weeksOf(round)`
 * @returns how many cases there are now
 */
export const multiplyHistories = async (
  sql: SqlExecutor,
  rounds: number,
  weeksOf: (round: number) => number,
): Promise<number> => {
  const numbered = Array.from({ length: rounds }, (_, index) => index + 1);
  const weeks = numbered.map(weeksOf);
  const [open] = await sql(
    `select count(*)::int as n from case_file c where c.status <> all($1::text[])
       or exists (select 1 from case_deadline d where d.case_id = c.id and d.ended_at is null)`,
    [endStatuses],
  );
  if (open?.n !== 0 && weeks.some((some) => some !== 0)) throw new NotOver(open?.n as number);
  await sql(`create temp table round on commit drop as select * from unnest($1::int[], $2::int[]) as r(round, weeks)`, [
    numbered,
    weeks,
  ]);
  // numbers go on in each year in the order of the reports
  await sql(
    `create temp table copy on commit drop as
     select id, round, weeks, county || '-' || year || '-' || lpad(sequence::text, greatest(6, length(sequence::text)), '0') as number,
       year, sequence
     from (
       select n.*, coalesce(l.last, 0) + row_number() over (partition by n.year order by n.at, n.id, n.round) as sequence from (
         select c.id, r.round, r.weeks, left(c.number, 6) as county, at.at, extract(year from at.at at time zone 'Asia/Shanghai')::int as year
         from case_file c cross join round r cross join lateral (
           select c.reported_at - make_interval(days => r.weeks * ${String(DAYS_A_WEEK)}) as at) at
       ) n left join case_number l on l.year = n.year
     ) numbered`,
  );
  await sql('analyze copy');
  const parts = await partsOf(sql);
  for (const statement of parts.drop) await sql(statement);
  for (const table of tables) await writeCopies(sql, table);
  await writeFigures(sql, rounds);
  await sql(
    `insert into case_number (year, last) select year, max(sequence) from copy group by year
     on conflict (year) do update set last = greatest(case_number.last, excluded.last)`,
  );
  for (const statement of parts.create) await sql(statement);
  const [counted] = await sql('select count(*)::int as n from case_file');
  return counted?.n as number;
};
