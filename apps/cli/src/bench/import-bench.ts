import { rmSync, statSync } from 'node:fs';
import path from 'node:path';

import { Client } from 'pg';

import { backUp } from '../backup/back-up.ts';
import { restore, type RestoreTarget } from '../restore/restore.ts';
import type { Figure } from './figure.ts';

interface ImportBenchOptions {
  readonly home: string;
  /** Seconds that the founding took to write its rows, as it says itself. */
  readonly foundingSeconds: number;
  /** Service → URL of its database as a user who may read all of it. */
  readonly databases: Readonly<Record<string, string>>;
  /** Empty databases of the same form, in which the same rows are written bare. */
  readonly targets: Readonly<Record<string, RestoreTarget>>;
}

const storedRows = async (url: string): Promise<number> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ n: number }>(
      `select sum((xpath('/row/c/text()', query_to_xml(format('select count(*) as c from %I', relname), false, true, '')))[1]::text::int)::int as n
       from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
    );
    return rows[0]?.n ?? 0;
  } finally {
    await client.end();
  }
};

/** The founding's rows beside a bare COPY of the same stored rows into tables with the same indexes. */
export const importBench = async (options: ImportBenchOptions): Promise<Figure[]> => {
  const file = path.join(options.home, 'bench.backup');
  const backupBegun = performance.now();
  await backUp({ databases: options.databases, file });
  const backupSeconds = (performance.now() - backupBegun) / 1_000;
  const begun = performance.now();
  await restore({ file, targets: options.targets });
  const bareSeconds = (performance.now() - begun) / 1_000;
  const megabytes = statSync(file).size / 1_048_576;
  rmSync(file);
  let rows = 0;
  for (const url of Object.values(options.databases)) rows += await storedRows(url);
  return [
    {
      what: `writing the county's ${rows.toLocaleString('en')} rows with all checks, sealing and figures`,
      value: options.foundingSeconds,
      unit: 's',
      beside: { what: 'the same stored rows by COPY from a file', value: bareSeconds },
    },
    { what: `backup of all five databases (${megabytes.toFixed(0)} MB)`, value: backupSeconds, unit: 's' },
  ];
};
