import { appendEvents, type EventDraft } from '@gridloom/messaging';
import type { StageWork } from '@gridloom/service-kit';

import { caseEventsOf } from '../case/case-events.ts';
import { loadCaseRules, type CaseRules } from '../case/case-rules.ts';
import type { CaseSource, CaseUrgency } from '../case/case-words.ts';
import { Case } from '../case/case.ts';
import { Complainant } from '../case/complainant.ts';
import type { Context } from '../context.ts';
import { stopClock } from '../deadline/write-clock.ts';
import { sendNotice } from '../notice/send-notices.ts';
import { createCaseTally, writeTally } from '../statistics/case-figures.ts';
import { entryRow } from './report-matters.ts';
import { writeRows } from './write-rows.ts';

/** Thrown where somebody has worked on a case between the look at it and its lock; the undo tells it and changes nothing. */
class WorkedOnMeanwhile extends Error {
  /** As PostgreSQL calls it where two transactions cross. */
  readonly code = '40001';

  constructor() {
    super('Somebody has just worked on a case of the import');
    this.name = 'WorkedOnMeanwhile';
  }
}

/** SQL over a case `c`: nobody has done anything with it since it was reported, and its flow lets it be declared void. */
export const isUntouchedSql = `c.timeline_length = 1 and c.complainant_resident_ids is not null and exists (
  select 1 from case_flow_transition w where w.version = c.flow_version and w.from_state = c.state and w.action = 'VOID')`;

/** The case as it was reported, played again: nothing has happened since. */
const playAgain = (row: Record<string, unknown>, rules: CaseRules): Case => {
  const residentId = row.resident_id as string | null;
  const complainant = Object.assign(new Complainant(), { id: row.complainant_id, residentId, demandId: null });
  const { reported } = Case.report(
    {
      id: row.id as string,
      number: row.number as string,
      title: row.title as string,
      source: row.source as CaseSource,
      urgency: row.urgency as CaseUrgency,
      areaCode: row.area_code as string,
      gridId: row.grid_id as string | null,
      place: row.place as string | null,
    },
    [complainant],
    {
      at: new Date(row.reported_at as string | Date),
      actorAccountId: row.reported_by_account_id as string | null,
    },
    rules,
  );
  return Object.assign(reported, { version: (row.version as number) + 1 });
};

/**
 * Declares cases void (作废) whose import is taken back: what was told stays told, so that a case is never wiped out. Theirs are the rows
 * that `import_touched` has in `was`.
 */
export const voidUndone = async ({ context, sql }: Pick<StageWork<Context>, 'context' | 'sql'>): Promise<void> => {
  const found = await sql(
    `select c.id::text, c.version, c.number, c.title, c.source, c.urgency, c.area_code, c.grid_id::text, c.place, c.reported_at,
       c.reported_by_account_id::text, c.flow_version, m.id::text as complainant_id, m.resident_id::text, (${isUntouchedSql}) as untouched
     from case_file c join import_touched r on r.inserted and c.id = (r.was->>'case_id')::uuid
     join case_complainant m on m.case_id = c.id order by c.id for update of c`,
  );
  const at = context.now();
  const by = { at, actorAccountId: context.caller.kind === 'account' ? context.caller.accountId : null };
  const tally = createCaseTally((code) => context.areas.withAncestors(code));
  const tools = { sql, newId: context.newId, withAncestors: (code: string) => context.areas.withAncestors(code) };
  const known = new Map<number, CaseRules>();
  const entries: Readonly<Record<string, unknown>>[] = [];
  const events: EventDraft[] = [];
  for (const row of found) {
    if (row.untouched !== true) throw new WorkedOnMeanwhile();
    const version = row.flow_version as number;
    const rules = known.get(version) ?? (await loadCaseRules(sql, version));
    known.set(version, rules);
    const file = playAgain(row, rules);
    const change = file.declareVoid({ ...by, note: context.say({ zh: '撤销导入', en: 'import undone' }) }, rules);
    await sql(
      `update case_file set version = version + 1, state = $2, status = $3, ended_at = $4, stage = null, due_at = null, timeline_length = $5
       where id = $1`,
      [file.id, file.state, file.status, at, file.timelineLength],
    );
    await stopClock({ sql }, file.id, at, 'ended_at');
    tally.add(file, change);
    entries.push(...change.entries.map((entry) => entryRow(context.newId(), file.id, entry)));
    events.push(...caseEventsOf(file, change));
    events.push(...(await sendNotice(tools, file, { kind: 'VOIDED', ...by }, change.notify)));
  }
  await writeRows(sql, 'case_timeline_entry', entries);
  await writeTally(sql, tally);
  await appendEvents(sql, events);
};
