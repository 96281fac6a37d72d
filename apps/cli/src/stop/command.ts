import { describeProcess, isGone, StackProblem } from '@gridloom/local-stack';
import type { Command } from 'commander';

import { dataDirectory } from '../config.ts';
import { livingOwner } from '../start/run-record.ts';

const PATIENCE_MS = 90_000;

export const register = (program: Command): void => {
  program
    .command('stop')
    .description('stop the county that runs in this folder (停止)')
    .action(async () => {
      const owner = await livingOwner(dataDirectory());
      const running = owner === undefined ? undefined : await describeProcess(owner);
      if (!running) {
        process.stdout.write('没有在运行 Nothing is running.\n');
        return;
      }
      process.kill(running.pid, 'SIGTERM');
      if (await isGone(running, PATIENCE_MS)) {
        process.stdout.write('已停止 Stopped.\n');
        return;
      }
      throw new StackProblem({
        what: 'The county did not stop',
        cause: `process ${String(running.pid)} is still there after ${String(PATIENCE_MS / 1000)} s`,
        remedy: `End it with: kill -9 ${String(running.pid)}; the next start tidies up`,
      });
    });
};
