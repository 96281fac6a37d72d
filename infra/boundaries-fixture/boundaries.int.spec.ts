import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '../..');
const nx = join(root, 'node_modules/nx/dist/bin/nx.js');

/** What nx says, and whether it said yes. */
async function runNx(...args: string[]): Promise<{ failed: boolean; output: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [nx, ...args], { cwd: root });
    return { failed: false, output: stdout + stderr };
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return { failed: true, output: stdout + stderr };
  }
}

describe('the module boundaries', () => {
  it('refuse a contract that imports the service kit and a Kafka client', async () => {
    const { failed, output } = await runNx('run', 'boundaries-fixture:lint-what-must-fail');

    expect(output).toContain('A project tagged with "type:contracts" can only depend on libs tagged with');
    expect(output).toContain('A project tagged with "type:contracts" is not allowed to import "kafkajs"');
    expect(output).toContain('@nx/enforce-module-boundaries');
    expect(failed).toBe(true);
  });
});
