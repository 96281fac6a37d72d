import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { describeProcess, endProcess, StackProblem } from '@gridloom/local-stack';
import { z } from 'zod';

const form = z.object({
  owner: z.object({ pid: z.number().int(), startedAt: z.string() }),
  services: z.array(z.object({ name: z.string(), pid: z.number().int(), marker: z.string().min(8) })),
  /** Where PostgreSQL and Kafka are while it runs. */
  infrastructure: z.object({ postgresUrl: z.string(), brokers: z.array(z.string()) }).optional(),
  /** Set when everything is ready: the screen that tells what runs where. */
  screen: z.string().optional(),
});

/** Who runs this installation and which processes belong to it. */
export type RunRecord = z.infer<typeof form>;

const fileOf = (dataDir: string) => path.join(dataDir, 'run.json');

export const readRunRecord = (dataDir: string): RunRecord | undefined => {
  try {
    return form.parse(JSON.parse(readFileSync(fileOf(dataDir), 'utf8')));
  } catch {
    // None yet, or broken off while it was written: either way it names nothing that could be ended.
    return undefined;
  }
};

export const writeRunRecord = (dataDir: string, record: RunRecord): void => {
  mkdirSync(dataDir, { recursive: true });
  const draft = `${fileOf(dataDir)}.${String(process.pid)}`;
  writeFileSync(draft, JSON.stringify(record, null, 2), { mode: 0o600 });
  renameSync(draft, fileOf(dataDir));
};

export const clearRunRecord = (dataDir: string): void => {
  rmSync(fileOf(dataDir), { force: true });
};

/** The process that runs the installation now, if it still does. */
export const livingOwner = async (dataDir: string): Promise<number | undefined> => {
  const record = readRunRecord(dataDir);
  if (!record) return undefined;
  const owner = await describeProcess(record.owner.pid);
  return owner?.startedAt === record.owner.startedAt ? record.owner.pid : undefined;
};

/**
 * Takes the installation for this process; services that a killed start left behind are ended first.
 * @throws StackProblem where a living start holds it
 */
export const takeInstallation = async (dataDir: string): Promise<RunRecord> => {
  const owner = await livingOwner(dataDir);
  if (owner !== undefined && owner !== process.pid) {
    throw new StackProblem({
      what: 'Gridloom is not started a second time',
      cause: `it runs already as process ${String(owner)}`,
      remedy: 'Stop it first (npm run stop, or Ctrl-C where it runs)',
    });
  }
  const left = readRunRecord(dataDir)?.services ?? [];
  await Promise.all(left.map(({ pid, marker }) => endProcess(pid, { marker, signal: 'SIGTERM', patience: 5_000 })));
  const self = await describeProcess(process.pid);
  const record = { owner: { pid: process.pid, startedAt: self?.startedAt ?? 'unknown' }, services: [] };
  writeRunRecord(dataDir, record);
  return record;
};
