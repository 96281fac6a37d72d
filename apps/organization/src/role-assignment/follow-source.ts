import { appendEvents, type SqlExecutor } from '@gridloom/messaging';
import type { EntityManager } from '@mikro-orm/postgresql';

import { keepRole, type RoleOfSource } from './keep-role.ts';

interface Fact {
  /** Version of the source after what happened. */
  readonly sequence: number;
  readonly time: Date;
}

interface Tools {
  readonly newId: () => string;
}

/**
 * Brings the roles of a source of another subgraph up to a fact about it, and tells what changed. An older fact that comes
 * after a newer one changes nothing, since each fact carries all that the role follows from.
 * @param accountName the holder's name, where the fact tells it
 */
export const followSource = async (
  em: EntityManager,
  sql: SqlExecutor,
  fact: Fact,
  wanted: RoleOfSource & { readonly accountName?: string },
  { newId }: Tools,
): Promise<void> => {
  const isNews = await sql(
    `insert into role_source (source, source_id, sequence) values ($1, $2, $3)
     on conflict (source, source_id) do update set sequence = excluded.sequence
     where role_source.sequence < excluded.sequence
     returning sequence`,
    [wanted.source, wanted.sourceId, fact.sequence],
  );
  if (isNews.length === 0) return;
  const { accountName, ...role } = wanted;
  await sql(
    `insert into account (id, name) values ($1, $2)
     on conflict (id) do update set name = excluded.name, version = account.version + 1
     where account.name is null and excluded.name is not null`,
    [role.accountId, accountName ?? null],
  );
  await appendEvents(sql, await keepRole(em, role, { newId, occurredAt: fact.time }));
};
