import { appendEvents } from '@gridloom/messaging';
import { defineJob, type JobDefinition } from '@gridloom/service-kit';
import { LockMode } from '@mikro-orm/core';

import { loadCaseRules, type CaseRules } from './case-rules.ts';
import { Case } from './case.ts';
import { recordChange } from './record-change.ts';
import { recordToolsOf } from './record-tools.ts';

/** One run files so many, so that the events of a county's old cases do not come all at once. */
const A_RUN = 500;
const A_TRANSACTION = 50;

/** Files cases (归档) that ended as long ago as their flow says. */
export const archiveEndedJob: JobDefinition = defineJob({
  name: 'archive-ended-cases',
  schedule: '*/15 * * * *',
  parse: () => undefined,
  handle: async (_, tools) => {
    for (let filed = 0; filed < A_RUN && !tools.signal.aborted; filed += A_TRANSACTION) {
      const found = await tools.transact(async (em, sql) => {
        const now = tools.now();
        const rows = await sql(
          `select c.id::text from case_file c join case_flow f on f.version = c.flow_version
           where c.archived_at is null and c.ended_at is not null and f.archive_after_days is not null
             and c.ended_at <= $1::timestamptz - f.archive_after_days * interval '1 day'
             and exists (select 1 from case_flow_transition t where t.version = c.flow_version and t.from_state = c.state
               and t.action = 'ARCHIVE' and 'SYSTEM' = any(t.actors))
           order by c.ended_at, c.id limit ${String(A_TRANSACTION)} for update of c skip locked`,
          [now.toISOString()],
        );
        const ids = rows.map(({ id }) => id as string);
        const files = await em.find(
          Case,
          { id: { $in: ids } },
          { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
        );
        const known = new Map<number, CaseRules>();
        for (const file of files) {
          const rules = known.get(file.flowVersion) ?? (await loadCaseRules(sql, file.flowVersion));
          known.set(file.flowVersion, rules);
          const record = await recordToolsOf(tools, em, sql, file.areaCode);
          const change = file.archive({ at: now, actorAccountId: null }, rules);
          await appendEvents(sql, await recordChange(record, file, change));
        }
        return ids.length;
      });
      if (found < A_TRANSACTION) return;
    }
  },
});
