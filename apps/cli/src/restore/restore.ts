import { once } from 'node:events';

import { migrateDatabase, type DatabaseDefinition } from '@gridloom/service-kit';
import { Client } from 'pg';
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams';

import { quoted, type TableHeader } from '../backup/backup-format.ts';
import { BackupUnreadable, readBackup } from './read-backup.ts';

export interface RestoreTarget {
  readonly definition: DatabaseDefinition;
  /** Removes the database and makes it again, empty. */
  recreate(): Promise<void>;
  readonly migratorUrl: string;
  /** As a user who may switch off triggers and foreign keys while rows come in. */
  readonly adminUrl: string;
}

interface RestoreOptions {
  readonly file: string;
  readonly targets: Readonly<Record<string, RestoreTarget>>;
  readonly onTable?: (service: string, table: string) => void;
}

/** Reads the whole file once before anything is touched. @throws BackupUnreadable for a damaged one or one of other services */
export const checkBackup = async (file: string, targets: RestoreOptions['targets']): Promise<void> => {
  let announced: readonly string[] = [];
  const seen = new Set<string>();
  for await (const part of readBackup(file)) {
    if (part.kind === 'backup') announced = part.header.services;
    if (part.kind !== 'service') continue;
    const { service, migrations } = part.header;
    const target = targets[service];
    if (!target) throw new BackupUnreadable(file, `it holds a service "${service}" that this version does not have`);
    const known = new Set(target.definition.migrations.map(({ name }) => name));
    const unknown = migrations.find((name) => !known.has(name));
    if (unknown !== undefined)
      throw new BackupUnreadable(file, `it comes from a newer version (${service}: ${unknown})`);
    seen.add(service);
  }
  const missing = announced.find((service) => !seen.has(service));
  if (missing !== undefined || seen.size === 0)
    throw new BackupUnreadable(file, `it holds nothing of ${missing ?? 'any service'}`);
};

const migrateTo = async ({ definition, migratorUrl }: RestoreTarget, migrations: readonly string[]) => {
  if (migrations.length > 0) await migrateDatabase(definition, migratorUrl, migrations);
};

/** Writes the tables of one database in one transaction. */
const openWriter = async (adminUrl: string) => {
  const client = new Client({ connectionString: adminUrl, application_name: 'gridloom-restore' });
  await client.connect();
  await client.query(`begin; set local session_replication_role = 'replica'`);
  let copying: { stream: CopyStreamQuery; finished: Promise<unknown[]> } | undefined;
  const endTable = async () => {
    if (!copying) return;
    copying.stream.end();
    await copying.finished;
    copying = undefined;
  };
  return {
    table: async ({ table, columns, identities }: TableHeader) => {
      await endTable();
      await client.query(`delete from ${quoted(table)}`);
      for (const [column, next] of Object.entries(identities)) {
        await client.query('select setval(pg_get_serial_sequence($1, $2), $3::bigint, false)', [
          quoted(table),
          column,
          next,
        ]);
      }
      const stream = client.query(copyFrom(`copy ${quoted(table)} (${columns.map(quoted).join(', ')}) from stdin`));
      copying = { stream, finished: once(stream, 'finish') };
      copying.finished.catch(() => undefined);
    },
    rows: async (text: string) => {
      if (!copying) throw new TypeError('Rows came without a table');
      if (!copying.stream.write(text)) await Promise.race([once(copying.stream, 'drain'), copying.finished]);
    },
    commit: async () => {
      await endTable();
      // State topics are told again from the tables: what the broker holds may be of another time.
      await client.query(`delete from snapshot_progress; commit`);
      await client.end();
    },
    abandon: () => client.end(),
  };
};

type Writer = Awaited<ReturnType<typeof openWriter>>;

/** Puts all databases back as the file has them. Each service is whole or empty; run again, it begins anew. */
export const restore = async ({ file, targets, onTable }: RestoreOptions): Promise<void> => {
  await checkBackup(file, targets);
  let service = '';
  let writer: Writer | undefined;
  try {
    for await (const part of readBackup(file)) {
      if (part.kind === 'service') {
        await writer?.commit();
        writer = undefined;
        ({ service } = part.header);
        const target = targets[service];
        if (!target) throw new BackupUnreadable(file, `it holds an unknown service "${service}"`);
        await target.recreate();
        await migrateTo(target, part.header.migrations);
        if (part.header.migrations.length > 0) writer = await openWriter(target.adminUrl);
      } else if (part.kind === 'table') {
        onTable?.(service, part.header.table);
        await writer?.table(part.header);
      } else if (part.kind === 'rows') {
        await writer?.rows(part.text);
      }
    }
    await writer?.commit();
  } catch (error) {
    await writer?.abandon();
    throw error;
  }
};
