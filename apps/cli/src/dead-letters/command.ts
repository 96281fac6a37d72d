import pg from 'pg';
import { InvalidArgumentError, type Command } from 'commander';
import { dropParked, listParked, pgExecutor, replayParked, showParked, type SqlExecutor } from '@gridloom/messaging';
import { databaseOf, serviceNames } from './database-of.ts';
import { describeList, describeMessage } from './describe-parked.ts';

type At = { readonly database?: string };

const DATABASE = ['--database <url>', 'the service’s database; else that of the installation on this machine'] as const;

/** `gridloom dead-letters list|show|replay|drop`. */
export function register(program: Command): void {
  const letters = program
    .command('dead-letters')
    .description(
      'messages that a service could not handle (死信): list them, read them, handle them again or drop them',
    );
  letters
    .command('list')
    .description('list parked messages, oldest first; those of the same key wait behind the first (BEHIND)')
    .argument('[service]', 'one service; else all of them')
    .option(...DATABASE)
    .action(async (service: string | undefined, at: At) => {
      const lines: string[] = [];
      for (const name of service === undefined && at.database === undefined
        ? serviceNames()
        : [service ?? 'database']) {
        lines.push(...describeList(name, await withDatabase(name, at, (sql) => listParked(sql))));
      }
      print(lines.length === 0 ? ['No messages are parked.'] : lines);
    });
  letters
    .command('show')
    .description('read one parked message: its headers, payload, error and stack')
    .argument('<service>')
    .argument('<id>', 'as list gives it', numbered)
    .option(...DATABASE)
    .action(async (service: string, id: string, at: At) => {
      const message = await withDatabase(service, at, (sql) => showParked(sql, id));
      if (message === undefined) complain(`${service} has no parked message ${id}.`);
      else print(describeMessage(message));
    });
  letters
    .command('replay')
    .description('have the service handle messages again, from the oldest one of the same key on')
    .argument('<service>')
    .argument('<ids...>', 'as list gives them', (id: string, before: string[] | undefined) => [
      ...(before ?? []),
      numbered(id),
    ])
    .option(...DATABASE)
    .action(async (service: string, ids: string[], at: At) => {
      const keys = await withDatabase(service, at, (sql) => replayParked(sql, ids));
      if (keys === 0) complain(`${service} has none of these messages parked.`);
      else
        print([
          `${service} will handle the messages of ${keys} ${keys === 1 ? 'key' : 'keys'} again, in their order, as soon as it runs.`,
        ]);
    });
  letters
    .command('drop')
    .description('give messages up for good; what waited behind them is handled')
    .argument('<service>')
    .argument('<ids...>', 'as list gives them', (id: string, before: string[] | undefined) => [
      ...(before ?? []),
      numbered(id),
    ])
    .option(...DATABASE)
    .action(async (service: string, ids: string[], at: At) => {
      const count = await withDatabase(service, at, (sql) => dropParked(sql, ids));
      if (count === 0) complain(`${service} has none of these messages parked.`);
      else print([`${count} ${count === 1 ? 'message was' : 'messages were'} dropped.`]);
    });
}

async function withDatabase<Result>(
  service: string,
  at: At,
  work: (sql: SqlExecutor) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: at.database ?? databaseOf(service) });
  await client.connect();
  try {
    await client.query('begin');
    const result = await work(pgExecutor(client));
    await client.query('commit');
    return result;
  } finally {
    await client.end();
  }
}

function numbered(id: string): string {
  if (!/^[1-9][0-9]{0,17}$/.test(id))
    throw new InvalidArgumentError(`${id} is no id of a parked message: list gives them.`);
  return id;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

function complain(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
