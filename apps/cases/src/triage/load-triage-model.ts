import type { SqlExecutor } from '@gridloom/service-kit';

import type { Context } from '../context.ts';
import { TriageModel, WINDOW, type PastCase } from './triage-model.ts';

/** How old what the model knows may be. */
const REFRESH_MS = 60_000;
const OVERLAP_MS = 5 * 60_000;

interface Kept {
  readonly model: TriageModel;
  /** Everything before has been read; what comes after may have been. */
  readUntil: string;
  readAt: number;
  reading: Promise<void> | null;
}

/** One model a database; a process serves one, tests have several. */
const models = new WeakMap<object, Kept>();

const columns = `select c.id::text, c.area_code, c.service_item_code, c.handler_id::text, c.handler_kind, c.accepted_at::text,
    c.title || ' ' || coalesce((select string_agg(m.demand, ' ' order by m.position) from case_complainant m where m.case_id = c.id), '') as text
  from case_file c`;

const usable = `service_item_code is not null and status not in ('VOID', 'REFUSED', 'MERGED')`;

const pastOf = (row: Record<string, unknown>): PastCase => ({
  id: row.id as string,
  text: row.text as string,
  areaCode: row.area_code as string,
  serviceItemCode: row.service_item_code as string,
  handler: row.handler_id ? { id: row.handler_id as string, kind: row.handler_kind as string } : null,
});

/**
 * Cases that were accepted since a moment, and those whose handler came since; void, refused and merged ones are left out. The newest
 * ones where they are too many, oldest first.
 */
export const readPastCases = async (sql: SqlExecutor, since = '-infinity'): Promise<readonly PastCase[]> => {
  const rows = await sql(
    `select * from (${columns}
       where c.id in (
         (select id from case_file where accepted_at > $1::timestamptz and accepted_at is not null and ${usable}
           order by accepted_at desc limit $2)
         union
         (select e.case_id from case_timeline_entry e where e.at > $1::timestamptz and e.step = 'DISPATCHED'
           order by e.at desc limit $2))
       and ${usable} order by c.accepted_at desc limit $2) newest order by accepted_at`,
    [since, WINDOW],
  );
  return rows.map(pastOf);
};

const readNew = async (sql: SqlExecutor, kept: Kept, now: Date): Promise<void> => {
  await kept.model.learn(await readPastCases(sql, kept.readUntil));
  // What was committed late bears an earlier time; cases that are read again are learnt anew.
  kept.readUntil = new Date(now.getTime() - OVERLAP_MS).toISOString();
  kept.readAt = now.getTime();
};

/** The model of this county's own past cases, not older than a minute. */
export const loadTriageModel = async (context: Context): Promise<TriageModel> => {
  const database = context.em.getDriver();
  let kept = models.get(database);
  if (!kept) {
    kept = { model: new TriageModel(), readUntil: '-infinity', readAt: Number.NEGATIVE_INFINITY, reading: null };
    models.set(database, kept);
  }
  const now = context.now();
  if (now.getTime() - kept.readAt >= REFRESH_MS) {
    const own = kept;
    own.reading ??= readNew(context.sql, own, now).finally(() => {
      own.reading = null;
    });
  }
  if (kept.reading) await kept.reading;
  return kept.model;
};
