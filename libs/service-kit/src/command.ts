import { createHash } from 'node:crypto';

import { appendEvents, type EventDraft } from '@gridloom/messaging';
import type { EntityManager } from '@mikro-orm/postgresql';

import type { SubgraphContext } from './context.ts';
import { sqlOf, type SqlExecutor } from './database.ts';
import { keyReused, type KeyReused } from './errors.ts';

/** What a command gives back: plain JSON that names its GraphQL type; entities by id, so that it can be given again. */
export interface CommandResult {
  readonly __typename: string;
}

/** What a command's work hands over: its result, and the events of the same transaction. */
export interface CommandOutcome<R extends CommandResult> {
  readonly result: R;
  readonly events?: readonly EventDraft[];
}

/** Statements that make the table behind `clientMutationKey`; part of every subgraph's first migration. */
export const mutationKeyMigration = (): string[] => [
  `create table mutation_key (
     account_id uuid not null,
     key text not null,
     mutation text not null,
     input_hash text not null,
     result jsonb,
     created_at timestamptz not null default now(),
     primary key (account_id, key)
   )`,
];

export const mutationKeyMigrationDown = (): string[] => ['drop table mutation_key'];

class RolledBack extends Error {
  readonly result: CommandResult;

  constructor(result: CommandResult) {
    super('The command ended with an expected error');
    this.result = result;
  }
}

const hashOf = (input: object) => createHash('sha256').update(JSON.stringify(input)).digest('hex');

interface Command<R extends CommandResult> {
  /** The mutation's name. */
  readonly name: string;
  readonly input: { readonly clientMutationKey?: string | null | undefined };
  /** Runs in the command's transaction. Results whose type does not end in `Success` roll it back. */
  readonly work: (em: EntityManager, sql: SqlExecutor) => Promise<CommandOutcome<R>>;
}

/**
 * Runs a mutation as one transaction: entities, then events into the outbox, then the result under the caller's
 * `clientMutationKey`. The same key gives the same result again without running anything; with another input, KEY_REUSED.
 */
export const runCommand = async <R extends CommandResult>(
  context: SubgraphContext,
  command: Command<R>,
): Promise<R | KeyReused> => {
  const key = command.input.clientMutationKey ?? undefined;
  const accountId = context.caller.kind === 'account' ? context.caller.accountId : undefined;
  try {
    return await context.em.fork().transactional(async (em) => {
      const sql = sqlOf(em);
      if (key !== undefined && accountId !== undefined) {
        const hash = hashOf(command.input);
        const claimed = await sql(
          `insert into mutation_key (account_id, key, mutation, input_hash) values ($1, $2, $3, $4)
           on conflict (account_id, key) do nothing returning key`,
          [accountId, key, command.name, hash],
        );
        if (claimed.length === 0) {
          const [stored] = await sql(
            'select mutation, input_hash, result from mutation_key where account_id = $1 and key = $2',
            [accountId, key],
          );
          return stored?.mutation === command.name && stored.input_hash === hash
            ? (stored.result as R)
            : keyReused(context.locale);
        }
      }
      const { result, events } = await command.work(em, sql);
      if (!result.__typename.endsWith('Success')) throw new RolledBack(result);
      await em.flush();
      if (events && events.length > 0) await appendEvents(sql, events);
      if (key !== undefined && accountId !== undefined) {
        await sql('update mutation_key set result = $3::jsonb where account_id = $1 and key = $2', [
          accountId,
          key,
          JSON.stringify(result),
        ]);
      }
      return result;
    });
  } catch (error) {
    if (error instanceof RolledBack) return error.result as R;
    throw error;
  } finally {
    context.batches.clear();
  }
};
