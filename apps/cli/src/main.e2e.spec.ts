import { execFile } from 'node:child_process';
import { readdirSync, existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';

describe('the gridloom program', () => {
  test('lists each topic folder as a command of the same name', async () => {
    const topics = readdirSync(import.meta.dirname).filter((topic) =>
      existsSync(path.join(import.meta.dirname, topic, 'command.ts')),
    );
    const { status, output } = await gridloom('--help');
    expect(status).toBe(0);
    for (const topic of topics) expect(output).toMatch(new RegExp(`^  ${topic}\\b`, 'm'));
  });

  test('answers an unknown command with its name, the help and a failure', async () => {
    const { status, output } = await gridloom('statr');
    expect(status).toBe(1);
    expect(output).toContain("error: unknown command 'statr'");
    expect(output).toContain('Did you mean start?');
    expect(output).toContain('Usage: gridloom');
  });
});

function gridloom(...words: string[]): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    const program = ['--no-warnings', path.join(import.meta.dirname, 'main.ts'), ...words];
    const child = execFile(process.execPath, program, (_error, stdout, stderr) => {
      resolve({ status: child.exitCode ?? -1, output: `${stdout}${stderr}` });
    });
  });
}
