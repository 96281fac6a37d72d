import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { stopSignals, type ProcessRecord } from './stack-record.ts';

export interface Guard {
  pid?: number;
  /** Sends the guard away: the servers are on their own. */
  release(): void;
}

/**
 * Watches over the servers from a process of its own: when this process ends in whatever way, kill -9 included, the pipe
 * between them closes and the guard stops the servers. It looks at the command line before it sends a signal.
 */
export function startGuard(processes: readonly ProcessRecord[]): Guard {
  const words = processes.flatMap((each) => [stopSignals[each.role].slice(3), String(each.pid), each.marker]);
  // Detached: Ctrl-C in the terminal must not reach it before the services have let go of the servers.
  const guard = spawn('/bin/sh', ['-c', script, 'gridloom-guard', ...words], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => {
    // Without a shell there is no guard; the next start ends what is left over all the same.
  });
  guard.unref();
  const pipe = guard.stdin;
  // The pipe alone must not keep this process alive.
  if (pipe instanceof Socket) pipe.unref();
  return {
    ...(guard.pid === undefined ? {} : { pid: guard.pid }),
    release() {
      guard.kill('SIGKILL');
      pipe.destroy();
    },
  };
}

const script = `
cat > /dev/null
while [ $# -ge 3 ]; do
  if { tr '\\0' ' ' < "/proc/$2/cmdline" 2> /dev/null || ps -ww -o command= -p "$2"; } | grep -qF -- "$3"; then
    kill -s "$1" "$2"
  fi
  shift 3
done`;
