import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { errorCode, errorMessage } from './error-facts.ts';
import { StackProblem } from './stack-problem.ts';

const invalidPassword = '28P01';

/** Waits until PostgreSQL takes a connection with that URL. */
export async function waitForPostgres(
  url: string,
  options: { patience: number; failedEarly?: () => Error | undefined },
): Promise<void> {
  const until = Date.now() + options.patience;
  for (;;) {
    const failure = options.failedEarly?.();
    if (failure !== undefined) throw failure;
    const refusal = await tryConnection(url);
    if (refusal === 'none') return;
    if (errorCode(refusal.error) === invalidPassword)
      throw new StackProblem({
        what: 'PostgreSQL cannot be used',
        cause: `it refuses the password of ${new URL(url).username} (${errorMessage(refusal.error)})`,
        remedy:
          'The data were made with other secrets: restore secrets.json beside them, correct the URL, or start afresh',
      });
    if (Date.now() >= until)
      throw new Error(
        `PostgreSQL at ${new URL(url).host} did not answer within ${String(options.patience / 1000)} s: ${errorMessage(refusal.error)}`,
      );
    await pause(40);
  }
}

async function tryConnection(url: string): Promise<'none' | { error: unknown }> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  // A server that goes away while we connect reports it twice.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return 'none';
  } catch (error) {
    return { error };
  } finally {
    await client.end().catch(() => undefined);
  }
}
