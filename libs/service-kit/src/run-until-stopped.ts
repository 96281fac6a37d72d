import type { Logger } from './log.ts';

/**
 * Ends the process in order on SIGTERM or SIGINT: `stop` is awaited, then exit 0. A second signal, or 15 s, ends it at once.
 * An uncaught error is logged and ends it with 1.
 */
export const runUntilStopped = (log: Logger, stop: () => Promise<void>): void => {
  let stopping = false;
  const end = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'Stopping');
    const limit = setTimeout(() => {
      log.error('Stopping took too long; ending now');
      process.exit(1);
    }, 15_000);
    limit.unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'Stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'An error that nobody caught');
    process.exit(1);
  });
};
