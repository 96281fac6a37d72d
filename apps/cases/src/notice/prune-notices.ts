import { defineJob, type JobDefinition, type JobTools } from '@gridloom/service-kit';

const DAY_MS = 86_400_000;
/** Days for which is kept: what was delivered, what accounts were told, and codes after they have run out. */
export const keptDays = { deliveries: 90, notices: 730, codes: 90 } as const;
const AT_ONCE = 5_000;

/** Rows at a time, each batch a transaction, so that nothing waits for long. */
const inBatches = async (tools: JobTools, statement: string, before: Date): Promise<void> => {
  let gone = AT_ONCE;
  while (gone === AT_ONCE && !tools.signal.aborted) {
    const rows = await tools.transact((_em, sql) => sql(statement, [before.toISOString(), AT_ONCE]));
    gone = rows.length;
  }
};

/** Lets go of old notices, deliveries and codes every night. Parked deliveries stay until somebody has looked at them. */
export const pruneNotices: JobDefinition = defineJob({
  name: 'prune-notices',
  schedule: '40 18 * * *',
  parse: () => undefined,
  handle: async (_, tools) => {
    const ago = (days: number) => new Date(tools.now().getTime() - days * DAY_MS);
    await inBatches(
      tools,
      `delete from webhook_delivery where id in (
         select id from webhook_delivery where created_at < $1 and status in ('DELIVERED', 'DROPPED') limit $2) returning 1`,
      ago(keptDays.deliveries),
    );
    await inBatches(
      tools,
      `delete from notice_recipient where (account_id, notice_id) in (
         select account_id, notice_id from notice_recipient where at < $1 limit $2) returning 1`,
      ago(keptDays.notices),
    );
    await inBatches(
      tools,
      `delete from notice where id in (
         select n.id from notice n where n.at < $1 and not exists (select 1 from webhook_delivery d where d.notice_id = n.id)
           and not exists (select 1 from notice_recipient r where r.notice_id = n.id) limit $2) returning 1`,
      ago(keptDays.notices),
    );
    await inBatches(
      tools,
      `delete from evaluation_code where id in (select id from evaluation_code where expires_at < $1 limit $2) returning 1`,
      ago(keptDays.codes),
    );
  },
});
