import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { makeToolFolder } from '../tool-folder.ts';
import { findJava } from './find-java.ts';

describe('finding a Java for the broker', () => {
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

  async function machineWith(tools: Record<string, string>) {
    const machine = await makeToolFolder(tools);
    cleanups.push(() => machine.remove());
    return machine;
  }

  test('says what to install where there is none', async () => {
    const { env } = await machineWith({});
    await expect(findJava(env)).rejects.toMatchObject({
      what: 'The embedded Kafka cannot start',
      cause: 'there is no Java on this machine',
      remedy: expect.stringContaining(
        'Install a JDK of version 17 or newer (Debian: apt install openjdk-17-jre-headless',
      ),
    });
  });

  test.each(['1.8.0_402', '11.0.22'])('refuses version %s and says that it is too old', async (version) => {
    const { env } = await machineWith({ java: `echo 'openjdk version "${version}"' >&2` });
    await expect(findJava(env)).rejects.toThrow(`the Java on this machine is ${version}, too old for it`);
  });

  test.each(['17', '17.0.15', '25.0.1-ea'])('takes version %s', async (version) => {
    const { env } = await machineWith({ java: `echo 'openjdk version "${version}" 2025-04-15' >&2` });
    expect((await findJava(env)).program).toBe('java');
  });

  test('prefers the Java of JAVA_HOME, and passes over one that is too old', async () => {
    const { env, folder } = await machineWith({
      java: `echo 'openjdk version "21.0.1"' >&2`,
      old: `echo 'openjdk version "11.0.1"' >&2`,
      young: `echo 'openjdk version "17.0.1"' >&2`,
    });
    for (const home of ['old', 'young']) {
      await mkdir(path.join(folder, `${home}-jdk`, 'bin'), { recursive: true });
      await rename(path.join(folder, home), path.join(folder, `${home}-jdk`, 'bin', 'java'));
    }
    const young = await findJava({ ...env, JAVA_HOME: path.join(folder, 'young-jdk') });
    expect(young.program).toBe(path.join(folder, 'young-jdk', 'bin', 'java'));
    expect((await findJava({ ...env, JAVA_HOME: path.join(folder, 'old-jdk') })).program).toBe('java');
  });
});
