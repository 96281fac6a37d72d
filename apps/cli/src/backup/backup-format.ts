import { z } from 'zod';

/** First line of a backup. The whole file is gzip over text: lines of JSON, and rows as COPY writes them, ended by `\.`. */
export const backupHeader = z.object({
  format: z.literal('gridloom-backup-1'),
  createdAt: z.iso.datetime(),
  services: z.array(z.string()).min(1),
});

/** Before the tables of a service: the migrations it had, oldest first. */
export const serviceHeader = z.object({ service: z.string(), migrations: z.array(z.string()) });

/** Before the rows of a table. `identities` are the next values of its identity columns. */
export const tableHeader = z.object({
  table: z.string(),
  columns: z.array(z.string()).min(1),
  identities: z.record(z.string(), z.string()),
});

export type BackupHeader = z.infer<typeof backupHeader>;
export type ServiceHeader = z.infer<typeof serviceHeader>;
export type TableHeader = z.infer<typeof tableHeader>;

/** The line after the last row of a table. */
export const END_OF_ROWS = '\\.';

/** A name as SQL takes it; a table outside the schema public carries its schema, `audit.access_record`. */
export const quoted = (name: string): string =>
  name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
