import type { SqlExecutor } from '@gridloom/messaging';

/** Statements that make the table of files, for a subgraph that keeps some. */
export const fileMigration = (): string[] => [
  `create table stored_file (
     id uuid constraint stored_file_pkey primary key,
     account_id uuid not null,
     purpose text not null,
     name text not null,
     content_type text not null,
     bytes bigint,
     sha256 text,
     state text not null constraint stored_file_state_check check (state in ('RECEIVING', 'UNCLAIMED', 'CLAIMED')),
     subject text,
     created_at timestamptz not null,
     expires_at timestamptz,
     constraint stored_file_whole_check check (state = 'RECEIVING' or (bytes is not null and sha256 is not null)),
     constraint stored_file_subject_check check ((state = 'CLAIMED') = (subject is not null))
   )`,
  `create index stored_file_expires_at_idx on stored_file (expires_at) where expires_at is not null`,
  `create index stored_file_subject_idx on stored_file (subject) where subject is not null`,
  `create index stored_file_account_id_idx on stored_file (account_id) where state <> 'CLAIMED'`,
];

export const fileMigrationDown = (): string[] => ['drop table stored_file'];

/** A file that is kept whole. */
export interface StoredFile {
  readonly id: string;
  /** Who sent it, or for whom the service made it. */
  readonly accountId: string;
  readonly purpose: string;
  /** As the sender called it; never a path. */
  readonly name: string;
  readonly contentType: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly state: 'UNCLAIMED' | 'CLAIMED';
  /** What it belongs to once it is claimed, e.g. `visit:<id>`. */
  readonly subject: string | null;
  readonly createdAt: Date;
  /** When it is swept away; null while something claims it for good. */
  readonly expiresAt: Date | null;
}

const columns = `f.id, f.account_id, f.purpose, f.name, f.content_type, f.bytes::float8 as bytes, f.sha256, f.state, f.subject, f.created_at,
  f.expires_at`;

const toDate = (value: unknown) => (value instanceof Date ? value : new Date(value as string));

const fileOf = (row: Readonly<Record<string, unknown>>): StoredFile => ({
  id: row.id as string,
  accountId: row.account_id as string,
  purpose: row.purpose as string,
  name: row.name as string,
  contentType: row.content_type as string,
  bytes: row.bytes as number,
  sha256: row.sha256 as string,
  state: row.state as StoredFile['state'],
  subject: row.subject as string | null,
  createdAt: toDate(row.created_at),
  expiresAt: row.expires_at === null ? null : toDate(row.expires_at),
});

/** Files by their ids, those that are kept whole and have not expired. */
export const findFiles = async (sql: SqlExecutor, ids: readonly string[], now: Date): Promise<StoredFile[]> => {
  const rows = await sql(
    `select ${columns} from stored_file f
     where f.id = any($1::uuid[]) and f.state <> 'RECEIVING' and (f.expires_at is null or f.expires_at > $2) order by f.id`,
    [ids, now],
  );
  return rows.map(fileOf);
};

interface Claim {
  readonly fileIds: readonly string[];
  readonly purpose: string;
  readonly accountId: string;
  /** What the files belong to from now on, e.g. `visit:<id>`. */
  readonly subject: string;
  readonly now: Date;
}

/**
 * Claims files for what they were sent for, in the transaction of whoever makes that: from then on they stay. A file is claimed once;
 * claiming it again for the same subject changes nothing.
 * @returns the files, or the ids that are not there, not the account's, of another purpose, expired, or claimed for something else
 */
export const claimFiles = async (
  sql: SqlExecutor,
  { fileIds, purpose, accountId, subject, now }: Claim,
): Promise<
  { readonly ok: true; readonly files: StoredFile[] } | { readonly ok: false; readonly missing: string[] }
> => {
  if (fileIds.length === 0) return { ok: true, files: [] };
  const rows = await sql(
    `with wanted as (
       select id from stored_file
       where id = any($1::uuid[]) and purpose = $2 and account_id = $3
         and ((state = 'UNCLAIMED' and expires_at > $5) or (state = 'CLAIMED' and subject = $4))
       order by id for update
     )
     update stored_file f set state = 'CLAIMED', subject = $4, expires_at = null from wanted w where f.id = w.id
     returning ${columns}`,
    [fileIds, purpose, accountId, subject, now],
  );
  const files = rows.map(fileOf);
  const claimed = new Set(files.map(({ id }) => id));
  const missing = fileIds.filter((id) => !claimed.has(id.toLowerCase()));
  return missing.length === 0 ? { ok: true, files } : { ok: false, missing };
};

/** Gives the files of a subject up: they are swept away with the next sweep. */
export const releaseFiles = async (sql: SqlExecutor, subject: string, now: Date): Promise<void> => {
  await sql(
    `update stored_file set state = 'UNCLAIMED', subject = null, expires_at = $2 where subject = $1 and state = 'CLAIMED'`,
    [subject, now],
  );
};

/** Files of subjects, in the order in which they came; one statement. */
export const filesOfSubjects = async (
  sql: SqlExecutor,
  subjects: readonly string[],
): Promise<Map<string, StoredFile[]>> => {
  const rows = await sql(
    `select ${columns} from stored_file f where f.subject = any($1::text[]) and f.state = 'CLAIMED'
     order by f.subject, f.created_at, f.id`,
    [subjects],
  );
  const found = new Map<string, StoredFile[]>(subjects.map((subject) => [subject, []]));
  for (const file of rows.map(fileOf)) found.get(file.subject ?? '')?.push(file);
  return found;
};
