import { appendEvents } from '@gridloom/messaging';
import { defineJob, type JobDefinition, type JobTools } from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/core';

import { loadCaseRules } from './case-rules.ts';
import { Case } from './case.ts';
import { escalateByRule } from './escalate-by-rule.ts';
import { recordChange } from './record-change.ts';
import { recordToolsOf } from './record-tools.ts';

const HOUR_MS = 3_600_000;
const AT_ONCE = 200;

const escalateOne = (tools: JobTools, caseId: string) =>
  tools.transact(async (em, sql) => {
    const file = await em.findOne(Case, { id: caseId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!file?.dueAt) return;
    const now = tools.now();
    const rules = await loadCaseRules(sql, file.flowVersion);
    const hours = rules.flow.settings.escalateAfterHours;
    if (hours === null || now.getTime() < file.dueAt.getTime() + hours * HOUR_MS) return;
    const record = await recordToolsOf(tools, em, sql, file.areaCode);
    const areas = record.withAncestors(file.areaCode);
    const change = await escalateByRule(sql, file, { at: now, areas }, rules, 'OVERDUE');
    if (!change) return;
    await appendEvents(sql, await recordChange(record, file, change));
  });

/** Sends cases up a level that have been overdue for as long as their flow says; each has a new clock then. */
export const escalateOverdueJob: JobDefinition = defineJob({
  name: 'escalate-overdue-cases',
  schedule: '*/10 * * * *',
  parse: () => undefined,
  handle: async (_, tools) => {
    let after: string | null = null;
    do {
      const rows: Record<string, unknown>[] = await tools.transact((_em, sql) =>
        sql(
          `select c.id::text from case_file c join case_flow f on f.version = c.flow_version
           where f.escalate_after_hours is not null and c.due_at <= $1::timestamptz and ($2::uuid is null or c.id > $2)
             and c.due_at <= $1::timestamptz - f.escalate_after_hours * interval '1 hour'
             and exists (select 1 from case_flow_transition t where t.version = c.flow_version and t.from_state = c.state
               and t.action = 'ESCALATE' and 'SYSTEM' = any(t.actors))
           order by c.id limit ${String(AT_ONCE)}`,
          [tools.now().toISOString(), after],
        ),
      );
      for (const { id } of rows) {
        if (tools.signal.aborted) return;
        await escalateOne(tools, id as string);
      }
      after = rows.length < AT_ONCE ? null : (rows.at(-1)?.id as string);
    } while (after !== null);
  },
});
