import { spawn, type SpawnOptions } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ToolResult {
  /** -1 when the program did not start. */
  status: number;
  output: string;
  /** What it said last: mostly the reason of a failure. */
  lastLine: string;
}

/** Runs a program to its end and keeps what it writes, on both streams. */
export function runTool(program: string, words: readonly string[], options: SpawnOptions = {}): Promise<ToolResult> {
  return new Promise((resolve) => {
    const child = spawn(program, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => {
      resolve({ status: -1, output, lastLine: error.message });
    });
    child.once('close', (status) => {
      resolve({ status: status ?? -1, output, lastLine: lastLineOf(output) });
    });
  });
}

/** The last line of a log file, or an empty string. */
export function tail(file: string): string {
  try {
    return lastLineOf(readFileSync(file, 'utf8'));
  } catch {
    return '';
  }
}

function lastLineOf(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
