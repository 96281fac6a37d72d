import { oneByKey, pagesByParent, readPage, toConnection, type Connection, type PageArgs } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import type { PeopleWork } from './people-work.ts';

export type ChangeSubject = 'RESIDENT' | 'HOUSEHOLD' | 'DWELLING';

/** What can be done to the record of a person, a household or a dwelling. */
export const changeKinds = [
  'REGISTERED',
  'BORN',
  'MOVED_IN',
  'MOVED_OUT',
  'DIED',
  'CHANGED',
  'VERIFIED',
  'POPULATION_KIND_CHANGED',
  'RELATION_CHANGED',
  'OCCUPANCY_BEGUN',
  'OCCUPANCY_ENDED',
  'CARE_BEGUN',
  'CARE_ENDED',
  'MERGED',
  'UNMERGED',
  'WITHDRAWN',
  'CORRECTED',
  'SPLIT',
  'JOINED',
  'DISSOLVED',
  'HEAD_CHANGED',
  'MEMBERS_CHANGED',
  'CONTACT_PUT',
  'CONTACT_REMOVED',
  'DEMOLISHED',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

export interface NewPeopleChange {
  readonly id: string;
  readonly subject: ChangeSubject;
  readonly subjectId: string;
  readonly kind: ChangeKind;
  readonly gridId: string;
  readonly areaCode: string;
  readonly effectiveOn: string;
  readonly fields: readonly string[];
  /** What stood there before and what stands there now: sealed, since it may hold anything of a person. */
  readonly values?: object;
  readonly note?: string | null;
  readonly correctsId?: string;
}

/** An entry of the history (变更记录), never changed; values stay sealed. */
export interface PeopleChange {
  readonly id: string;
  readonly kind: ChangeKind;
  readonly areaCode: string;
  readonly gridId: string;
  readonly effectiveOn: string;
  readonly at: Date;
  readonly accountId: string | null;
  readonly fields: readonly string[];
  readonly note: string | null;
}

interface Subject {
  readonly id: string;
  readonly gridId: string;
  readonly areaCode: string;
}

type Entry = Omit<
  NewPeopleChange,
  'id' | 'subject' | 'subjectId' | 'gridId' | 'areaCode' | 'effectiveOn' | 'fields'
> & {
  readonly effectiveOn?: string;
  readonly fields?: readonly string[];
};

/** Notes an entry of the history; it is written with the end of the work. @returns its id */
export const noteChange = (
  work: PeopleWork,
  subject: ChangeSubject,
  { id: subjectId, gridId, areaCode }: Subject,
  entry: Entry,
): string => {
  const id = work.newId();
  work.changes.push({ effectiveOn: work.today, fields: [], ...entry, id, subject, subjectId, gridId, areaCode });
  return id;
};

/** Writes the entries of a piece of work. */
export const writeChanges = async (work: PeopleWork): Promise<void> => {
  const { changes, sql, numbers } = work;
  if (changes.length === 0) return;
  const rows = changes.map((change) => ({
    id: change.id,
    subject_kind: change.subject,
    subject_id: change.subjectId,
    kind: change.kind,
    grid_id: change.gridId,
    area_code: change.areaCode,
    effective_on: change.effectiveOn,
    fields: change.fields,
    values_sealed: change.values === undefined ? null : numbers.sealChange(change.values),
    note: change.note ?? null,
    corrects_id: change.correctsId ?? null,
  }));
  await sql(
    `insert into people_change (id, subject_kind, subject_id, kind, grid_id, area_code, effective_on, at, by_account_id, fields,
       values_sealed, note, corrects_id)
     select r.id, r.subject_kind, r.subject_id, r.kind, r.grid_id, r.area_code, r.effective_on, $2, $3::uuid, r.fields, r.values_sealed,
       r.note, r.corrects_id
     from jsonb_to_recordset($1::jsonb) as r (id uuid, subject_kind text, subject_id uuid, kind text, grid_id uuid, area_code text,
       effective_on date, fields text[], values_sealed text, note text, corrects_id uuid)`,
    [JSON.stringify(rows), work.now, work.accountId],
  );
  changes.length = 0;
};

const columns = `c.id, c.kind, c.grid_id, c.area_code, c.effective_on::text as effective_on, c.at, c.by_account_id, c.fields, c.note`;

const changeOf = (row: Readonly<Record<string, unknown>>): PeopleChange => ({
  id: row.id as string,
  kind: row.kind as ChangeKind,
  gridId: row.grid_id as string,
  areaCode: row.area_code as string,
  effectiveOn: row.effective_on as string,
  at: new Date(row.at as string),
  accountId: row.by_account_id as string | null,
  fields: row.fields as string[],
  note: row.note as string | null,
});

/** The history of a resident or household that the caller sees, the latest first. */
export const listChanges = async (
  context: Context,
  subjectId: string,
  args: PageArgs,
): Promise<Connection<PeopleChange> & { readonly totalCount: number }> => {
  const { first, after } = readPage(args, context.locale, 2);
  const [page, count] = await Promise.all([
    context.batches.load('people changes', { first, after }, subjectId, async (ids) => {
      const pages = await pagesByParent(
        context.sql,
        { ids, type: 'uuid' },
        `select ${columns} from people_change c where c.subject_id = parent.id
           ${after ? 'and (c.at, c.id) < ($2::timestamptz, $3::uuid)' : ''} order by c.at desc, c.id desc`,
        [...(after ?? [])],
        first,
      );
      return ids.map((id) => (pages.get(id) ?? []).map(changeOf));
    }),
    context.batches.load('people changes count', null, subjectId, async (ids) => {
      const rows = await context.sql(
        'select subject_id, count(*)::int as n from people_change where subject_id = any($1::uuid[]) group by subject_id',
        [ids],
      );
      return oneByKey(ids, rows, (row) => row.subject_id as string).map((row) => (row?.n as number | undefined) ?? 0);
    }),
  ]);
  return { ...toConnection(page, first, (row) => [row.at.toISOString(), row.id]), totalCount: count };
};

/** The last entry of a kind on a resident that nothing has corrected, with its values opened. */
export const findLastChange = async (
  { sql, numbers }: Pick<PeopleWork, 'sql' | 'numbers'>,
  subjectId: string,
  kinds: readonly ChangeKind[],
): Promise<(PeopleChange & { readonly values: unknown }) | null> => {
  const [row] = await sql(
    `select ${columns}, c.values_sealed from people_change c
     where c.subject_id = $1 and c.kind = any($2::text[])
       and not exists (select 1 from people_change n where n.corrects_id = c.id)
     order by c.at desc, c.id desc limit 1`,
    [subjectId, kinds],
  );
  if (!row) return null;
  const sealed = row.values_sealed as string | null;
  return { ...changeOf(row), values: sealed === null ? null : numbers.openChange(sealed) };
};
