import { shanghaiDay } from '@gridloom/standards';
import { Client } from 'pg';
import { pgExecutor, type SqlExecutor } from '@gridloom/messaging';

import { loadAreaTree } from '../area-tree.ts';
import { createContext, loadCaller, type SubgraphContext } from '../context.ts';
import { sqlOf } from '../database.ts';
import type { JobTools } from '../jobs/define-job.ts';
import type { Locale } from '../locale.ts';
import type { SubgraphDefinition } from '../subgraph.ts';

/** A transaction of its own connection, with the context of the account for which it runs. */
export interface RunSession<C extends SubgraphContext> {
  readonly client: Client;
  /** Within the transaction. */
  readonly sql: SqlExecutor;
  readonly context: C;
}

/** Thrown by work that has found out what it wanted to know and leaves nothing behind. */
export class LeaveNothing extends Error {
  override readonly name = 'LeaveNothing';
}

/** What sets of hundreds of thousands of rows want: there is one transfer at a time, and its temporary tables stay in memory. */
const settings = "set temp_buffers = '256MB'; set work_mem = '64MB'; set maintenance_work_mem = '256MB'; set jit = off";

const databaseUrlOf = ({ orm }: JobTools): string => {
  const url = orm.config.get('clientUrl');
  if (typeof url !== 'string') throw new TypeError('The database has no URL');
  return url;
};

/**
 * Runs work as an account, in one transaction on a connection of its own, with the rights that the account has now.
 * Commits, or rolls back and throws what the work threw; {@link LeaveNothing} rolls back and is no error.
 */
export const asAccount = async <C extends SubgraphContext>(
  subgraph: Pick<SubgraphDefinition<C>, 'extendContext'>,
  tools: JobTools,
  who: { readonly accountId: string; readonly locale: Locale },
  work: (session: RunSession<C>) => Promise<void>,
): Promise<void> => {
  const { orm, now, newId, log } = tools;
  const em = orm.em.fork();
  const reading = sqlOf(em);
  const [areas, caller] = await Promise.all([
    loadAreaTree(reading),
    loadCaller(who.accountId, shanghaiDay(now()), reading),
  ]);
  const client = new Client({ connectionString: databaseUrlOf(tools), application_name: 'gridloom-transfer' });
  client.on('error', (error) => {
    log.warn({ err: error }, 'The connection of a transfer was lost');
  });
  await client.connect();
  try {
    const sql = pgExecutor(client);
    const common = createContext({ caller, locale: who.locale, em, sql, areas, now, newId, log });
    const context = subgraph.extendContext?.(common) ?? (common as C);
    await client.query(settings);
    await client.query('begin');
    try {
      await work({ client, sql, context });
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      if (!(error instanceof LeaveNothing)) throw error;
    }
  } finally {
    await client.end();
  }
};
