import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makeToolFolder } from '../tool-folder.ts';
import { resolveKafkaJars } from './kafka-jars.ts';

describe('the jars of the broker', () => {
  let cacheDir: string;
  beforeEach(async () => {
    cacheDir = await mkdtemp(path.join(tmpdir(), 'gridloom-jars-'));
  });
  afterEach(() => rm(cacheDir, { recursive: true }));

  async function resolveWith(tools: Record<string, string>): Promise<string[]> {
    const machine = await makeToolFolder(tools);
    try {
      return await resolveKafkaJars({ cacheDir, onProgress: () => undefined, env: machine.env });
    } finally {
      await machine.remove();
    }
  }

  test('cannot be had without Maven, which is named', async () => {
    await expect(resolveWith({})).rejects.toMatchObject({
      cause: 'Maven is not installed',
      remedy: 'Install Maven (Debian: apt install maven; macOS: brew install maven), or install Docker',
    });
  });

  test('cannot be had when Maven reaches no repository, and its reason is told', async () => {
    const mvn = `echo '[ERROR] Could not transfer artifact from central: repo.example: Name or service not known'; exit 1`;
    await expect(resolveWith({ mvn })).rejects.toThrow(
      /Maven could not fetch its jars \(Could not transfer artifact.*\)\. See that Maven reaches a repository/,
    );
  });

  test('are remembered, so that Maven runs once', async () => {
    const jar = path.join(cacheDir, 'kafka.jar');
    await writeFile(jar, '');
    const mvn = `echo run >> ${cacheDir}/runs
for word in "$@"; do case $word in -Dmdep.outputFile=*) printf '%s' ${jar} > "\${word#*=}" ;; esac; done`;
    expect(await resolveWith({ mvn })).toEqual([jar]);
    expect(await resolveWith({ mvn })).toEqual([jar]);
    expect(await readFile(path.join(cacheDir, 'runs'), 'utf8')).toBe('run\n');
  });
});
