import { renameSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { infraKinds, type InfraKind } from './config.ts';
import { describeProcess, endProcess } from './processes.ts';
import { StackProblem } from './stack-problem.ts';

const processRecord = z.object({
  role: z.enum(['postgres', 'kafka']),
  pid: z.number().int().positive(),
  /** A part of the command line that only this stack's process has. */
  marker: z.string().min(8),
});
const stackRecord = z.object({
  owner: z.object({ pid: z.number().int().positive(), startedAt: z.string() }),
  processes: z.array(processRecord),
});
const chosenInfra = z.object({ kind: z.enum(infraKinds) });

export type ProcessRecord = z.infer<typeof processRecord>;
export type StackRecord = z.infer<typeof stackRecord>;

/** SIGINT is PostgreSQL's fast shutdown; the broker closes its log on SIGTERM. */
export const stopSignals = { postgres: 'SIGINT', kafka: 'SIGTERM' } as const;
const patience = { postgres: 60_000, kafka: 20_000 };

/**
 * Takes the data folder for this process: whatever an earlier one that was killed left running is ended.
 * @throws StackProblem when another living process holds it
 */
export async function takeStack(dataDir: string): Promise<void> {
  const earlier = await readRecord(dataDir);
  if (earlier !== undefined) {
    const owner = await describeProcess(earlier.owner.pid);
    if (owner?.startedAt === earlier.owner.startedAt && owner.pid !== process.pid)
      throw new StackProblem({
        what: 'PostgreSQL and Kafka cannot start',
        cause: `they run already for process ${String(owner.pid)} with the data in ${dataDir}`,
        remedy: 'Stop it first (npm run stop, or Ctrl-C where it runs)',
      });
    await endProcesses(earlier.processes);
  }
  await writeRecord(dataDir, []);
}

export async function writeRecord(dataDir: string, processes: ProcessRecord[]): Promise<void> {
  const self = await describeProcess(process.pid);
  const record: StackRecord = { owner: { pid: process.pid, startedAt: self?.startedAt ?? 'unknown' }, processes };
  writeJson(path.join(dataDir, 'stack.json'), record);
}

export async function clearRecord(dataDir: string): Promise<void> {
  await rm(path.join(dataDir, 'stack.json'), { force: true });
}

/** Ends what was recorded, the broker first, and only what is still the recorded program. */
export async function endProcesses(processes: readonly ProcessRecord[]): Promise<void> {
  await Promise.all(
    processes.map((each) =>
      endProcess(each.pid, { marker: each.marker, signal: stopSignals[each.role], patience: patience[each.role] }),
    ),
  );
}

/** Which way the data of this folder were made, so that a later start finds them again. */
export async function readChosenInfra(dataDir: string): Promise<InfraKind | undefined> {
  const parsed = chosenInfra.safeParse(await readJson(path.join(dataDir, 'infra.json')));
  return parsed.success ? parsed.data.kind : undefined;
}

export function writeChosenInfra(dataDir: string, kind: InfraKind): void {
  writeJson(path.join(dataDir, 'infra.json'), { kind });
}

export async function clearChosenInfra(dataDir: string): Promise<void> {
  await rm(path.join(dataDir, 'infra.json'), { force: true });
}

async function readRecord(dataDir: string): Promise<StackRecord | undefined> {
  const parsed = stackRecord.safeParse(await readJson(path.join(dataDir, 'stack.json')));
  return parsed.success ? parsed.data : undefined;
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    // Absent, or cut short by a kill: then it says nothing, as on a first start.
    return undefined;
  }
}

function writeJson(file: string, content: unknown): void {
  const draft = `${file}.${String(process.pid)}.draft`;
  writeFileSync(draft, `${JSON.stringify(content)}\n`);
  renameSync(draft, file);
}
