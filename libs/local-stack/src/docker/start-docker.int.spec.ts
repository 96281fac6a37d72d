import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findFreePort } from '../ports.ts';
import { makeToolFolder } from '../tool-folder.ts';
import { composeProgram, startDocker } from './start-docker.ts';

describe('Docker', () => {
  let machine: Awaited<ReturnType<typeof makeToolFolder>> | undefined;
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'gridloom-docker-'));
  });
  afterEach(async () => {
    await machine?.remove();
    await rm(dataDir, { recursive: true });
  });

  test('that is not installed is named with what to install', async () => {
    machine = await makeToolFolder({});
    await expect(composeProgram(machine.env)).rejects.toMatchObject({
      cause: 'Docker is not installed',
      remedy: 'Install Docker Engine or Docker Desktop and start it',
    });
  });

  test('that does not answer is told from one that is not there', async () => {
    machine = await makeToolFolder({ docker: 'echo "Cannot connect to the Docker daemon" >&2; exit 1' });
    await expect(composeProgram(machine.env)).rejects.toThrow(
      /no Docker engine answers \(Cannot connect to the Docker daemon\)\. Start Docker/,
    );
  });

  test('without compose is named with the package to install', async () => {
    machine = await makeToolFolder({ docker: '[ "$1" = version ]' });
    await expect(composeProgram(machine.env)).rejects.toThrow(/Docker has no compose\. Install the compose plugin/);
  });

  test('is used by its compose plugin, or by the older program where that is all there is', async () => {
    machine = await makeToolFolder({ docker: 'exit 0' });
    expect(await composeProgram(machine.env)).toEqual(['docker', 'compose']);
    await machine.remove();
    machine = await makeToolFolder({ docker: '[ "$1" = version ]', 'docker-compose': 'exit 0' });
    expect(await composeProgram(machine.env)).toEqual(['docker-compose']);
  });

  test('that cannot get the images says which, and leaves no record of a running stack', async () => {
    machine = await makeToolFolder({
      docker: 'case "$*" in *" up "*) echo "pull access denied for apache/kafka" >&2; exit 18 ;; esac',
    });
    const attempt = startDocker(
      {
        dataDir,
        cacheDir: dataDir,
        ports: { postgres: await findFreePort(), kafka: await findFreePort() },
        isDurable: true,
        onProgress: () => undefined,
      },
      ['docker', 'compose'],
      machine.env,
    );
    await expect(attempt).rejects.toThrow(
      /compose did not start the containers \(pull access denied for apache\/kafka\)\. See that the images postgres:18\.4 and apache\/kafka:4\.1\.1/,
    );
    expect(await readdir(dataDir)).toEqual(['secrets.json']);
  });
});
