import {
  oneByKey,
  pagesByParent,
  readPage,
  toConnection,
  type Connection,
  type PageArgs,
  type SqlExecutor,
} from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { isInTerritory } from '../household/household-reach.ts';

export type AccessReason = 'CASE' | 'VISIT' | 'SEARCH';

/** One look at a resident's personal data. Rows are only ever added: the database refuses anything else. */
export interface AccessRecord {
  readonly id: string;
  readonly residentId: string;
  readonly accountId: string;
  readonly at: Date;
  readonly purpose: string;
  readonly fields: readonly string[];
  readonly reason: AccessReason;
  readonly reasonId: string | null;
  readonly until: Date | null;
}

/** A look to be written down; where the resident lives says who may audit it. */
export interface NewAccessRecord extends AccessRecord {
  readonly areaCode: string;
  readonly gridId: string;
  readonly grantId: string | null;
}

/** What a grant opens, and what a search tells. */
export const shownFields: readonly string[] = ['name', 'idNumber', 'phone'];
export const searchedFields: readonly string[] = ['idNumber'];

export const writeAccessRecord = async (sql: SqlExecutor, record: NewAccessRecord): Promise<void> => {
  await sql(
    `insert into audit.access_record (id, resident_id, area_code, grid_id, account_id, at, purpose, fields, reason_kind, reason_id,
       grant_id, until)
     values ($1, $2, $3, $4, $5, $6, $7, $8::text[], $9, $10, $11, $12)`,
    [
      record.id,
      record.residentId,
      record.areaCode,
      record.gridId,
      record.accountId,
      record.at,
      record.purpose,
      record.fields,
      record.reason,
      record.reasonId,
      record.grantId,
      record.until,
    ],
  );
};

const columns = 'id, resident_id, account_id, at, purpose, fields, reason_kind, reason_id, until';

const recordOf = (row: Readonly<Record<string, unknown>>): AccessRecord => ({
  id: row.id as string,
  residentId: row.resident_id as string,
  accountId: row.account_id as string,
  at: new Date(row.at as string),
  purpose: row.purpose as string,
  fields: row.fields as string[],
  reason: row.reason_kind as AccessReason,
  reasonId: row.reason_id as string | null,
  until: row.until === null ? null : new Date(row.until as string),
});

/** The latest record of a grant: what the holder saw last. */
export const findLastOfGrant = async (sql: SqlExecutor, grantId: string): Promise<AccessRecord | null> => {
  const [row] = await sql(
    `select ${columns} from audit.access_record where grant_id = $1 order by at desc, id desc limit 1`,
    [grantId],
  );
  return row ? recordOf(row) : null;
};

/** Who looked at a resident's data, the latest first; nothing outside the territory that the caller audits. */
export const listAccessRecords = async (
  context: Context,
  resident: { readonly id: string; readonly areaCode: string; readonly gridId: string },
  args: PageArgs,
): Promise<Connection<AccessRecord> & { readonly totalCount: number }> => {
  const { first, after } = readPage(args, context.locale, 2);
  const keyOf = (record: AccessRecord) => [record.at.toISOString(), record.id];
  if (!isInTerritory(context.peopleReach('READ_ACCESS_RECORDS'), resident))
    return { ...toConnection<AccessRecord>([], first, keyOf), totalCount: 0 };
  const [records, count] = await Promise.all([
    context.batches.load('Resident.accessRecords', { first, after }, resident.id, async (ids) => {
      const pages = await pagesByParent(
        context.sql,
        { ids, type: 'uuid' },
        `select ${columns} from audit.access_record a where a.resident_id = parent.id
           ${after ? 'and (a.at, a.id) < ($2::timestamptz, $3::uuid)' : ''} order by a.at desc, a.id desc`,
        [...(after ?? [])],
        first,
      );
      return ids.map((id) => (pages.get(id) ?? []).map(recordOf));
    }),
    context.batches.load('Resident.accessRecords count', null, resident.id, async (ids) => {
      const rows = await context.sql(
        'select resident_id, count(*)::int as n from audit.access_record where resident_id = any($1::uuid[]) group by resident_id',
        [ids],
      );
      return oneByKey(ids, rows, (row) => row.resident_id as string).map((row) => (row?.n as number | undefined) ?? 0);
    }),
  ]);
  return { ...toConnection(records, first, keyOf), totalCount: count };
};
