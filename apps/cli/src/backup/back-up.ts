import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';

import { END_OF_ROWS, quoted, type BackupHeader, type ServiceHeader, type TableHeader } from './backup-format.ts';

interface BackupOptions {
  /** Service → URL of its database, as a user who may read all of it. */
  readonly databases: Readonly<Record<string, string>>;
  readonly file: string;
  readonly now?: () => Date;
  readonly onTable?: (service: string, table: string) => void;
}

const line = (value: unknown) => `${JSON.stringify(value)}\n`;

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly identities: readonly string[];
}

const readTables = async (client: Client): Promise<Table[]> => {
  const { rows } = await client.query<{ name: string; columns: string[]; identities: (string | null)[] }>(
    `select case n.nspname when 'public' then '' else n.nspname || '.' end || c.relname as name,
            array_agg(a.attname::text order by a.attnum) as columns,
            array_agg(case when a.attidentity <> '' then a.attname::text end) as identities
     from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
     where n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%' and c.relkind = 'r'
       and not (n.nspname = 'public' and c.relname = 'migration')
       and not (n.nspname = 'graphile_worker' and c.relname = 'migrations')
       and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     group by 1 order by 1`,
  );
  return rows.map((row) => ({ ...row, identities: row.identities.filter((name) => name !== null) }));
};

const nextValues = async (client: Client, table: Table): Promise<Record<string, string>> => {
  const values: Record<string, string> = {};
  for (const column of table.identities) {
    const { rows } = await client.query<{ next: string }>(
      'select nextval(pg_get_serial_sequence($1, $2))::text as next',
      [quoted(table.name), column],
    );
    values[column] = rows[0]?.next ?? '1';
  }
  return values;
};

const hasMigrations = async (client: Client): Promise<boolean> => {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('public.migration') is not null as there`,
  );
  return rows[0]?.there === true;
};

/** The text of one service: one snapshot of its database. */
const serviceText = async function* (
  service: string,
  url: string,
  options: BackupOptions,
): AsyncGenerator<string | Buffer> {
  const client = new Client({ connectionString: url, application_name: 'gridloom-backup' });
  await client.connect();
  try {
    const tables = (await hasMigrations(client)) ? await readTables(client) : [];
    const identities = new Map<string, Record<string, string>>();
    for (const table of tables) identities.set(table.name, await nextValues(client, table));
    await client.query('begin isolation level repeatable read read only');
    const applied =
      tables.length > 0 ? await client.query<{ name: string }>('select name from migration order by id') : { rows: [] };
    yield line({ service, migrations: applied.rows.map(({ name }) => name) } satisfies ServiceHeader);
    for (const { name, columns } of tables) {
      options.onTable?.(service, name);
      yield line({ table: name, columns: [...columns], identities: identities.get(name) ?? {} } satisfies TableHeader);
      const rows = client.query(copyTo(`copy ${quoted(name)} (${columns.map(quoted).join(', ')}) to stdout`));
      for await (const chunk of rows) yield chunk as Buffer;
      yield `${END_OF_ROWS}\n`;
    }
    await client.query('commit');
  } finally {
    await client.end();
  }
};

const backupText = async function* (options: BackupOptions): AsyncGenerator<string | Buffer> {
  const services = Object.keys(options.databases);
  const createdAt = (options.now?.() ?? new Date()).toISOString();
  yield line({ format: 'gridloom-backup-1', createdAt, services } satisfies BackupHeader);
  for (const [service, url] of Object.entries(options.databases)) yield* serviceText(service, url, options);
};

/**
 * Writes all databases into one compressed file: each as one snapshot, so it may run while people work. The file appears whole
 * or not at all. What is on Kafka is not part of it: state topics are filled again from the tables after a restore.
 */
export const backUp = async (options: BackupOptions): Promise<void> => {
  const draft = `${options.file}.${String(process.pid)}.part`;
  try {
    await pipeline(
      Readable.from(backupText(options)),
      createGzip({ level: 4 }),
      createWriteStream(draft, { mode: 0o600 }),
    );
    await rename(draft, options.file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
};
